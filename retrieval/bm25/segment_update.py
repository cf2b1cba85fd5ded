"""Replacing documents in segments without inverting the other documents again."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Bools, Ints

from .segment import MAX_DOCS, MAX_KINDS, Inverted, Segment, Weighting, with_bounds

Places = npt.NDArray[np.intp]


def replace_documents(
    segments: Sequence[Segment],
    start: int,
    stop: int,
    added: Sequence[Segment],
    weighting: Weighting,
) -> list[Segment]:
    """Return *segments* with the documents from *start* up to *stop* replaced.

    *added* holds the documents that replace them. Unchanged segments are returned as
    the same objects, and segments without documents are left out.

    Example: segments of 3, 4 and 2 documents, where one of 5 replaces documents 2 to 8.
    The first segment ends in front of the added documents, so they go there:

        before   0 1 2 | 3 4 5 6 | 7 8         removed: 2 | 3 4 5 6 | 7
        after    0 1 + + + + + | 8             segments of 7 and 1 documents
    """
    result: list[Segment] = []
    first = 0
    for segment in segments:
        n_docs = len(segment.lengths)
        # The removed documents of this segment, counted from its first document.
        begin, end = (min(max(at - first, 0), n_docs) for at in (start, stop))
        is_place = first <= start <= first + n_docs
        result += _replaced(segment, begin, end, added if is_place else (), weighting)
        if is_place:
            added = ()
        first += n_docs
    # Without any segment, there was no place for the added ones.
    return [segment for segment in (*result, *added) if len(segment.lengths)]


def _replaced(
    segment: Segment,
    start: int,
    stop: int,
    added: Sequence[Segment],
    weighting: Weighting,
) -> list[Segment]:
    """Return *segment* with documents replaced, in several parts if one is too small.

    The parts are what is left of *start*, the segments *added*, and what is right of
    *stop*.
    """
    if start == stop and not any(len(each.lengths) for each in added):
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
    """Return *segment* with *added* in place of the documents from *start* to *stop*.

    Returns None if the result would have more than MAX_DOCS documents or MAX_KINDS
    kinds of postings.

    Example: the documents are "a b", "b" and "a". Document 1 is replaced by the two
    documents "c" and "a c", so start = 1, stop = 2.

                                                           a      b     c
        postings of the segment                            0 2    0 1
        remove those of documents from start up to stop    0 2    0
        shift documents from stop on by 2 - 1 = +1         0 3    0
        insert those of added, 0 and 1, shifted by start   0 2 3  0     1 2
    """
    old, new = segment.inverted, added.inverted
    lengths = np.concatenate(
        (segment.lengths[:start], added.lengths, segment.lengths[stop:])
    )
    kinds, new_codes = _merge_kinds(old.kinds, new)
    if len(lengths) > MAX_DOCS or len(kinds) > MAX_KINDS:
        return None
    removed = np.flatnonzero((old.docs >= start) & (old.docs < stop))
    places = _insertion_places(old, new, start)
    # They count old postings; np.insert is to count those that are left.
    places -= removed.searchsorted(places)
    docs = np.delete(old.docs, removed)
    docs += (docs >= stop) * _uint16(len(added.lengths) - (stop - start))
    docs = np.insert(docs, places, new.docs + _uint16(start))
    codes = np.insert(np.delete(old.codes, removed), places, new_codes)
    # All bounds of a segment are for the same average length.
    basis = weighting._replace(avgdl=segment.avgdl)
    added = with_bounds(new, added.lengths, basis)
    terms, starts, bounds = _merge_terms(segment, added, removed)
    inverted = Inverted(terms, starts, docs, codes, kinds)
    if 0.9 * segment.avgdl < weighting.avgdl < 1.1 * segment.avgdl:
        # The old bounds may be looser than new ones, but cost nothing.
        return Segment(inverted, lengths, bounds, segment.avgdl)
    return with_bounds(inverted, lengths, weighting)


def _uint16(shift: int) -> np.uint16:
    """Return *shift* modulo 2 ** 16: adding 65535 to 16 bits subtracts 1."""
    return np.uint16(shift & 0xFFFF)


def _insertion_places(old: Inverted, new: Inverted, start: int) -> Places:
    """Return in front of which old posting each new posting belongs.

    That is the first posting of the same term with a document from *start* on, or else
    the end of the term's postings. A new term belongs in front of the next higher term.
    """
    at = old.terms.searchsorted(new.terms)
    starts = old.starts.astype(np.intp)
    low = starts[at]
    ends = starts[np.minimum(at + 1, len(old.terms))]
    high = np.where(_is_among(new.terms, old.terms), ends, low)
    # A binary search in the postings of all terms at once.
    while (low < high).any():
        middle = (low + high) // 2
        is_before = (low < high) & (old.docs.take(middle, mode="clip") < start)
        low = np.where(is_before, middle + 1, low)
        high = np.where(is_before, high, middle)
    return np.repeat(low, new.df)


def _merge_terms(
    segment: Segment, added: Segment, removed: Places
) -> tuple[Ints, npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Return the terms with any postings, their starts, and their bounds.

    *removed* are the places of removed postings. Example: terms [3, 7] have df [2, 1],
    the only posting of 7 is removed, and *added* has terms [3, 5] with df [1, 2]:

        insert the missing terms, df 0     terms [3, 5, 7]    df [2, 0, 0]
        add the df of added                terms [3, 5, 7]    df [3, 2, 0]
        drop terms without postings        terms [3, 5]       starts [0, 3, 5]
    """
    old, new = segment.inverted, added.inverted
    n_removed = np.bincount(
        old.starts.searchsorted(removed, side="right") - 1, minlength=len(old.terms)
    )
    missing = new.terms[~_is_among(new.terms, old.terms)]
    at = old.terms.searchsorted(missing)
    terms = np.insert(old.terms, at, missing)
    df = np.insert(old.df - n_removed, at, 0)
    bounds = np.insert(segment.bounds, at, 0)
    places = terms.searchsorted(new.terms)
    df[places] += new.df
    bounds[places] = np.maximum(bounds[places], added.bounds)
    is_left = df > 0
    starts = np.zeros(np.count_nonzero(is_left) + 1, np.uint32)
    np.cumsum(df[is_left], out=starts[1:])
    return terms[is_left], starts, bounds[is_left]


def _is_among(terms: Ints, others: Ints) -> Bools:
    """Return which of *terms* are in *others*; *others* are ascending."""
    is_among: Bools = np.append(others, -1)[others.searchsorted(terms)] == terms
    return is_among


def _merge_kinds(kinds: Ints, new: Inverted) -> tuple[Ints, npt.NDArray[np.uint16]]:
    """Return *kinds* with the missing ones of *new* appended, and codes for *new*.

    Example: kinds [(1, 4), (2, 4)] and new kinds [(2, 4), (1, 9)] with codes [0, 1, 1]
    -> [(1, 4), (2, 4), (1, 9)] and codes [1, 2, 2]
    """
    ours, theirs = (
        k[:, 0].astype(np.int64) << 32 | k[:, 1] for k in (kinds, new.kinds)
    )
    is_missing = ~np.isin(theirs, ours)
    merged = np.concatenate((kinds, new.kinds[is_missing]))
    ours = np.concatenate((ours, theirs[is_missing]))
    order = np.argsort(ours)
    codes = order[ours.searchsorted(theirs, sorter=order)].astype(np.uint16)
    return merged, codes[new.codes]
