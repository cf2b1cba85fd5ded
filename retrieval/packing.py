"""Postings in a few long arrays, as they are saved."""

from typing import Any, NamedTuple

import numpy as np

from .arrays import Arrays, Ints
from .dictionary import Dictionary, Numbers
from .errors import UnusableIndexError
from .postings import Postings
from .segments import MAX_DOCS, MAX_KINDS, Inverted, Segment

Shapes = dict[str, tuple[np.dtype[Any], tuple[int, ...]]]

# What a `Dictionary` takes; there is nothing of it where terms are numbers.
_TERM_ARRAYS = frozenset({"term_bytes", "term_ends", "term_index"})


class Unpacked(NamedTuple):
    """What `pack` was given, on the same memory as the arrays."""

    segments: list[Segment]
    df: Ints
    dictionary: Dictionary | Numbers


def pack(postings: Postings) -> Arrays:
    """Return arrays with all of *postings*; terms that no document has are left out.

    Each array holds what belongs to the segments one after another. Row i of *sizes*
    says how many documents, terms, postings and kinds segment i has.
    """
    # An array cannot be made of no parts.
    segments = postings.segments or [Segment.empty()]
    inverted = [segment.inverted for segment in segments]
    kept = postings.dictionary.kept(postings.df > 0)
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
        "df": postings.df[kept],
    }
    return arrays | postings.dictionary.to_arrays(kept)


def unpack(arrays: Arrays) -> Unpacked:
    """Undo `pack`; raises UnusableIndexError if the arrays do not fit together.

    Nothing is read but what says how long everything is.
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
    has_terms = arrays.keys() >= _TERM_ARRAYS
    dictionary = Dictionary(arrays) if has_terms else Numbers(len(arrays["df"]))
    return Unpacked(segments, arrays["df"], dictionary)


def _sizes(segment: Segment) -> list[int]:
    inverted = segment.inverted
    parts = (segment.lengths, inverted.terms, inverted.docs, inverted.kinds)
    return [len(part) for part in parts]


def _check(arrays: Arrays) -> None:
    try:
        sizes = arrays["sizes"]
        totals = sizes.sum(axis=0).tolist()
        shapes = _shapes(len(sizes), totals, len(arrays["df"]))
        if not _TERM_ARRAYS.isdisjoint(arrays):
            shapes |= _term_shapes(len(arrays["df"]), int(arrays["term_ends"][-1]))
        is_plausible = (
            (sizes >= 0).all()
            and sizes[:, 0].max() <= MAX_DOCS
            and sizes[:, 3].max() <= MAX_KINDS
            and shapes.items()
            <= {name: (a.dtype, a.shape) for name, a in arrays.items()}.items()
        )
    except (KeyError, IndexError, ValueError) as error:
        raise UnusableIndexError("The arrays are not those of an index") from error
    if not is_plausible:
        raise UnusableIndexError("The arrays of the index do not fit together")


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
