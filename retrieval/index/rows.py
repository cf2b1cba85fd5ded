"""Arrays grouped by row: the tokens of a sentence, the words of a heading."""

import numpy as np

from retrieval.arrays import Bools, Floats, Integers, Ints, Longs
from retrieval.errors import UnusableIndexError

AT_A_TIME = 1 << 18
"""How many numbers are worked on at a time: 8 bytes each fit a processor's cache."""


def occurrences(numbers: Ints, size: int) -> Longs:
    """Return how often each number below *size* is among *numbers*.

    Unlike np.bincount it makes no copy of *numbers* in 64 bits.
    """
    counts = np.zeros(size, np.int64)
    for start in range(0, len(numbers), AT_A_TIME):
        counts += np.bincount(numbers[start : start + AT_A_TIME], minlength=size)
    return counts


def run_starts(ordered: Integers) -> Longs:
    """Return the first index of each run of equal numbers: [4, 4, 7] -> [0, 2]."""
    return np.flatnonzero(opens_run(ordered))


def opens_run(ordered: Integers) -> Bools:
    """Return whether each number differs from the one before; True for the first."""
    opens = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=opens[1:])
    return opens


def greatest_by_row(values: Floats, rows: Ints, n_rows: int) -> Floats:
    """Return the maximum of *values* by row, or 0 if that is greater.

    *rows*, ascending, are the rows of the last axis of *values*.

    Example: values [1, 5, 2], rows [0, 0, 2], of 3 rows -> [5, 0, 2]
    """
    greatest = np.zeros((*values.shape[:-1], n_rows))
    if len(rows):
        starts = run_starts(rows)
        greatest[..., rows[starts]] = np.maximum.reduceat(values, starts, axis=-1)
    return np.maximum(greatest, 0)


def concatenated_ranges(
    starts: Integers, ends: Integers, size: int
) -> tuple[Longs, Ints]:
    """Concatenate ranges: [0, 5], [2, 7] -> [0, 1, 5, 6], with owners [0, 0, 1, 1].

    Raises UnusableIndexError for an end above *size*: the result might fill the memory.
    """
    if ends.max(initial=0) > size:
        raise UnusableIndexError("The index is damaged: a range is too long")
    lengths = ends - starts
    owner = np.repeat(np.arange(len(starts), dtype=np.int32), lengths)
    shift = starts - (np.cumsum(lengths) - lengths)
    return np.arange(len(owner), dtype=np.int64) + shift[owner], owner
