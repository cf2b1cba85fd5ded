"""Searching postings with MaxScore, in NumPy: the reference for the C kernel.

MaxScore (Turtle and Flood, "Query evaluation: strategies and optimizations", 1995) adds
up the postings of one query term after another, those with the most weight per posting
first. Once the upper bounds of the remaining terms cannot lift a document that was not
seen so far into the best k, these terms are only looked up for documents already seen.

Example: k = 1, and the terms "rutte" (10 postings, weight at most 9) and "who" (50,000
postings, weight at most 1). After "rutte", some document has a score of 7. "who" alone
gives no more than 1, so its postings need not be gone through: it is enough to look up
in them, by binary search, the documents with a score of 6 or more.
"""

import sys
from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Floats, Ints, Longs
from retrieval.errors import refusing_damage

from .segment import Segment, Weighting

Hits = tuple[Longs, Floats]

Docs = npt.NDArray[np.uint16]

# Thresholds are lowered by this factor: the same numbers added up in another order give
# sums that differ, but by far less.
_SLACK = 1 - 1e-9
# The lowest score of a match; 0 means no match.
_LEAST_SCORE = sys.float_info.min

# About how many postings are added up to get a first threshold.
_FEW = 1000
# Adding up this many postings takes as long as looking up documents in them.
_CHEAP = 8000


class Term(NamedTuple):
    """A term of a query. Terms sort in the order in which they are added up."""

    order: float  # postings per weight: df / idf
    word: Any  # breaks ties, so that sums do not depend on how terms are numbered
    number: int
    idf: float  # above 0 for `search`


class View(NamedTuple):
    """A segment as a search sees it; the C kernel reads the fields in this order.

    The postings of ``terms[i]`` are at ``starts[i]`` up to ``starts[i + 1]`` in *docs*
    and *codes*. Document d is number ``first_doc + d`` of the index. A posting of code
    c weighs ``weights[c]``, which for ``terms[i]`` is at most ``bounds[i] * unit``.
    """

    first_doc: int
    n_docs: int
    terms: Ints
    starts: npt.NDArray[np.uint32]
    docs: npt.NDArray[np.uint16]
    codes: npt.NDArray[np.uint16]
    bounds: npt.NDArray[np.uint8]
    weights: Floats  # padded with 0 to a power of two, so that C can mask any code
    unit: float

    @classmethod
    def of(cls, segment: Segment, first_doc: int, weighting: Weighting) -> Self:
        """Return the view of *segment* for the average length in *weighting*."""
        terms, starts, docs, codes, kinds = segment.inverted
        weights = np.zeros(1 << max(0, len(kinds) - 1).bit_length())
        weights[: len(kinds)] = weighting.weights(kinds)
        unit = weighting.unit * segment.bound_factor(weighting.avgdl)
        n_docs, bounds = len(segment.lengths), segment.bounds
        return cls(first_doc, n_docs, terms, starts, docs, codes, bounds, weights, unit)

    def span(self, number: int) -> slice:
        """Return where the postings of a term are; empty if it does not occur here."""
        # Searching for a plain int would convert the whole array to int64 first.
        at = int(self.terms.searchsorted(np.int32(number)))
        if at == len(self.terms) or self.terms[at] != number:
            return slice(0, 0)
        return slice(int(self.starts[at]), int(self.starts[at + 1]))


class _List(NamedTuple):
    """The postings of one query term in one segment."""

    docs: npt.NDArray[np.uint16]
    codes: npt.NDArray[np.uint16]
    weight: float
    bound: float


def attach(views: Sequence[View]) -> Sequence[View]:
    """Return the first argument of `search`: here the views, in C a capsule of them."""
    return views


@refusing_damage()
def search(views: Sequence[View], terms: list[Term], ids: Longs, scores: Floats) -> int:
    """Find the best ``len(ids)`` matches, best first; ties: the lower document first.

    Fills *ids* and *scores* from the start and returns how many matches there are.
    *terms* are sorted, and every idf is above 0. A term that occurs n times counts n
    times. Several threads may search the same views. Raises UnusableIndexError if the
    arrays of the views contradict each other.
    """
    weights = _weights(terms)
    n = 0
    for view in views:
        threshold = float(scores[-1]) if n == len(scores) else 0.0
        docs, found = _best_of_view(view, _lists(view, weights), len(ids), threshold)
        if len(docs):
            merged = np.concatenate((ids[:n], docs.astype(np.int64) + view.first_doc))
            best = best_of(merged, np.concatenate((scores[:n], found)), len(ids))
            n = len(best[0])
            ids[:n], scores[:n] = best
    return n


@refusing_damage()
def search_all(views: Sequence[View], terms: list[Term], k: int) -> Hits:
    """Return what `search` finds, for any idf: without pruning, 0 or less is allowed.

    Raises UnusableIndexError as `search` does.
    """
    ids, scores = [np.zeros(0, np.int64)], [np.zeros(0)]
    for view in views:
        total, matches = np.zeros(view.n_docs), np.zeros(view.n_docs, np.bool_)
        for term in terms:
            span = view.span(term.number)
            total[view.docs[span]] += term.idf * view.weights[view.codes[span]]
            matches[view.docs[span]] = True
        docs = np.flatnonzero(matches)
        ids.append(docs + view.first_doc)
        scores.append(total[docs])
    return best_of(np.concatenate(ids), np.concatenate(scores), k)


def best_of(ids: Longs, scores: Floats, k: int) -> Hits:
    """Return the *k* highest scores, best first, with their *ids*; ties: lower id."""
    if len(scores) > k:
        enough = scores >= _kth(scores, k)
        ids, scores = ids[enough], scores[enough]
    order = np.lexsort((ids, -scores))[:k]
    return ids[order], scores[order]


def _weights(terms: list[Term]) -> dict[int, float]:
    """Return the weight of each term by its number: its idf, as often as it occurs."""
    weights: dict[int, float] = {}
    for term in terms:
        weights[term.number] = weights.get(term.number, 0.0) + term.idf
    return weights


def _lists(view: View, weights: dict[int, float]) -> list[_List]:
    """Return the postings of the terms that occur in *view*, in the given order."""
    lists = []
    places = view.terms.searchsorted(np.array([*weights], np.int32)).tolist()
    for at, (number, weight) in zip(places, weights.items(), strict=True):
        if at < len(view.terms) and view.terms[at] == number:
            span = slice(int(view.starts[at]), int(view.starts[at + 1]))
            bound = weight * view.unit * int(view.bounds[at])
            lists.append(_List(view.docs[span], view.codes[span], weight, bound))
    return lists


def _best_of_view(
    view: View, lists: list[_List], k: int, threshold: float
) -> tuple[Docs, Floats]:
    """Return documents of *view* with their scores, unsorted, the best *k* among them.

    A document is left out only if it scores less than *threshold*, or less than k of
    those returned.
    """
    # rest[i]: an upper bound of what the lists from i on add to any score.
    rest = [*accumulate((term.bound for term in reversed(lists)), initial=0.0)][::-1]
    if not lists or rest[0] < threshold * _SLACK:
        return np.zeros(0, np.uint16), np.zeros(0)
    scores = np.zeros(view.n_docs)
    start = 0
    if not threshold:
        start, threshold = _add_first(view, lists, scores, k)
    n = start
    while n < len(lists) and (
        rest[n] >= threshold * _SLACK or len(lists[n].docs) <= _CHEAP
    ):
        n += 1
    _add(view, lists[start:n], scores)
    enough = max(threshold * _SLACK - rest[n], _LEAST_SCORE)
    docs = np.flatnonzero(scores >= enough)
    found = docs.astype(np.uint16), scores.take(docs)
    return _look_up(view, lists[n:], *found, k, threshold)


def _add_first(
    view: View, lists: list[_List], scores: Floats, k: int
) -> tuple[int, float]:
    """Add the first lists, about _FEW postings, to *scores*.

    Returns how many lists, and a lower bound of the k-th best score.
    """
    n_postings = accumulate(len(term.docs) for term in lists)
    n = min(len(lists), 1 + sum(total <= _FEW for total in n_postings))
    docs = np.sort(_add(view, lists[:n], scores))
    # Each document once. The comparison drops the lowest one altogether, but the k-th
    # best score of fewer documents is still a lower bound.
    docs = docs[1:][docs[1:] != docs[:-1]]
    return n, _kth(scores.take(docs), k)


def _add(view: View, lists: list[_List], scores: Floats) -> Docs:
    """Add *lists* to *scores* one after another; return the documents of all postings.

    ``np.add.at`` adds in the order of its arguments, so that sums are those of C.
    """
    if not lists:
        return np.zeros(0, np.uint16)
    docs = np.concatenate([term.docs for term in lists])
    weights = view.weights.take(np.concatenate([term.codes for term in lists]))
    weights *= np.repeat([term.weight for term in lists], [len(t.docs) for t in lists])
    np.add.at(scores, docs, weights)
    return docs


def _look_up(
    view: View,
    lists: list[_List],
    docs: Docs,
    scores: Floats,
    k: int,
    threshold: float,
) -> tuple[Docs, Floats]:
    """Add *lists* to the *scores* of *docs*; drop documents that cannot be the best."""
    rest = sum(term.bound for term in lists)
    for term in lists:
        threshold = max(threshold, _kth(scores, k))
        enough = scores >= threshold * _SLACK - rest
        docs, scores = docs[enough], scores[enough]
        rest -= term.bound
        at = term.docs.searchsorted(docs)
        weights = view.weights.take(term.codes.take(at, mode="clip")) * term.weight
        scores += weights * (term.docs.take(at, mode="clip") == docs)
    return docs, scores


def _kth(scores: Floats, k: int) -> float:
    """Return the k-th highest of *scores*, or 0.0 if there are fewer."""
    if len(scores) < k:
        return 0.0
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])
