"""Articles that are hard to list, each alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers import catalogue
from bot.answers.answerer import OPENING_CHARACTERS, Answering
from bot.answers.records import Records
from retrieval import Article, Retriever

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


def test_an_article_whose_title_cannot_be_found_is_listed_by_its_name(
    records: Records,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def title_of(text: str) -> str:
        if "Cats" in text:
            raise RecursionError
        return "Dogs"

    cats = Article("cats.txt", "Cats\n\nCats sleep by day.")
    monkeypatch.setattr(catalogue, "title_of", title_of)

    assert Answering(Retriever([cats, DOGS]), records, k=3).titles == (
        "cats.txt",
        "Dogs",
    )
    assert caplog.messages == ["cats.txt has no title (RecursionError)"]
