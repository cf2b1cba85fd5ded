"""The postings of all documents at one moment, and the statistics of their terms."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

import numpy as np

from .dictionary import Dictionary
from .maxscore import Hits, View, every_match
from .segments import MAX_KINDS, Floats, Int32s, Inverted, Segment, Weighting

# Terms whose statistics stay at hand; without a limit memory would grow with use.
_MAX_KNOWN = 1 << 16


class Kernel(Protocol):
    """What `maxscore` and the C extension both offer, with the same results."""

    def invert(
        self, tokens: Int32s, lengths: Int32s, vocabulary_size: int, /
    ) -> Inverted | None:
        """See `maxscore.invert`."""

    def attach(self, views: Sequence[View], /) -> Any:
        """See `maxscore.attach`."""

    def search(self, attached: Any, terms: list[tuple[int, float]], k: int, /) -> Hits:
        """See `maxscore.search`."""


class Term(NamedTuple):
    """A term that some document has."""

    number: int
    df: int
    idf: float


class Postings:
    """Segments and statistics. They never change, so any thread may search them.

    *df* says by term number how many documents have a term. *average_idf* times
    *epsilon* takes the place of every idf below 0.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        df: Int32s,
        dictionary: Dictionary,
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
        self._floor = epsilon * average_idf
        self._views = [
            _view(segment, first, weighting)
            for segment, first in zip(segments, ends, strict=False)
        ]
        self._kernel = kernel
        self._attached = kernel.attach(self._views)
        self._known: dict[str, Term | None] = {}

    def find(self, word: str) -> Term | None:
        """Return what is known about *word*, or None if no document has it."""
        try:
            return self._known[word]
        except KeyError:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            return self._known.setdefault(word, self._look_up(word))

    def scores(self, words: Iterable[str]) -> Floats:
        """Return the score of every document; a repeated word counts each time."""
        scores = np.zeros(self.corpus_size)
        for word in words:
            term = self.find(word)
            if term is None:
                continue
            for view in self._views:
                span = view.span(term.number)
                docs = view.docs[span] + np.intp(view.first_doc)
                scores[docs] += term.idf * view.weights[view.codes[span]]
        return scores

    def search(self, words: Iterable[str], k: int) -> Hits:
        """Return the best *k* matches and their scores; see `PostingsBM25.search`."""
        terms = self._weighted(words)
        k = min(k, self.corpus_size)
        if not terms or not k:
            return np.zeros(0, np.int64), np.zeros(0)
        if self.weighting.is_monotone and all(weight > 0 for _, weight in terms):
            return self._kernel.search(self._attached, terms, k)
        return every_match(self._views, terms, k)

    def _weighted(self, words: Iterable[str]) -> list[tuple[int, float]]:
        """Return numbers of terms and what they weigh, in the order for MaxScore."""
        counts: dict[str, int] = {}
        for word in words:
            counts[word] = counts.get(word, 0) + 1
        entries = []
        for word, count in counts.items():
            term = self.find(word)
            if term:
                weight = term.idf * count
                # Where a weight is not positive, nothing is pruned: any order will do.
                key = term.df / weight if weight > 0 else 0.0
                entries.append((key, term.number, weight))
        entries.sort()
        return [entry[1:] for entry in entries]

    def _look_up(self, word: str) -> Term | None:
        number = self.dictionary.find(word)
        # The dictionary goes on growing, and remembers what has been removed.
        if number is None or number >= len(self.df) or not self.df[number]:
            return None
        df = int(self.df[number])
        idf = math.log(self.corpus_size - df + 0.5) - math.log(df + 0.5)
        return Term(number, df, idf if idf >= 0 else self._floor)


class IdfView(Mapping[str, float]):
    """The idf of each term of the documents, computed when asked for."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings

    def __getitem__(self, word: str) -> float:
        term = self._postings.find(word)
        if term is None:
            raise KeyError(word)
        return term.idf

    def __iter__(self) -> Iterator[str]:
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


def _view(segment: Segment, first_doc: int, weighting: Weighting) -> View:
    inverted = segment.inverted
    weights = np.zeros(MAX_KINDS)
    weights[: len(inverted.kinds)] = weighting.weights(inverted.kinds)
    return View(
        first_doc,
        inverted.terms,
        inverted.starts,
        inverted.docs,
        inverted.codes,
        segment.bounds,
        weights,
        weighting.unit * segment.bound_factor(weighting.avgdl),
    )
