"""Sentences that make the same statement, as news reports and revised rules do."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import compress, pairwise
from typing import NamedTuple

import numpy as np

from retrieval.analysis.word_traits import WordTrait
from retrieval.index.collection import Collection
from retrieval.index.rows import concatenated_ranges, opens_run
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


class _Statement(NamedTuple):
    """The content words of a sentence, in order: their stems, and which are telling.

    *figures* are the stems of its numbers and dates, and *about* are all others;
    *distinct* has both.
    """

    stems: list[int]
    is_telling: list[bool]
    figures: frozenset[int]
    distinct: frozenset[int]
    about: frozenset[int]

    def without_figures(self) -> "_Statement":
        kept = [stem not in self.figures for stem in self.stems]
        stems, is_telling = compress(self.stems, kept), compress(self.is_telling, kept)
        about = self.about
        return _Statement([*stems], [*is_telling], frozenset(), about, about)


class Statements:
    """What sentences of *collection* say; those *expected* are read at once."""

    def __init__(self, collection: Collection, expected: Sequence[int] = ()) -> None:
        self._collection = collection
        read = zip(expected, _statements(expected, collection), strict=True)
        self._statements = dict(read)

    def likeness(self, one: int, other: int) -> Likeness | None:
        """Return how two sentences are alike, or None if they are not.

        They are the same if the content words of the shorter are a subsequence of the
        longer's, and none of the longer's other words is a name, number, date or
        negation. They have other figures if that holds without their numbers and dates,
        and each has one that the other lacks. A sentence without content words is like
        no other.
        """
        first, second = self._of(one), self._of(other)
        # Most pairs end here, for a tenth of what comparing their words takes.
        if not (first.about <= second.distinct or second.about <= first.distinct):
            return None
        if _say_the_same(first, second):
            return Likeness.SAME
        if first.figures <= second.figures or second.figures <= first.figures:
            return None
        first, second = first.without_figures(), second.without_figures()
        if min(len(first.stems), len(second.stems)) < FEWEST_WORDS:
            return None
        return Likeness.OTHER_FIGURES if _say_the_same(first, second) else None

    def _of(self, sentence: int) -> _Statement:
        if sentence not in self._statements:
            (self._statements[sentence],) = _statements([sentence], self._collection)
        return self._statements[sentence]


def _say_the_same(one: _Statement, other: _Statement) -> bool:
    shorter, longer = (
        (one, other) if len(one.stems) <= len(other.stems) else (other, one)
    )
    wanted = shorter.stems
    if not wanted or len(wanted) < SAME_STATEMENT * len(longer.stems):
        return False
    matched = 0
    for stem, is_telling in zip(longer.stems, longer.is_telling, strict=True):
        if matched < len(wanted) and stem == wanted[matched]:
            matched += 1
        elif is_telling:
            return False
    return matched == len(wanted)


def _statements(
    sentences: Sequence[int], collection: Collection
) -> Iterator[_Statement]:
    """Yield the statement of each of *sentences*.

    Word traits exist for English only: in other languages every word is a content word
    that changes the meaning.
    """
    numbers = np.array(sentences, np.intp)
    starts, vocabulary = collection.token_starts, collection.vocabulary
    tokens, row = concatenated_ranges(
        starts[numbers], starts[numbers + 1], len(collection.words)
    )
    words = collection.words[tokens]
    traits = vocabulary.traits[words]
    is_foreign = ~collection.is_in(DEFAULT, numbers)[row]
    denies = traits & np.uint8(WordTrait.DENIAL) != 0
    is_content = ~vocabulary.is_stop[words] | denies | is_foreign
    is_telling = traits & np.uint8(_TELLING) != 0
    is_telling |= collection.capital[tokens] | is_foreign
    # The first word is capitalised anyway, so it may be a name.
    is_telling |= opens_run(row)
    stems: list[int] = vocabulary.stem_of[words[is_content]].tolist()
    telling: list[bool] = is_telling[is_content].tolist()
    is_figure: list[bool] = (traits[is_content] & np.uint8(_FIGURE) != 0).tolist()
    ends = np.searchsorted(row[is_content], np.arange(len(numbers) + 1))
    for start, end in pairwise(ends.tolist()):
        said = stems[start:end]
        distinct = frozenset(said)
        figures = frozenset(compress(said, is_figure[start:end]))
        about = distinct - figures if figures else distinct
        yield _Statement(said, telling[start:end], figures, distinct, about)
