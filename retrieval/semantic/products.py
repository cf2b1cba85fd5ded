"""Products of quantised vectors: in C where it was compiled, else in NumPy.

Sums of products of whole numbers are exact, so that their order makes no difference.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Floats, Ints

from .encoder import Vectors

Bytes = npt.NDArray[np.int8]
Shorts = npt.NDArray[np.int16]

Multiply = Callable[[Bytes, Vectors, Ints, Bytes, np.float32], Floats]
"""See `in_numpy`."""

# Numbers of a block in 32-bit floats fit into the cache of a core. 1,024 rows of 384
# are 8 ms for 100,000 rows; all at once are 15 times that.
_BLOCK = 1024

EXACT = 1024
"""How many products of 8-bit integers have a sum that a 32-bit float holds exactly."""


def in_numpy(
    numbers: Bytes, scales: Vectors, rows: Ints, asked: Bytes, scale: np.float32
) -> Floats:
    """Return the products of some vectors with another one, *asked* times *scale*.

    Those vectors are in *rows* of *numbers*, each to be multiplied by its scale.
    """
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
    products: Floats = sums * (scales[rows] * scale)
    return products


def _place(rows: Ints) -> slice | Ints:
    """Return *rows*; if they follow each other, as a slice, which copies nothing."""
    if (np.diff(rows) == 1).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def in_c(
    numbers: Bytes, scales: Vectors, rows: Ints, asked: Bytes, scale: np.float32
) -> Floats:
    """See `in_numpy`."""
    products = np.empty(len(rows))
    shorts = asked.astype(np.int16)
    _native.multiply(numbers, scales, rows, shorts, float(scale), products)
    return products


fastest: Multiply
try:
    from . import _native
except ImportError:  # Installed where there is no C compiler.
    fastest = in_numpy
else:
    fastest = in_c
