"""Numbering terms, inverting and searching postings: the reference for the C kernel.

`search` is MaxScore (Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995): terms come in order of weight per posting, and once the bounds of
those that remain cannot lift an unseen document into the best k, they are only looked
up for the documents that were seen.
"""

import sys
from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .arrays import Floats
from .arrays import Ints as Int32s
from .segments import MAX_DOCS, MAX_KINDS, Inverted

Ids = npt.NDArray[np.int64]
Hits = tuple[Ids, Floats]

# Where a term comes among others (the word decides if need be), its number, its weight.
Term = tuple[float, Any, int, float]
Docs = npt.NDArray[np.uint16]

# Sums of the same bounds and weights in another order differ by far less.
_SLACK = 1 - 1e-9
# What any match has.
_LEAST_SCORE = sys.float_info.min

# Postings that a first threshold is made of.
_FEW = 1000
# A list of so many postings is added up in the time that looking up documents takes.
_CHEAP = 8000


class View(NamedTuple):
    """A segment as a search sees it.

    *weights* are those of the codes, filled up to a power of two. A posting of term i
    weighs no more than ``bounds[i] * unit``.
    """

    first_doc: int
    n_docs: int
    terms: Int32s
    starts: npt.NDArray[np.uint32]
    docs: npt.NDArray[np.uint16]
    codes: npt.NDArray[np.uint16]
    bounds: npt.NDArray[np.uint8]
    weights: Floats
    unit: float

    def span(self, number: int) -> slice:
        """Return where the postings of a term lie; empty if it does not occur here."""
        # A plain int would have NumPy convert the whole array first.
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


def number(
    numbers: dict[Any, int], documents: Sequence[Sequence[Any]], n_tokens: int
) -> Int32s:
    """Return the numbers of all *n_tokens* terms, document after document.

    What *numbers* lacks, its ``__missing__`` adds. Raises ValueError if there are fewer
    terms.
    """
    terms = chain.from_iterable(documents)
    return np.fromiter(map(numbers.__getitem__, terms), np.int32, n_tokens)


def invert(tokens: Int32s, lengths: Int32s, vocabulary_size: int) -> Inverted | None:
    """Invert up to MAX_DOCS documents; None when they have more than MAX_KINDS kinds.

    *tokens* are term numbers below *vocabulary_size*, document after document.
    """
    keys = tokens.astype(np.int64) << 16
    keys |= np.repeat(np.arange(len(lengths)), lengths)
    keys.sort()
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    tf = np.diff(firsts, append=len(keys))
    keys = keys[firsts]
    docs = keys.astype(np.uint16)
    packed = tf << 32 | lengths[docs]
    kinds = np.unique(packed)
    if len(kinds) > MAX_KINDS:
        return None
    df = np.bincount(keys >> 16, minlength=vocabulary_size)
    terms = np.flatnonzero(df)
    starts = np.zeros(len(terms) + 1, np.uint32)
    np.cumsum(df[terms], out=starts[1:])
    return Inverted(
        terms.astype(np.int32),
        starts,
        docs,
        kinds.searchsorted(packed).astype(np.uint16),
        np.stack([kinds >> 32, kinds & 0xFFFFFFFF], axis=1).astype(np.int32),
    )


def attach(views: Sequence[View]) -> Sequence[View]:
    """Return what `search` takes."""
    return views


def search(views: Sequence[View], terms: list[Term], ids: Ids, scores: Floats) -> int:
    """Find the best documents; ties: the lower document first. Any thread may search.

    Fills *ids* and *scores*, as far as there are matches, and returns how many. *terms*
    are sorted, by df / weight for speed, and a score is added up in their order; their
    weights are positive. One that comes again adds to the weight.
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


def every_match(views: Sequence[View], terms: list[Term], k: int) -> Hits:
    """Do what `search` does for weights that may be 0 or less; nothing is pruned."""
    ids, scores = [np.zeros(0, np.int64)], [np.zeros(0)]
    for view in views:
        total, matches = np.zeros(MAX_DOCS), np.zeros(MAX_DOCS, np.bool_)
        for _, _, number, weight in terms:
            span = view.span(number)
            total[view.docs[span]] += weight * view.weights[view.codes[span]]
            matches[view.docs[span]] = True
        docs = np.flatnonzero(matches)
        ids.append(docs + view.first_doc)
        scores.append(total[docs])
    return best_of(np.concatenate(ids), np.concatenate(scores), k)


def best_of(ids: Ids, scores: Floats, k: int) -> Hits:
    """Return the *k* highest scores, best first, and their *ids*; ties: lower id."""
    if len(scores) > k:
        enough = scores >= _kth(scores, k)
        ids, scores = ids[enough], scores[enough]
    order = np.lexsort((ids, -scores))[:k]
    return ids[order], scores[order]


def _weights(terms: list[Term]) -> dict[int, float]:
    weights: dict[int, float] = {}
    for _, _, number, weight in terms:
        weights[number] = weights.get(number, 0.0) + weight
    return weights


def _lists(view: View, weights: dict[int, float]) -> list[_List]:
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
    """Return candidates for the best *k*, each with its whole score, in no order.

    Whatever is left out scores less than *threshold*, or than k of those returned.
    """
    # rest[i]: more than the lists from i on can add to any score.
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
    """Add the shortest lists; return how many, and what the k-th best scores then."""
    n_postings = accumulate(len(term.docs) for term in lists)
    n = min(len(lists), 1 + sum(total <= _FEW for total in n_postings))
    docs = np.sort(_add(view, lists[:n], scores))
    # Each once; without the lowest of all, the k-th best does not score higher.
    docs = docs[1:][docs[1:] != docs[:-1]]
    return n, _kth(scores.take(docs), k)


def _add(view: View, lists: list[_List], scores: Floats) -> Docs:
    """Add lists to the scores, one after another, and return their documents."""
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
    """Add what *lists* say about *docs*, and drop those that cannot be the best."""
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
    """Return the k-th highest of *scores*, or 0.0 when there are fewer."""
    if len(scores) < k:
        return 0.0
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])
