"""Function and question words, which are never the subject of a question."""

from collections.abc import Iterable
from functools import cache

from retrieval.analysis.normalization import fold
from retrieval.language.profile import load_language
from retrieval.language.word_lists import read_rows


def function_words(languages: Iterable[str]) -> frozenset[str]:
    """Return the union of the folded function and question words of *languages*."""
    return frozenset[str]().union(*map(_function_words, languages))


@cache
def _function_words(name: str) -> frozenset[str]:
    language = load_language(name)
    words = language.stop | language.starters | _question_words().get(name, frozenset())
    return frozenset(map(fold, words))


@cache
def _question_words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_rows("question_words.tsv")}
