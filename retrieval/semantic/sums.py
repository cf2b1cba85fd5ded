"""Products of vectors of 8-bit integers: in C where it was compiled, else in NumPy.

The sums are whole numbers, and exact, so that their order makes no difference.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Floats, Ints

Bytes = npt.NDArray[np.int8]
Shorts = npt.NDArray[np.int16]

Sums = Callable[[Bytes, Ints, Bytes], Floats]
"""Returns the product of each of some rows of vectors with one vector."""

# Numbers of a block in 32-bit floats fit into the cache of a core. 1,024 rows of 384
# are 8 ms for 100,000 rows; all at once are 15 times that.
_BLOCK = 1024

EXACT = 1024
"""How many products of 8-bit integers have a sum that a 32-bit float holds exactly."""


def in_numpy(numbers: Bytes, rows: Ints, asked: Bytes) -> Floats:
    """Return the products of *rows* of *numbers* with *asked*."""
    sums = np.zeros(len(rows))
    wanted = asked.astype(np.float32)
    floats = np.empty((_BLOCK, len(asked)), np.float32)
    for start in range(0, len(rows), _BLOCK):
        chosen = rows[start : start + _BLOCK]
        block = floats[: len(chosen)]
        block[:] = numbers[_place(chosen)]
        for first in range(0, len(asked), EXACT):
            columns = slice(first, first + EXACT)
            sums[start : start + _BLOCK] += block[:, columns] @ wanted[columns]
    return sums


def _place(rows: Ints) -> slice | Ints:
    """Return *rows*; if they follow each other, as a slice, which copies nothing."""
    if (np.diff(rows) == 1).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def in_c(numbers: Bytes, rows: Ints, asked: Bytes) -> Floats:
    """See `in_numpy`."""
    sums = np.empty(len(rows))
    _native.sum(numbers, rows, asked.astype(np.int16), sums)
    return sums


fastest: Sums
try:
    from . import _native
except ImportError:  # Installed where there is no C compiler.
    fastest = in_numpy
else:
    fastest = in_c
