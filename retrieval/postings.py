"""The postings of all documents at one moment, and the statistics of their terms."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Protocol

import numpy as np

from .arrays import Floats
from .arrays import Ints as Int32s
from .dictionary import Dictionary, Numbers
from .errors import UnusableIndexError
from .maxscore import Hits, Ids, Term, View, every_match
from .segments import Inverted, Segment, Weighting

# Terms whose statistics stay at hand; without a limit memory would grow with use.
_MAX_KNOWN = 1 << 16

# A search takes a score of 0 for no match, so nothing may come near to it. An idf above
# 0 is no less than 2 / corpus_size.
_LEAST_WEIGHT = 1e-10
_NOT_PRUNABLE = -1.0


class Kernel(Protocol):
    """What `maxscore` and the C extension both offer, with the same results."""

    def number(
        self, numbers: dict[Any, int], documents: Sequence[Sequence[Any]], n_tokens: int
    ) -> Int32s:
        """See `maxscore.number`."""

    def invert(
        self, tokens: Int32s, lengths: Int32s, vocabulary_size: int, /
    ) -> Inverted | None:
        """See `maxscore.invert`."""

    def attach(self, views: Sequence[View], /) -> Any:
        """See `maxscore.attach`."""

    def search(
        self, attached: Any, terms: list[Term], ids: Ids, scores: Floats, /
    ) -> int:
        """See `maxscore.search`."""


class Postings:
    """Segments and statistics. They never change, so any thread may search them.

    *df* says by term number how many documents have a term. *average_idf* times
    *epsilon* takes the place of every idf below 0.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        df: Int32s,
        dictionary: Dictionary | Numbers,
        weighting: Weighting,
        average_idf: float,
        epsilon: float,
        kernel: Kernel,
    ) -> None:
        self.segments = segments
        self.df = df
        self.dictionary = dictionary
        self.weighting = weighting
        self.average_idf = average_idf
        ends = [*accumulate((len(s.lengths) for s in segments), initial=0)]
        self.corpus_size = ends[-1]
        self._views = [
            _view(segment, first, weighting)
            for segment, first in zip(segments, ends, strict=False)
        ]
        self._kernel = kernel
        self._attached = kernel.attach(self._views)
        self._terms = _Terms(
            dictionary,
            df,
            self.corpus_size,
            floor=epsilon * average_idf,
            is_monotone=weighting.is_monotone,
        )

    def idf(self, word: Any) -> float | None:
        """Return the idf of *word*, or None if no document has it."""
        term = self._terms[word]
        return term[3] if term else None

    def scores(self, words: Iterable[Any]) -> Floats:
        """Return the score of every document; a repeated word counts each time."""
        scores = np.zeros(self.corpus_size)
        for term in map(self._terms.__getitem__, words):
            if term is None:
                continue
            _, _, number, idf = term
            for view in self._views:
                span = view.span(number)
                docs = view.docs[span] + np.intp(view.first_doc)
                scores[docs] += idf * view.weights[view.codes[span]]
        return scores

    def search(self, words: Iterable[Any], k: int) -> Hits:
        """Return the best *k* matches and their scores; see `PostingsBM25.search`."""
        terms = sorted(filter(None, map(self._terms.__getitem__, words)))
        k = min(k, self.corpus_size)
        if not terms or not k:
            return np.zeros(0, np.int64), np.zeros(0)
        if terms[0][0] == _NOT_PRUNABLE:
            return every_match(self._views, terms, k)
        ids, scores = np.empty(k, np.int64), np.empty(k)
        n = self._kernel.search(self._attached, terms, ids, scores)
        return ids[:n], scores[:n]


class _Terms(dict[Any, Term | None]):
    """What is known about words, looked up when first asked for.

    It does not refer to the postings: that would be a cycle, which keeps the arrays of
    replaced documents from going.
    """

    def __init__(
        self,
        dictionary: Dictionary | Numbers,
        df: Int32s,
        corpus_size: int,
        floor: float,
        *,
        is_monotone: bool,
    ) -> None:
        super().__init__()
        self._dictionary = dictionary
        self._df = df
        self._corpus_size = corpus_size
        self._floor = floor
        self._is_monotone = is_monotone

    def __missing__(self, word: Any) -> Term | None:
        if len(self) >= _MAX_KNOWN:
            self.clear()
        term = self[word] = self._look_up(word)
        return term

    def _look_up(self, word: Any) -> Term | None:
        number = self._dictionary.find(word)
        # The dictionary goes on growing, and remembers what has been removed.
        if number is None or number >= len(self._df) or not self._df[number]:
            return None
        df = int(self._df[number])
        if not 0 < df <= self._corpus_size:
            raise UnusableIndexError(f"Damaged index: {df} documents have a term")
        idf = math.log(self._corpus_size - df + 0.5) - math.log(df + 0.5)
        if idf < 0:
            idf = self._floor
        if idf < _LEAST_WEIGHT or not self._is_monotone:
            return _NOT_PRUNABLE, word, number, idf
        return df / idf, word, number, idf


class IdfView(Mapping[Any, float]):
    """The idf of each term of the documents, computed when asked for."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    def __getitem__(self, word: Any) -> float:
        idf = self._postings.idf(word)
        if idf is None:
            raise KeyError(word)
        return idf

    def __iter__(self) -> Iterator[Any]:
        return (word for word in self._postings.dictionary if word in self)

    def __len__(self) -> int:
        return int(np.count_nonzero(self._postings.df))


def average_idf(df: Int32s, corpus_size: int) -> float:
    """Return the mean idf of the terms that some document has, or 0.0 without any.

    *df* is by term number. No floor is applied: an idf may be below 0.
    """
    # By df, so that the rounding does not depend on the order of the terms.
    terms_with = np.bincount(df, minlength=1)
    terms_with[0] = 0
    if not terms_with.any():
        return 0.0
    dfs = np.flatnonzero(terms_with)
    idfs = np.log(corpus_size - dfs + 0.5) - np.log(dfs + 0.5)
    return float(np.average(idfs, weights=terms_with[dfs]))


def changed_df(df: Int32s, old: Sequence[Segment], new: Sequence[Segment]) -> Int32s:
    """Return *df*, by term number, after *old* segments have become *new* ones."""
    for change, these, others in ((-1, old, new), (1, new, old)):
        kept = set(map(id, others))
        for inverted in (s.inverted for s in these if id(s) not in kept):
            df[inverted.terms] += change * inverted.df.astype(np.int32)
    return df


def _view(segment: Segment, first_doc: int, weighting: Weighting) -> View:
    inverted = segment.inverted
    n_kinds = len(inverted.kinds)
    weights = np.zeros(1 << max(0, n_kinds - 1).bit_length())
    weights[:n_kinds] = weighting.weights(inverted.kinds)
    return View(
        first_doc,
        len(segment.lengths),
        inverted.terms,
        inverted.starts,
        inverted.docs,
        inverted.codes,
        segment.bounds,
        weights,
        weighting.unit * segment.bound_factor(weighting.avgdl),
    )
