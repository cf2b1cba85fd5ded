"""Questions with the words that their answers must hold: a test for one's articles.

They stand in a file of lines: a question, a tab, and words of the first excerpts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import QuestionsError
from retrieval import Answer
from retrieval.errors import Unreadable
from retrieval.readers.encodings import decode
from retrieval.retriever import BaseRetriever

from .small_talk import normalised


@dataclass(frozen=True, slots=True)
class Expectation:
    """A question, and words of the first excerpts that answer it."""

    question: str
    words: str


def read_expectations(path: Path) -> list[Expectation]:
    """Return what the file expects.

    Raises QuestionsError with the line at fault, or if there are no questions.
    """
    expectations = list(_expectations(read_text(path).splitlines(), str(path)))
    if not expectations:
        raise QuestionsError(f"{path}: it has no questions")
    return expectations


def read_text(path: Path) -> str:
    """Return a text in any encoding that articles may have; raises QuestionsError."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise QuestionsError(f"{path}: {error.strerror}") from error
    except Unreadable as error:
        raise QuestionsError(f"{path}: {error}") from error


def _expectations(lines: Iterable[str], name: str) -> Iterator[Expectation]:
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        question, tab, words = line.partition("\t")
        if not tab or not normalised(question) or not normalised(words):
            raise QuestionsError(
                f"{name}, line {number}: a question, a tab and some words are expected"
            )
        yield Expectation(question, words)


def line_of(expectation: Expectation) -> str:
    """Return the line that `read_expectations` reads."""
    parts = (expectation.question, expectation.words)
    # With NULs the file would look like one in UTF-16.
    return "\t".join(" ".join(part.replace("\0", " ").split()) for part in parts)


def changed(
    expectations: Iterable[Expectation], retriever: BaseRetriever, *, k: int
) -> Iterator[tuple[Expectation, Answer]]:
    """Yield those whose words are in none of the first *k* excerpts, and the answer."""
    for expectation in expectations:
        answer = retriever.answer(expectation.question, k=k)
        wanted = f" {normalised(expectation.words)} "
        texts = (f" {normalised(excerpt.text)} " for excerpt in answer.excerpts)
        if not any(wanted in text for text in texts):
            yield expectation, answer
