"""Operators of a question: "exact phrase", -word, in:title."""

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto
from itertools import groupby
from typing import NamedTuple

import numpy as np

from retrieval.analysis.language_analyzer import Token
from retrieval.arrays import Ints
from retrieval.index.collection import Collection
from retrieval.index.vocabulary import UNKNOWN

from .phrases import QUOTED, Phrase, word_numbers

OPERAND_LENGTH = 100
"""The most characters after "in:", without quotation marks."""

_OPERATOR = re.compile(
    r"(?<!\S)(?:-(?P<without>[^\W\d_][^\s\"]{0,60})"
    rf"|in:(?P<within>\"[^\"\n]{{1,{OPERAND_LENGTH}}}\""
    rf"|[^\s\"]{{1,{OPERAND_LENGTH}}}))(?!\S)",
    re.IGNORECASE,
)


MOST = 16
"""How many operators of a question are read."""


class Demand(Enum):
    """What an operator demands of a sentence."""

    PHRASE = auto()  # to have words side by side
    WITHOUT = auto()  # not to have a word
    WITHIN = auto()  # to be in some of the articles


class Operator(NamedTuple):
    """An operator as *typed*.

    PHRASE has the words in *phrase*, WITHOUT stems in *numbers*, and WITHIN articles.
    Without these no sentence meets the demand of a PHRASE or WITHIN.
    """

    typed: str
    demand: Demand
    numbers: Ints
    phrase: Phrase = ()


def without_operators(question: str) -> str:
    """Return *question* with blanks in place of operators other than phrases.

    All other characters stay where they are.
    """
    return _OPERATOR.sub(lambda found: " " * len(found[0]), question)


def has_operators(question: str) -> bool:
    """Return whether *question* may have operators."""
    return bool(QUOTED.search(question) or _OPERATOR.search(question))


def titles_named(question: str) -> list[str]:
    """Return what follows each "in:" of *question*."""
    found = (match["within"] for match in _OPERATOR.finditer(question))
    return [named for named in found if named]


def operators(
    question: str,
    read: Callable[[str], Sequence[Token]],
    number: Callable[[Token], int],
    collection: Collection,
) -> tuple[Operator, ...]:
    """Return up to MOST operators of *question*, in the order of `Demand`.

    *read* returns the tokens of a text, and *number* that of a token's word.
    """
    found = []
    for quoted in QUOTED.finditer(without_operators(question)):
        # Guillemets go around names, which are inflected: «Аполлон-1».
        if quoted[0].startswith("«"):
            continue
        if tokens := read(quoted[1]):
            phrase = word_numbers(tokens, number)
            nothing = np.zeros(0, np.int32)
            found.append(Operator(quoted[0], Demand.PHRASE, nothing, phrase))
    for match in _OPERATOR.finditer(question):
        tokens = read(match["without"] or match["within"])
        content = [token for token in tokens if not token.stop] or tokens
        stems = [
            np.array([collection.vocabulary.find_stem(t.term) for t in word], np.int32)
            for _, word in groupby(content, key=lambda token: token.start)
        ]
        if match["without"]:
            numbers = np.concatenate([np.zeros(0, np.int32), *stems])
            found.append(Operator(match[0], Demand.WITHOUT, numbers))
        else:
            articles = _articles_named(stems, collection)
            found.append(Operator(match[0], Demand.WITHIN, articles))
    return tuple(sorted(found, key=lambda operator: operator.demand.value))[:MOST]


def _articles_named(words: Sequence[Ints], collection: Collection) -> Ints:
    """Return the articles whose title or path has all *words*, ascending.

    A word is given by the stems it may have.
    """
    starts = collection.article_starts
    articles = np.flatnonzero(np.diff(starts)).astype(np.int32)
    if not words or not len(articles):
        return articles[:0]
    contexts = collection.context_of[collection.paragraph_of[starts[articles]]]
    stems = collection.vocabulary.stem_of[collection.context_words]
    named = np.ones(len(articles), np.bool_)
    for word in words:
        known = word[word != UNKNOWN]
        places = np.flatnonzero(np.isin(stems, known))
        having = np.searchsorted(collection.context_starts, places, side="right") - 1
        named &= np.isin(contexts, having)
    return articles[named]
