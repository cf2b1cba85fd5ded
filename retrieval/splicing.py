"""Documents of segments replaced, without inverting their neighbours again."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .arrays import Ints as Int32s
from .segments import (
    MAX_DOCS,
    MAX_KINDS,
    Inverted,
    Segment,
    Weighting,
    with_bounds,
)

Places = npt.NDArray[np.intp]


def replace_documents(
    segments: Sequence[Segment],
    start: int,
    stop: int,
    added: Sequence[Segment],
    weighting: Weighting,
) -> list[Segment]:
    """Return *segments* with *added* in place of the documents *start* to *stop*.

    Segments where nothing changes are returned as they are, and empty ones left out.
    """
    result: list[Segment] = []
    first = 0
    for segment in segments:
        n_docs = len(segment.lengths)
        begin, end = (min(max(at - first, 0), n_docs) for at in (start, stop))
        is_place = first <= start <= first + n_docs
        result += _replaced(segment, begin, end, added if is_place else (), weighting)
        if is_place:
            added = ()
        first += n_docs
    return [segment for segment in (*result, *added) if len(segment.lengths)]


def _replaced(
    segment: Segment,
    start: int,
    stop: int,
    added: Sequence[Segment],
    weighting: Weighting,
) -> list[Segment]:
    if start == stop and not added:
        return [segment]
    nothing = Segment.empty()
    if len(added) <= 1:
        spliced = splice(segment, start, stop, (*added, nothing)[0], weighting)
        if spliced:
            return [spliced]
    left = splice(segment, start, len(segment.lengths), nothing, weighting)
    right = splice(segment, 0, stop, nothing, weighting)
    return [part for part in (left, *added, right) if part]


def splice(
    segment: Segment, start: int, stop: int, added: Segment, weighting: Weighting
) -> Segment | None:
    """Return *segment* with *added* in place of its documents *start* to *stop*.

    None if there would be more documents, or kinds of postings, than a segment holds.
    """
    lengths = np.concatenate(
        (segment.lengths[:start], added.lengths, segment.lengths[stop:])
    )
    kinds, codes = _merged_kinds(segment.inverted.kinds, added.inverted)
    if len(lengths) > MAX_DOCS or len(kinds) > MAX_KINDS:
        return None
    old, new = segment.inverted, added.inverted
    removed = np.flatnonzero((old.docs >= start) & (old.docs < stop))
    places = _places(old, new, start)
    places -= removed.searchsorted(places)
    docs = np.delete(old.docs, removed)
    # In 16 bits, a shift down is a shift up that wraps around.
    shifts = np.array([start, len(added.lengths) - (stop - start)]).astype(np.uint16)
    docs += (docs >= stop) * shifts[1]
    docs = np.insert(docs, places, new.docs + shifts[0])
    codes = np.insert(np.delete(old.codes, removed), places, codes)
    basis = weighting._replace(avgdl=segment.avgdl)
    added = with_bounds(new, added.lengths, basis)
    terms, starts, bounds = _merged_terms(segment, added, removed)
    inverted = Inverted(terms, starts, docs, codes, kinds)
    if 0.9 * segment.avgdl < weighting.avgdl < 1.1 * segment.avgdl:
        # Bounds that stay are cheap, and if not the tightest, tight enough.
        return Segment(inverted, lengths, bounds, segment.avgdl)
    return with_bounds(inverted, lengths, weighting)


def _places(old: Inverted, new: Inverted, start: int) -> Places:
    """Return where among the old postings each of the new ones belongs."""
    at = old.terms.searchsorted(new.terms)
    starts = old.starts.astype(np.intp)
    low = starts[at]
    ends = starts[np.minimum(at + 1, len(old.terms))]
    high = np.where(_is_among(new.terms, old.terms), ends, low)
    # All lists are searched at once, by halves, for the first document from start on.
    while (low < high).any():
        middle = (low + high) // 2
        is_before = (low < high) & (old.docs.take(middle, mode="clip") < start)
        low = np.where(is_before, middle + 1, low)
        high = np.where(is_before, high, middle)
    return np.repeat(low, new.df)


def _merged_terms(
    segment: Segment, added: Segment, removed: Places
) -> tuple[Int32s, npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Return the terms that remain or are new, where each starts, and its bound."""
    old, new = segment.inverted, added.inverted
    lost = np.bincount(
        old.starts.searchsorted(removed, side="right") - 1, minlength=len(old.terms)
    )
    missing = new.terms[~_is_among(new.terms, old.terms)]
    at = old.terms.searchsorted(missing)
    terms = np.insert(old.terms, at, missing)
    df = np.insert(old.df - lost, at, 0)
    bounds = np.insert(segment.bounds, at, 0)
    places = terms.searchsorted(new.terms)
    df[places] += new.df
    bounds[places] = np.maximum(bounds[places], added.bounds)
    remains = df > 0
    starts = np.zeros(np.count_nonzero(remains) + 1, np.uint32)
    np.cumsum(df[remains], out=starts[1:])
    return terms[remains], starts, bounds[remains]


def _is_among(terms: Int32s, others: Int32s) -> npt.NDArray[np.bool_]:
    """Say of each of *terms* whether it is one of *others*, which are ascending."""
    is_among: npt.NDArray[np.bool_] = (
        np.append(others, -1)[others.searchsorted(terms)] == terms
    )
    return is_among


def _merged_kinds(
    kinds: Int32s, new: Inverted
) -> tuple[Int32s, npt.NDArray[np.uint16]]:
    """Return *kinds* and those of *new* they lack, and the codes of *new* for these."""
    ours, theirs = (
        k[:, 0].astype(np.int64) << 32 | k[:, 1] for k in (kinds, new.kinds)
    )
    is_missing = ~np.isin(theirs, ours)
    merged = np.concatenate((kinds, new.kinds[is_missing]))
    ours = np.concatenate((ours, theirs[is_missing]))
    order = np.argsort(ours)
    codes = order[ours.searchsorted(theirs, sorter=order)].astype(np.uint16)
    return merged, codes[new.codes]
