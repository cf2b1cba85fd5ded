"""The postings of up to 65,536 consecutive documents, in flat arrays.

An index is a list of segments. Inside a segment, documents are numbered from 0, so a
document fits 16 bits, the scores of a search stay in the processor's cache, and
replacing documents changes the segments they are in and no others.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Floats, Ints

# Documents and kinds of postings have numbers of 16 bits.
MAX_DOCS = MAX_KINDS = 1 << 16
# How many documents a new segment gets: the rest is room for documents added later.
FULL = MAX_DOCS * 7 // 8
# Inverted.starts holds offsets of 32 bits.
MAX_TOKENS = (1 << 32) - 1


class Inverted(NamedTuple):
    """Which terms occur in which documents: the postings, term by term.

    ``docs[starts[i]:starts[i + 1]]``, ascending, are the documents with ``terms[i]``.
    The kind of a posting is its (term frequency, document length), all that its weight
    depends on. Few kinds are frequent, so a posting holds the number of its kind, a
    code: ``kinds[codes[starts[i]:starts[i + 1]]]``. See `inversion.invert` for an
    example.
    """

    terms: Ints  # numbers of the terms that occur, ascending
    starts: npt.NDArray[np.uint32]  # shape (number of terms + 1,)
    docs: npt.NDArray[np.uint16]  # shape (number of postings,)
    codes: npt.NDArray[np.uint16]  # shape (number of postings,)
    kinds: Ints  # shape (number of kinds, 2)

    @property
    def df(self) -> npt.NDArray[np.uint32]:
        """The number of documents with each of *terms*."""
        return np.diff(self.starts)


# Takes tokens, lengths of documents and vocabulary size; see `inversion.invert`.
Invert = Callable[[Ints, Ints, int], Inverted | None]


class Weighting(NamedTuple):
    """BM25's weight of a posting, without the idf."""

    k1: float
    b: float
    avgdl: float

    def weights(self, kinds: Ints) -> Floats:
        """Return the weight of each (term frequency, document length).

        The operations and their order are rank_bm25's, so the floats are the same.
        """
        if not self.avgdl:
            # No document has a term; the kinds are left over from removed documents.
            return np.zeros(len(kinds))
        tf, doc_len = kinds[:, 0], kinds[:, 1]
        norm = self.k1 * (1 - self.b + self.b * doc_len / self.avgdl)
        weights: Floats = tf * (self.k1 + 1) / (tf + norm)
        return weights

    @property
    def unit(self) -> float:
        """The step of a segment's bounds: no weight is above 255 steps."""
        return (self.k1 + 1) / 255

    @property
    def is_monotone(self) -> bool:
        """Whether weights are positive and bounded, as pruning needs them to be."""
        return self.k1 >= 0 and 0 <= self.b <= 1


class Segment(NamedTuple):
    """Up to MAX_DOCS documents: their postings, their lengths, and bounds for pruning.

    ``bounds[i] * Weighting.unit`` is an upper bound of the weights of the postings of
    ``inverted.terms[i]`` if the average document length is *avgdl*; see `bound_factor`
    for other averages.
    """

    inverted: Inverted
    lengths: Ints  # number of tokens of each document
    bounds: npt.NDArray[np.uint8]  # shape (number of terms,)
    avgdl: float

    @classmethod
    def empty(cls) -> Self:
        """Return a segment of no documents."""
        inverted = Inverted(
            np.zeros(0, np.int32),
            np.zeros(1, np.uint32),
            np.zeros(0, np.uint16),
            np.zeros(0, np.uint16),
            np.zeros((0, 2), np.int32),
        )
        return cls(inverted, np.zeros(0, np.int32), np.zeros(0, np.uint8), 0.0)

    def bound_factor(self, avgdl: float) -> float:
        """Return the factor for the bounds if the average length is *avgdl*.

        An average f times as long divides the denominator of a weight by f at most, so
        it multiplies the weight by f at most.
        """
        return max(1.0, avgdl / self.avgdl) if self.avgdl else 1.0


def make_segments(
    tokens: Ints,
    lengths: Ints,
    vocabulary_size: int,
    weighting: Weighting,
    invert: Invert,
) -> Iterator[Segment]:
    """Yield the segments of documents; see `inversion.invert` for the arguments."""
    if len(lengths) <= FULL and len(tokens) <= MAX_TOKENS:
        inverted = invert(tokens, lengths, vocabulary_size)
        if inverted is not None:
            yield with_bounds(inverted, lengths, weighting)
            return
    # Halving ends before a single document is left: its kinds differ only in the term
    # frequency, and 65,537 of these would take more tokens than an int32 can count.
    n_parts = max(2, -(-len(lengths) // FULL))
    half = len(lengths) * (n_parts // 2) // n_parts
    cut = int(lengths[:half].sum(dtype=np.int64))
    for part in ((tokens[:cut], lengths[:half]), (tokens[cut:], lengths[half:])):
        yield from make_segments(*part, vocabulary_size, weighting, invert)


def with_bounds(inverted: Inverted, lengths: Ints, weighting: Weighting) -> Segment:
    """Return a segment with bounds for the average length in *weighting*."""
    bounds = np.zeros(0, np.uint8)
    if len(inverted.terms):
        steps = np.ceil(weighting.weights(inverted.kinds) / weighting.unit)
        # Only unusual parameters exceed 255 steps, and they rule out pruning anyway.
        step_of = np.clip(steps, 0, 255).astype(np.uint8)
        starts = inverted.starts[:-1].astype(np.intp)
        bounds = np.maximum.reduceat(step_of[inverted.codes], starts)
    return Segment(inverted, lengths, bounds, weighting.avgdl)
