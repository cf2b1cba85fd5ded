"""Postings of a run of consecutive documents, on flat arrays.

An index is a row of segments. Inside one, a document is its distance from the first,
so 16 bits hold it, the accumulators of a search stay in the processor's cache, and
replacing an article touches the segment it stands in and no other.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from .arrays import Floats, Ints

# As many as 16 bits can number, documents and kinds of posting alike.
MAX_DOCS = MAX_KINDS = 1 << 16
# What an index starts with, so that articles may grow where they stand.
FULL = MAX_DOCS * 7 // 8
# The offsets in Inverted.starts have 32 bits.
MAX_TOKENS = (1 << 32) - 1


class Inverted(NamedTuple):
    """Which terms occur in which documents, term by term.

    ``docs[starts[i]:starts[i + 1]]``, ascending, are the documents with ``terms[i]``,
    and ``kinds[codes[...]]`` their (term frequency, document length).
    """

    terms: Ints  # numbers of the terms that occur, ascending
    starts: npt.NDArray[np.uint32]  # one more than terms
    docs: npt.NDArray[np.uint16]
    codes: npt.NDArray[np.uint16]
    kinds: Ints  # shape (number of kinds, 2)

    @property
    def df(self) -> npt.NDArray[np.uint32]:
        """In how many documents each of the terms occurs."""
        return np.diff(self.starts)


# Inverts token numbers, document after document, given the lengths of the documents
# and the size of the vocabulary; None when there are more than MAX_KINDS kinds.
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
            # No document has a term: what kinds there are have been removed.
            return np.zeros(len(kinds))
        tf, doc_len = kinds[:, 0], kinds[:, 1]
        norm = self.k1 * (1 - self.b + self.b * doc_len / self.avgdl)
        weights: Floats = tf * (self.k1 + 1) / (tf + norm)
        return weights

    @property
    def unit(self) -> float:
        """The step of a segment's bounds: 255 of them are more than any weight."""
        return (self.k1 + 1) / 255

    @property
    def is_monotone(self) -> bool:
        """Whether weights are positive and bounded, as pruning needs them to be."""
        return self.k1 >= 0 and 0 <= self.b <= 1


class Segment(NamedTuple):
    """Up to MAX_DOCS documents: their postings, their lengths, and bounds for pruning.

    No weight in *inverted* at term i is over ``bounds[i] * Weighting.unit``, for the
    average document length *avgdl*; see `bound_factor` for any other.
    """

    inverted: Inverted
    lengths: Ints  # tokens of each document
    bounds: npt.NDArray[np.uint8]
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
        """Return by what to multiply the bounds when the average length is *avgdl*.

        With f times the average length, a posting's denominator shrinks to no less than
        its f-th part, so its weight grows f-fold at most.
        """
        return max(1.0, avgdl / self.avgdl) if self.avgdl else 1.0


def make_segments(
    tokens: Ints,
    lengths: Ints,
    vocabulary_size: int,
    weighting: Weighting,
    invert: Invert,
) -> Iterator[Segment]:
    """Yield the segments of documents given as token numbers, one after another."""
    if len(lengths) <= FULL and len(tokens) <= MAX_TOKENS:
        inverted = invert(tokens, lengths, vocabulary_size)
        if inverted is not None:
            yield with_bounds(inverted, lengths, weighting)
            return
    # Never a single document: its kinds differ in the term frequency alone, and for
    # 65,537 of these it would have to be longer than an int32 can say.
    n_parts = max(2, -(-len(lengths) // FULL))
    half = len(lengths) * (n_parts // 2) // n_parts
    cut = int(lengths[:half].sum(dtype=np.int64))
    for part in ((tokens[:cut], lengths[:half]), (tokens[cut:], lengths[half:])):
        yield from make_segments(*part, vocabulary_size, weighting, invert)


def with_bounds(inverted: Inverted, lengths: Ints, weighting: Weighting) -> Segment:
    """Return a segment of postings, with bounds for the average length there is now."""
    bounds = np.zeros(0, np.uint8)
    if len(inverted.terms):
        steps = np.ceil(weighting.weights(inverted.kinds) / weighting.unit)
        # What does not fit is of use to nobody: unusual parameters forbid pruning.
        step_of = np.clip(steps, 0, 255).astype(np.uint8)
        starts = inverted.starts[:-1].astype(np.intp)
        bounds = np.maximum.reduceat(step_of[inverted.codes], starts)
    return Segment(inverted, lengths, bounds, weighting.avgdl)
