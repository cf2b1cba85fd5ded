"""Quotations and expected answers, and whether they hold."""

import sys
from pathlib import Path

from bot.answers.notices import verdict_reply
from bot.answers.quotes import source_reply
from bot.answers.regression import changed, read_expectations, read_text
from bot.answers.reply import Reply, Style
from bot.answers.shortening import clipped
from bot.answers.verification import verify
from bot.errors import QuestionsError
from bot.locales.choice import strings_for
from retrieval import Answer
from retrieval.errors import Unreadable
from retrieval.printable import printable, printable_lines
from retrieval.readers.encodings import decode
from retrieval.retriever import BaseRetriever

from .shows import print_reply

_STRINGS = strings_for("en")
_SHOWN_UNITS = 200
_HINT = "name a file, or pipe the words in: echo 'WORDS' | excerpt-bot verify"


def verify_file(path: Path | None, retriever: BaseRetriever) -> bool:
    """Print whether the articles have a file, or standard input, word for word.

    Returns whether they do. Raises QuestionsError with a hint if there is no such file.
    """
    verdict = verify(_given(path) if path else _standard_input(), retriever)
    _print(verdict_reply(verdict, _STRINGS))
    return verdict.is_verbatim


def _given(path: Path) -> str:
    try:
        return read_text(path)
    except QuestionsError as error:
        if isinstance(error.__cause__, OSError):
            raise QuestionsError(f"{error}: {_HINT}") from error
        raise


def _standard_input() -> str:
    if sys.stdin.isatty():
        return sys.stdin.read()
    try:
        return decode(sys.stdin.buffer.read())
    except Unreadable as error:
        raise QuestionsError(f"standard input: {error}") from error


def check_answers(path: Path, retriever: BaseRetriever, *, k: int) -> bool:
    """Print the answers that lack the expected words; return whether there are none."""
    expectations = read_expectations(path)
    differing = list(changed(expectations, retriever, k=k))
    for expectation, answer in differing:
        print(printable(f"changed: {expectation.question}"))
        print(printable(f"  expected: {expectation.words}"))
        print(printable(f"  found: {_first(answer)}"))
    holding = len(expectations) - len(differing)
    print(f"{holding} of {len(expectations)} answers are as expected", file=sys.stderr)
    return not differing


def _first(answer: Answer) -> str:
    if not answer.excerpts:
        return "nothing"
    excerpt = answer.excerpts[0]
    text = clipped(excerpt.text, _SHOWN_UNITS)
    return f"{text} ({source_reply(excerpt, _STRINGS, on_console=True).text})"


def _print(reply: Reply) -> None:
    """Print *reply*, with asterisks around what is bold on a terminal."""
    if sys.stdout.isatty():
        print_reply(reply)
        return
    text = reply.text
    for mark in reversed(reply.marks):
        if mark.style is Style.MATCH:
            marked = text[mark.start : mark.end]
            text = f"{text[: mark.start]}*{marked}*{text[mark.end :]}"
    print(printable_lines(text))
