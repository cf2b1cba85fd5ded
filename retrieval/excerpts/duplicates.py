"""Sentences that make the same statement, as news reports and revised rules do."""

from enum import Enum, auto
from typing import NamedTuple

import numpy as np

from retrieval.analysis.word_traits import WordTrait
from retrieval.index.collection import Collection
from retrieval.language.profile import DEFAULT

SAME_STATEMENT = 0.75
"""The least ratio of content words, shorter to longer, of the same statement."""

FEWEST_WORDS = 2
"""The fewest content words besides figures that show that two are about the same."""

_FIGURE = WordTrait.NUMBER | WordTrait.CALENDAR
_TELLING = _FIGURE | WordTrait.DENIAL


class Likeness(Enum):
    """How two sentences are alike."""

    SAME = auto()
    OTHER_FIGURES = auto()


class _Word(NamedTuple):
    stem: int
    is_telling: bool
    is_figure: bool


class Statements:
    """What the sentences of *collection* say, each read once."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._statements: dict[int, list[_Word]] = {}

    def likeness(self, one: int, other: int) -> Likeness | None:
        """Return how two sentences are alike, or None if they are not.

        They are the same if the content words of the shorter are a subsequence of the
        longer's, and none of the longer's other words is a name, number, date or
        negation. They have other figures if that holds without their numbers and dates,
        and each has one that the other lacks. A sentence without content words is like
        no other.
        """
        first, second = self._of(one), self._of(other)
        if _say_the_same(first, second):
            return Likeness.SAME
        figures, others = _figures(first), _figures(second)
        if not (figures - others and others - figures):
            return None
        first, second = _without_figures(first), _without_figures(second)
        if min(len(first), len(second)) < FEWEST_WORDS:
            return None
        return Likeness.OTHER_FIGURES if _say_the_same(first, second) else None

    def _of(self, sentence: int) -> list[_Word]:
        if sentence not in self._statements:
            self._statements[sentence] = _statement(sentence, self._collection)
        return self._statements[sentence]


def _say_the_same(one: list[_Word], other: list[_Word]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if not shorter or len(shorter) < SAME_STATEMENT * len(longer):
        return False
    matched = 0
    for word in longer:
        if matched < len(shorter) and word.stem == shorter[matched].stem:
            matched += 1
        elif word.is_telling:
            return False
    return matched == len(shorter)


def _figures(statement: list[_Word]) -> set[int]:
    return {word.stem for word in statement if word.is_figure}


def _without_figures(statement: list[_Word]) -> list[_Word]:
    return [word for word in statement if not word.is_figure]


def _statement(sentence: int, collection: Collection) -> list[_Word]:
    """Return the content words of *sentence*.

    Word traits exist for English only: in other languages every word is a content word
    that changes the meaning, and only digits are figures.
    """
    vocabulary = collection.vocabulary
    tokens = slice(*collection.token_starts[sentence : sentence + 2])
    words = collection.words[tokens]
    stems = vocabulary.stem_of[words]
    traits = vocabulary.traits[words]
    is_figure = traits & np.uint8(_FIGURE) != 0
    article = int(collection.article_of[sentence])
    if collection.language_of(article) != DEFAULT:
        said = zip(stems.tolist(), is_figure.tolist(), strict=True)
        return [_Word(stem, True, figure) for stem, figure in said]
    denies = traits & np.uint8(WordTrait.DENIAL) != 0
    is_content = ~vocabulary.is_stop[words] | denies
    is_telling = traits & np.uint8(_TELLING) != 0
    is_telling |= collection.capital[tokens]
    # The first word is capitalised anyway, so it may be a name.
    is_telling[:1] = True
    columns = (column[is_content].tolist() for column in (stems, is_telling, is_figure))
    return list(map(_Word, *columns))
