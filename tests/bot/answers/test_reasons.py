"""Why a file cannot be read, in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import retrieval.readers
from bot.answers.reasons import kind_of, told_of_file, told_reason
from bot.locales.choice import LANGUAGES
from retrieval.articles import no_articles
from retrieval.readers.csv import read_csv
from retrieval.readers.plain import read_plain

READERS = Path(retrieval.readers.__file__).parent


def reasons() -> Iterator[str]:
    """Yield the words of each reason for which a reader refuses a file."""
    for path in READERS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Unreadable":
                said = [
                    each for each in ast.walk(node) if isinstance(each, ast.Constant)
                ]
                yield "".join(str(each.value) for each in said)


def test_every_reason_of_the_readers_is_known() -> None:
    spoken = [reason for reason in reasons() if " " in reason]

    assert len(spoken) > 20
    assert [reason for reason in spoken if kind_of(reason) == "logged"] == []


def test_warnings_of_a_file_that_is_read_are_known() -> None:
    open_quote = read_csv(b'a;b\n"c;d\n').warnings
    damaged = read_plain(
        "Пчёлы не спят, но греют матку. ".encode() * 3 + b"\xff"
    ).warnings

    assert [*map(kind_of, (*open_quote, *damaged))] == ["damaged", "characters"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_in_the_language_of_the_reader(language: str) -> None:
    strings = LANGUAGES[language]
    told = told_of_file("a.txt: it is empty", strings)

    assert told == f"a.txt: {strings.reasons['empty']}" or language == "en"
    assert ("it is empty" in told) == (language == "en")
    none = str(no_articles(Path("a")))
    assert told_reason(none, strings) in (none, strings.reasons["none_left"])
    assert (told_reason(none, strings) == none) == (language == "en")
    assert ("disk" in told_reason("The disk is full", strings)) == (language == "en")
