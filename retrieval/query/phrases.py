"""Phrases of a question, whose words must stand side by side in an article."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from retrieval.analysis.language_analyzer import Token

# Fewer stop words in a row are no phrase, unless the question has nothing else.
_STOP_WORDS = 4
_AUXILIARIES = frozenset(("are", "did", "do", "does", "is", "was", "were"))
QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{3,200})[\"”“»]")

Phrase = tuple[frozenset[int], ...]
"""By place in the phrase, the numbers of the words that may stand there."""


def phrases_of(
    question: str, tokens: Sequence[Token], number: Callable[[Token], int]
) -> tuple[Phrase, ...]:
    """Return the phrases of *question*, of two known words or more.

    A phrase is in quotation marks, or is a run of stop words ("to be or not to be"), or
    a word with a letter that is no article: "vitamin A".
    """
    found = [
        *_quoted(question, tokens),
        *_stop_words(tokens),
        *_lettered(question, tokens),
    ]
    phrases = dict.fromkeys(word_numbers(phrase, number) for phrase in found)
    return tuple(p for p in phrases if len(p) > 1 and all(p))


def _quoted(question: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    for quoted in QUOTED.finditer(question):
        start, end = quoted.span(1)
        yield [token for token in tokens if start <= token.start < end]


def _stop_words(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    for is_stop, run in groupby(tokens, key=lambda token: token.stop):
        words = list(run)
        if len(words) > _STOP_WORDS and words[0].form in _AUXILIARIES:
            words = words[1:]  # "Where is to be or not to be said?"
        if is_stop and (len(words) >= _STOP_WORDS or len(words) == len(tokens)):
            yield words


def _lettered(question: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    for before, token in pairwise(tokens):
        if before.stop or not token.stop or token.end - token.start > 1:
            continue
        ends = not question[token.end :].strip(" ?!.")
        if question[token.start].isupper() or ends:
            yield [before, token]


def word_numbers(tokens: Sequence[Token], number: Callable[[Token], int]) -> Phrase:
    """Group the readings of each word in several languages."""
    places = groupby(tokens, key=lambda token: (token.start, token.form))
    return tuple(
        frozenset(found for token in readings if (found := number(token)) >= 0)
        for _, readings in places
    )
