"""Questions that take words from the answer before them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers.answerer import Answering
from bot.answers.follow_ups import Question
from bot.answers.records import Records
from retrieval import Article, Retriever

PRICES = Article(
    "preise.txt",
    "Die Karte kostet 8 Euro für Erwachsene. Am Montag ist geschlossen.\n\n"
    "Schülerinnen und Schüler zahlen 5 Euro. Die Führung dauert eine Stunde.",
)
TAKEN = ("kostet", "Karte")


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Answering]:
    records = Records(tmp_path, bot_id=1)
    yield Answering(Retriever([PRICES]), records, k=3)
    records.close()


def test_what_a_follow_up_asks_itself_comes_first(answering: Answering) -> None:
    asked = Question("und schüler?", TAKEN)

    found = answering.ask(asked, in_group=False, user_id=None)
    assert found.asked == asked
    assert found.pages[0][0].text.startswith("Schülerinnen")


def test_a_follow_up_on_what_no_article_has_is_not_answered_with_the_old_answer(
    answering: Answering,
) -> None:
    asked = Question("und hunde?", TAKEN)

    found = answering.ask(asked, in_group=False, user_id=None)
    assert found.is_empty
    assert found.answers[0].unknown == ("hunde",)
