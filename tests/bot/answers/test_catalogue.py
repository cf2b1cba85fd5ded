"""Requests for what an article, or all of them, say."""

import pytest

from bot.answers.catalogue import Catalogue
from retrieval import Article, Retriever

BEES = Article("bees-in-winter.txt", "Bees\n\nHoneybees form a tight ball in winter.")
SUMMIT = Article(
    "a/summit.txt", "The White House summit\n\nTen leaders met in the hall."
)
RULES = Article("rules.txt", "House rules\n\nMembers close all windows at night.")


def asked(text: str, *articles: Article) -> list[str]:
    catalogue = Catalogue(Retriever(articles))
    return [catalogue.names[number] for number in catalogue.asked_for(text)]


@pytest.mark.parametrize(
    "text",
    [
        "What is Bees about?",
        "what's bees-in-winter about",
        "Summarise bees-in-winter.txt",
        "summarize “Bees”!",
        "Tell me about bees",
        "give me an overview of the bees article",
        "What does Bees say?",
        "Worum geht es in „Bees“?",
        "fass bees zusammen",
        "Erzähl mir etwas über Bees.",
    ],
)
def test_an_article_is_asked_for_by_its_title_or_file(text: str) -> None:
    assert asked(text, SUMMIT, BEES, RULES) == ["bees-in-winter.txt"]


def test_titles_that_are_the_same_are_listed_with_their_files() -> None:
    old = Article("old/rules.txt", RULES.text.replace("House rules", "House Rules"))

    assert Catalogue(Retriever([BEES, old, RULES])).labels == (
        "Bees",
        "House Rules (old/rules.txt)",
        "House rules (rules.txt)",
    )


def test_a_part_of_one_title_suffices_to_ask_for_a_summary_only() -> None:
    assert asked("what is the summit about", SUMMIT, RULES) == ["a/summit.txt"]
    assert asked("summarise the white house", SUMMIT, BEES) == ["a/summit.txt"]
    assert asked("tell me about the white house", SUMMIT, BEES) == []
    assert asked("what is the house about", SUMMIT, RULES) == []


@pytest.mark.parametrize(
    "text",
    [
        "what is honey about",
        "tell me about honey",
        "what are bees",
        "summarise",
        "what is  about",
        "What is Bees about? " + "And more, please. " * 20,
    ],
)
def test_any_other_question_asks_for_no_article(text: str) -> None:
    assert asked(text, SUMMIT, BEES) in ([], ["a/summit.txt", "bees-in-winter.txt"])
    assert asked(text, SUMMIT, BEES) == [] or text == "summarise"


@pytest.mark.parametrize(
    "text",
    [
        "What is this about?",
        "summarise",
        "Which articles do you have?",
        "worum geht es?",
    ],
)
def test_without_a_title_all_articles_are_asked_for(text: str) -> None:
    assert asked(text, SUMMIT, BEES) == ["a/summit.txt", "bees-in-winter.txt"]
    assert asked(text, BEES) == ["bees-in-winter.txt"]


def test_the_words_of_a_request_are_no_title() -> None:
    assert (
        asked("what is about", Article("a.txt", "All about bees\n\nHi."), RULES) == []
    )


def test_a_title_of_two_articles_names_neither() -> None:
    other = Article("bees.txt", "Bees\n\nBees eat honey.")

    assert asked("what is bees about", BEES, SUMMIT) == ["bees-in-winter.txt"]
    assert asked("tell me about bees", BEES, other) == []


def test_the_summary_has_the_title_and_sentences_of_the_article() -> None:
    found = Catalogue(Retriever([BEES, SUMMIT])).summary("what is bees about")

    assert found
    assert found.title == "Bees"
    [[excerpt]] = found.pages
    assert excerpt.text == "Honeybees form a tight ball in winter."
    assert found.confidence == "high"


def test_an_article_of_one_sentence_that_is_too_long_has_no_summary() -> None:
    article = Article("a.txt", f"Bees\n\n{'They sleep ' * 60}")
    catalogue = Catalogue(Retriever([article, SUMMIT]))

    assert catalogue.summary("what is bees about") is None
