"""Quotations looked up in the articles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.verification import verify, words_in
from retrieval import Article, Retriever
from tests.effort import ends_soon, needs_cpu_limit
from tests.strategies import texts

DOGS = Article(
    "dogs.txt", "Dogs bark at night. “Cats don’t”, says the vet.\n\nOwls hoot."
)
RETRIEVER = Retriever([DOGS, Article("copy.txt", "Who knows? Dogs bark at night!")])


@pytest.mark.parametrize(
    ("quotation", "found"),
    [
        ("dogs BARK at\n  night", "Dogs bark at night."),
        ("bark at night", "bark at night."),
        ("night. Cats don't", "night. “Cats don’t”,"),
        ("says the vet; owls hoot", "says the vet.\n\nOwls hoot."),
    ],
)
def test_only_the_words_of_a_quotation_count(quotation: str, found: str) -> None:
    verdict = verify(quotation, RETRIEVER)

    assert verdict.is_verbatim
    assert verdict.excerpt
    assert verdict.excerpt.text in (found, found.replace(".", "!"))


def test_all_articles_that_have_it_are_named() -> None:
    verdict = verify("dogs bark at night", RETRIEVER)

    assert verdict.excerpt
    assert {verdict.excerpt.source, *verdict.excerpt.also_in} == {
        "dogs.txt",
        "copy.txt",
    }


def test_what_differs_is_marked_on_both_sides() -> None:
    verdict = verify("Cats do, says the nice vet", RETRIEVER)

    assert not verdict.is_verbatim
    assert verdict.excerpt
    text = verdict.excerpt.text
    assert [text[start:end] for start, end in verdict.excerpt.matches] == ["don’t"]
    assert verdict.added == ("do", "nice")


def test_what_follows_the_sentence_is_left_out_unless_the_quotation_has_it() -> None:
    verdict = verify("Dogs bark all night long", Retriever([DOGS]))

    assert verdict.excerpt
    assert verdict.excerpt.text == "Dogs bark at night."


def test_a_quotation_is_found_among_many_sentences_with_its_words() -> None:
    others = [
        Article(f"{n}.txt", "Near sea, of the sea. Sea is dark.") for n in range(50)
    ]
    here = Article(
        "here.txt", "The coast of the sea near us is dark. Sea and wind rise."
    )
    verdict = verify("of the sea near", Retriever([*others, here]))

    assert verdict.is_verbatim
    assert verdict.excerpt
    assert verdict.excerpt.source == "here.txt"


@needs_cpu_limit
def test_words_repeated_in_a_table_and_a_text_are_little_work() -> None:
    table = "| a | b |\n| --- | --- |\n" + "| yes | no |\n" * 400
    retriever = Retriever([Article("table.md", table)])

    assert ends_soon(lambda: verify("yes no yes " * 372, retriever))


def test_a_difference_late_in_a_long_quotation_is_marked() -> None:
    words = [f"word{number}" for number in range(400)]
    retriever = Retriever([Article("long.txt", " ".join(words) + ".")])

    verdict = verify(" ".join([*words[:300], "other", *words[301:]]), retriever)

    assert verdict.excerpt
    [(start, end)] = verdict.excerpt.matches
    assert verdict.excerpt.text[start:end] == "word300"
    assert verdict.added == ("other",)


@pytest.mark.parametrize("text", ["", "?!", "the moon is made of cheese"])
def test_what_is_like_nothing_has_no_excerpt(text: str) -> None:
    assert verify(text, RETRIEVER).excerpt is None


@given(texts, st.integers(0, 400), st.integers(1, 60))
def test_a_part_of_an_article_is_found_in_it(text: str, start: int, count: int) -> None:
    words = words_in(text)
    part = words[start : start + count]
    retriever = Retriever([Article("a.txt", text)])
    if not part:
        return
    quoted = text[part[0].start : part[-1].end]
    verdict = verify(quoted, retriever)

    if verdict.is_verbatim:
        assert verdict.excerpt
        found = [word.text for word in words_in(verdict.excerpt.text)]
        assert found == [word.text for word in part]
    for at, end in verdict.excerpt.matches if verdict.excerpt else ():
        assert 0 <= at < end
