"""An immutable index: segments, the statistics of their terms, and searching them."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from retrieval.arrays import Floats, Ints, Longs
from retrieval.errors import UnusableIndexError, refusing_damage

from .kernel import Kernel
from .maxscore import Hits, Term, View, search_all
from .segment import Segment, Weighting
from .term_dictionary import Dictionary

# How many terms are kept in memory; without a limit it would grow with every search.
_MAX_CACHED = 1 << 16

# A search takes a score of 0 for no match, so no weight may come near it. An idf above
# 0 is at least 2 / corpus_size.
_LEAST_IDF = 1e-10
# The order of terms that rule out pruning: they sort first, so one look finds them.
_NOT_PRUNABLE = -1.0


class Searcher:
    """The documents of an index at one moment. Any number of threads may search it.

    ``df[number]`` is the number of documents with a term. The average idf times
    *epsilon* replaces every idf below 0; *average_idf*, if it is known, need not be
    computed from the whole of *df*. Raises UnusableIndexError if it is computed and
    *df* is damaged.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        df: Ints,
        dictionary: Dictionary,
        weighting: Weighting,
        epsilon: float,
        kernel: Kernel,
        average_idf: float | None = None,
    ) -> None:
        self.segments = segments
        self.df = df
        self.dictionary = dictionary
        self.weighting = weighting
        self.epsilon = epsilon
        first_docs = [*accumulate((len(s.lengths) for s in segments), initial=0)]
        self.corpus_size = first_docs.pop()
        if average_idf is None:
            average_idf = _average_idf(df, self.corpus_size)
        self.average_idf = average_idf
        self._views = [
            View.of(segment, first_doc, weighting)
            for segment, first_doc in zip(segments, first_docs, strict=True)
        ]
        self._kernel = kernel
        self._attached = kernel.attach(self._views)
        self._terms = _TermCache(
            dictionary,
            df,
            self.corpus_size,
            floor=epsilon * average_idf,
            is_monotone=weighting.is_monotone,
        )

    def idf(self, word: Any) -> float | None:
        """Return the idf of *word*, or None if it is in no document."""
        term = self._terms[word]
        return term.idf if term else None

    @refusing_damage()
    def scores(self, words: Iterable[Any]) -> Floats:
        """Return the score of every document; a repeated word counts each time."""
        scores = np.zeros(self.corpus_size)
        for term in filter(None, map(self._terms.__getitem__, words)):
            for view in self._views:
                span = view.span(term.number)
                docs = view.docs[span] + np.intp(view.first_doc)
                scores[docs] += term.idf * view.weights[view.codes[span]]
        return scores

    @refusing_damage()
    def documents_with(self, word: Any) -> Longs:
        """Return the documents with *word*, ascending."""
        term = self._terms[word]
        found = [np.zeros(0, np.int64)]
        if term:
            for view in self._views:
                found.append(
                    view.docs[view.span(term.number)] + np.int64(view.first_doc)
                )
        return np.concatenate(found)

    def search(self, words: Iterable[Any], k: int) -> Hits:
        """Return the best *k* matches and their scores; see `PostingsBM25.search`."""
        terms = sorted(filter(None, map(self._terms.__getitem__, words)))
        k = min(k, self.corpus_size)
        if not terms or not k:
            return np.zeros(0, np.int64), np.zeros(0)
        if terms[0].order == _NOT_PRUNABLE:
            return search_all(self._views, terms, k)
        ids, scores = np.empty(k, np.int64), np.empty(k)
        n = self._kernel.search(self._attached, terms, ids, scores)
        return ids[:n], scores[:n]


class _TermCache(dict[Any, Term | None]):
    """Query words as terms, looked up when first needed; None if in no document.

    It holds no reference to the searcher: such a cycle would keep the arrays of
    replaced documents in memory until the garbage collector runs.
    """

    def __init__(
        self,
        dictionary: Dictionary,
        df: Ints,
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
        if len(self) >= _MAX_CACHED:
            self.clear()
        term = self[word] = self._look_up(word)
        return term

    def _look_up(self, word: Any) -> Term | None:
        number = self._dictionary.find(word)
        # The dictionary may have grown since, and it keeps the terms of old documents.
        if number is None or number >= len(self._df) or not self._df[number]:
            return None
        df = int(self._df[number])
        if not 0 < df <= self._corpus_size:
            raise UnusableIndexError(f"Damaged index: {df} documents have a term")
        idf = math.log(self._corpus_size - df + 0.5) - math.log(df + 0.5)
        if idf < 0:
            idf = self._floor
        is_prunable = idf >= _LEAST_IDF and self._is_monotone
        return Term(df / idf if is_prunable else _NOT_PRUNABLE, word, number, idf)


class IdfView(Mapping[Any, float]):
    """The idf of each term of the documents, computed when asked for."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def __getitem__(self, word: Any) -> float:
        idf = self._searcher.idf(word)
        if idf is None:
            raise KeyError(word)
        return idf

    def __iter__(self) -> Iterator[Any]:
        return (word for word in self._searcher.dictionary if word in self)

    def __len__(self) -> int:
        return int(np.count_nonzero(self._searcher.df))


def _average_idf(df: Ints, corpus_size: int) -> float:
    """Return the mean idf, before the floor, of the terms of the documents; or 0.0."""
    if df.min(initial=0) < 0 or df.max(initial=0) > corpus_size:
        raise UnusableIndexError(
            "Damaged index: wrong numbers of documents with a term"
        )
    # Averaged by df, so that rounding does not depend on the order of the terms.
    terms_with = np.bincount(df, minlength=1)
    terms_with[0] = 0
    if not terms_with.any():
        return 0.0
    dfs = np.flatnonzero(terms_with)
    idfs = np.log(corpus_size - dfs + 0.5) - np.log(dfs + 0.5)
    return float(np.average(idfs, weights=terms_with[dfs]))


def changed_df(df: Ints, old: Sequence[Segment], new: Sequence[Segment]) -> Ints:
    """Update *df*, by term number, for *old* segments becoming *new*, and return it."""
    for change, these, others in ((-1, old, new), (1, new, old)):
        kept = set(map(id, others))
        for inverted in (s.inverted for s in these if id(s) not in kept):
            df[inverted.terms] += change * inverted.df.astype(np.int32)
    return df
