"""Documents of segments replaced, without inverting their neighbours again."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .segments import (
    MAX_DOCS,
    MAX_KINDS,
    Int32s,
    Inverted,
    Segment,
    Weighting,
    with_bounds,
)


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
    terms, df = _merged_df(old, new, removed)
    starts = np.zeros(len(terms) + 1, np.uint32)
    np.cumsum(df, out=starts[1:])
    inverted = Inverted(
        terms,
        starts,
        np.insert(docs, places, new.docs + shifts[0]),
        np.insert(np.delete(old.codes, removed), places, codes),
        kinds,
    )
    return with_bounds(inverted, lengths, weighting)


def _places(old: Inverted, new: Inverted, start: int) -> npt.NDArray[np.intp]:
    """Return where among the old postings each of the new ones belongs."""
    at = old.terms.searchsorted(new.terms)
    places = old.starts[at].astype(np.intp)
    known = np.flatnonzero(np.append(old.terms, -1)[at] == new.terms)
    for i in known.tolist():
        docs = old.docs[old.starts[at[i]] : old.starts[at[i] + 1]]
        places[i] += docs.searchsorted(np.uint16(start))
    return np.repeat(places, new.df)


def _merged_df(
    old: Inverted, new: Inverted, removed: npt.NDArray[np.intp]
) -> tuple[Int32s, npt.NDArray[np.int64]]:
    """Return the terms that remain or are new, and how many documents have each."""
    lost = np.bincount(
        old.starts.searchsorted(removed, side="right") - 1, minlength=len(old.terms)
    )
    missing = np.setdiff1d(new.terms, old.terms, assume_unique=True)
    at = old.terms.searchsorted(missing)
    terms = np.insert(old.terms, at, missing)
    df = np.insert(old.df - lost, at, 0)
    df[terms.searchsorted(new.terms)] += new.df
    return terms[df > 0], df[df > 0]


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
