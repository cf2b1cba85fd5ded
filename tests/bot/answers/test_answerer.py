"""Articles that are hard to list, each alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.answerer import OPENING_CHARACTERS, Answering
from bot.answers.follow_ups import Question
from bot.answers.records import Records
from bot.answers.replies import example_questions
from bot.locales.choice import LANGUAGES
from retrieval import Article, Retriever
from retrieval.articles import article_of

DOGS = Article("dogs.txt", "Dogs\n\nDogs bark at night.")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    records = Records(tmp_path, bot_id=1)
    yield records
    records.close()


def test_an_article_that_begins_with_blanks_is_listed_and_opened(
    records: Records,
) -> None:
    text = " \n" * OPENING_CHARACTERS + "Cats sleep by day."
    answering = Answering(Retriever([Article("cats.txt", text)]), records, k=3)

    assert answering.beginning(0).text == "Cats sleep by day."
    assert answering.titles == ("cats.txt",)


def test_an_article_has_the_title_that_its_file_gives_it(records: Records) -> None:
    entitled = article_of(b"---\ntitle: A guide\n---\nBees *hum* loudly.", "a.md")
    headed = article_of(b"Bees hum.\n\n# Wasps\n\nThey sting.", "b.md")
    bare = article_of(b"Bees hum loudly.", "c.md")

    answering = Answering(Retriever([entitled, headed, bare]), records, k=3)

    assert answering.titles == ("A guide", "Wasps", "c.md")
    assert answering.beginning(0).text == "Bees hum loudly."


def test_the_beginning_of_a_long_article_with_blocks_is_shown(
    records: Records,
) -> None:
    rows = "".join(f"- Item {number} hums.\n" for number in range(OPENING_CHARACTERS))
    answering = Answering(Retriever([article_of(rows.encode(), "a.md")]), records, k=3)

    assert answering.beginning(0).text.startswith("- Item 0 hums.\n- Item 1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_answered_for_sure(records: Records, language: str) -> None:
    long = f"{'A very long title ' * 4}of a text"
    texts = ["Bees", "Wasps", "Wasps", "Why? Because.", "In 1990", long]
    articles = [
        Article(f"{number}.txt", f"{title}\n\nThey hum and buzz loudly all day.")
        for number, title in enumerate(texts)
    ]
    answering = Answering(Retriever(articles), records, k=3)
    strings = LANGUAGES[language]

    chosen = {
        question
        for seed in "abcdefgh"
        for _, question in example_questions(
            answering.askable_titles, strings, seed=seed
        )
    }

    assert strings.example.format(title="Bees") in chosen
    assert strings.example.format(title="Wasps") not in chosen
    for question in chosen:
        found = answering.find(Question(question), in_group=False)
        assert found.confidence == "high", question


@pytest.mark.parametrize(
    "name",
    ['the "new" shop.txt', "folder/" + "long name " * 14 + ".txt"],
    ids=["quotation marks", "long"],
)
def test_an_article_of_any_name_is_searched_alone(records: Records, name: str) -> None:
    asked = Question("When does the shop open?", (), name)
    others = [Article(f"{n}.txt", "The shop does open at ten.") for n in range(100)]
    shop = Article(name, "Then we open.")
    answering = Answering(Retriever([shop, *others]), records, k=3)
    found = answering.find(asked, in_group=False)

    assert [excerpt.source for excerpt in found.quotes(0)] == [name]
    assert found.answers[0].unused == ()
