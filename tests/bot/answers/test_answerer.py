"""Articles that are hard to list, each alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.answerer import OPENING_CHARACTERS, Answering
from bot.answers.records import Records
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
