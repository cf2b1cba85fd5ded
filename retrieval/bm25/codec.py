"""The segments of an index as a few long arrays, as they are saved."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from retrieval.arrays import Arrays, Floats, Ints
from retrieval.errors import UnusableIndexError, refusing_damage

from .segment import MAX_DOCS, MAX_KINDS, Inverted, Segment
from .term_dictionary import Dictionary, IdentityDictionary, TermDictionary

Shapes = dict[str, tuple[np.dtype[Any], tuple[int, ...]]]

# The arrays of a `TermDictionary`; an `IdentityDictionary` has none.
_TERM_ARRAYS = frozenset({"term_bytes", "term_ends", "term_index"})


class Unpacked(NamedTuple):
    """The parts of an index that are arrays."""

    segments: Sequence[Segment]
    df: Ints
    dictionary: Dictionary


@refusing_damage()
def pack(index: Unpacked) -> Arrays:
    """Return the arrays of *index*; terms of no document are left out and renumbered.

    Each array holds the parts of all segments, one after another. Row i of *sizes* is
    the numbers of documents, terms, postings and kinds of segment i. Raises
    UnusableIndexError if the arrays that *index* was unpacked from are damaged.

    Example: *sizes* of [[2, 3, 4, 2], [1, 1, 1, 1]] say that *docs* holds the 4
    postings of segment 0 and then the 1 posting of segment 1. *starts* has one item
    more than *terms* for every segment: 3 + 1 and 1 + 1.
    """
    # np.concatenate needs at least one array.
    segments = index.segments or [Segment.empty()]
    inverted = [segment.inverted for segment in segments]
    kept = index.dictionary.kept(index.df > 0)
    # New numbers: kept [1, 0, 1] -> [0, 0, 1], where that of the second is not used.
    numbers = (np.cumsum(kept) - 1).astype(np.int32)
    arrays = {
        "sizes": np.array([_sizes(segment) for segment in segments], np.int64),
        "avgdls": np.array([segment.avgdl for segment in segments]),
        "lengths": np.concatenate([segment.lengths for segment in segments]),
        "bounds": np.concatenate([segment.bounds for segment in segments]),
        "terms": np.concatenate([numbers[each.terms] for each in inverted]),
        "starts": np.concatenate([each.starts for each in inverted]),
        "docs": np.concatenate([each.docs for each in inverted]),
        "codes": np.concatenate([each.codes for each in inverted]),
        "kinds": np.concatenate([each.kinds for each in inverted]),
        "df": index.df[kept],
    }
    return arrays | index.dictionary.to_arrays(kept)


def unpack(arrays: Arrays) -> Unpacked:
    """Return what `pack` packed, as slices of *arrays*.

    Only the sizes and the kinds are read. Raises UnusableIndexError if they are damaged
    or the arrays do not fit together.
    """
    _check(arrays)
    segments = []
    start = np.zeros(4, np.int64)
    for i, size in enumerate(arrays["sizes"]):
        docs, terms, postings, kinds = map(slice, start, start + size)
        starts = slice(terms.start + i, terms.stop + i + 1)
        inverted = Inverted(
            arrays["terms"][terms],
            arrays["starts"][starts],
            arrays["docs"][postings],
            arrays["codes"][postings],
            arrays["kinds"][kinds],
        )
        lengths, bounds = arrays["lengths"][docs], arrays["bounds"][terms]
        segments.append(Segment(inverted, lengths, bounds, float(arrays["avgdls"][i])))
        start += size
    df = arrays["df"]
    has_terms = arrays.keys() >= _TERM_ARRAYS
    dictionary = TermDictionary(arrays) if has_terms else IdentityDictionary(len(df))
    return Unpacked(segments, df, dictionary)


def _sizes(segment: Segment) -> list[int]:
    inverted = segment.inverted
    parts = (segment.lengths, inverted.terms, inverted.docs, inverted.kinds)
    return [len(part) for part in parts]


def _check(arrays: Arrays) -> None:
    try:
        fits = _fits(arrays)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise UnusableIndexError("The arrays are not those of an index") from error
    if not fits:
        raise UnusableIndexError("The arrays of the index do not fit together")


def _fits(arrays: Arrays) -> bool:
    sizes = arrays["sizes"]
    totals = sizes.sum(axis=0)
    shapes = _shapes(len(sizes), totals.tolist(), len(arrays["df"]))
    if not _TERM_ARRAYS.isdisjoint(arrays):
        shapes |= _term_shapes(len(arrays["df"]), int(arrays["term_ends"][-1]))
    found = {name: (a.dtype, a.shape) for name, a in arrays.items()}
    return bool(
        shapes.items() <= found.items()
        # The sum of a column may have overflowed.
        and ((sizes >= 0) & (sizes <= totals)).all()
        and sizes[:, 0].max() <= MAX_DOCS
        and sizes[:, 3].max() <= MAX_KINDS
        and _can_weigh(arrays["kinds"], arrays["avgdls"])
    )


def _can_weigh(kinds: Ints, avgdls: Floats) -> bool:
    """Whether every weight is a finite number above 0."""
    tf, doc_len = kinds[:, 0], kinds[:, 1]
    are_kinds = (tf > 0) & (tf <= doc_len)
    # An average over n documents is 0 or at least 1 / n.
    are_averages = (avgdls == 0) | (avgdls > 1e-12)
    return bool(are_kinds.all() and are_averages.all())


def _shapes(n_segments: int, totals: list[int], n_terms: int) -> Shapes:
    n_docs, n_entries, n_postings, n_kinds = totals
    return {
        "sizes": (np.dtype(np.int64), (n_segments, 4)),
        "avgdls": (np.dtype(np.float64), (n_segments,)),
        "lengths": (np.dtype(np.int32), (n_docs,)),
        "bounds": (np.dtype(np.uint8), (n_entries,)),
        "terms": (np.dtype(np.int32), (n_entries,)),
        "starts": (np.dtype(np.uint32), (n_entries + n_segments,)),
        "docs": (np.dtype(np.uint16), (n_postings,)),
        "codes": (np.dtype(np.uint16), (n_postings,)),
        "kinds": (np.dtype(np.int32), (n_kinds, 2)),
        "df": (np.dtype(np.int32), (n_terms,)),
    }


def _term_shapes(n_terms: int, n_bytes: int) -> Shapes:
    return {
        "term_index": (np.dtype(np.uint64), (n_terms,)),
        "term_ends": (np.dtype(np.int64), (n_terms + 1,)),
        "term_bytes": (np.dtype(np.uint8), (n_bytes,)),
    }
