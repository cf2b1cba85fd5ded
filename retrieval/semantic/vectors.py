"""Vectors as 8-bit integers, whose products are exact in any order of summation."""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Floats, Ints

from .encoder import Vectors

Bytes = npt.NDArray[np.int8]

MOST = 127
# Numbers of a block in 32-bit floats fit into the cache of a core. 1,024 rows of 384
# are 8 ms for 100,000 rows; all at once are 15 times that.
_BLOCK = 1024


class Quantised(NamedTuple):
    """Vectors as *numbers* from -127 to 127, each to be multiplied by its *scale*."""

    numbers: Bytes
    scales: Vectors

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """Return *vectors* rounded to 8 bits."""
        greatest = np.abs(vectors).max(axis=1, initial=0)
        scales = np.where(greatest > 0, greatest / MOST, 1).astype(np.float32)
        numbers = np.rint(vectors / scales[:, None]).astype(np.int8)
        return cls(numbers, scales)

    def products(self, rows: Ints, other: "Quantised") -> Floats:
        """Return the products of the vectors in *rows* with the one of *other*.

        A float32 holds every sum of 1,000 products of such numbers exactly, so that
        the result is the same on every machine.
        """
        asked = other.numbers[0].astype(np.float32)
        sums = np.empty(len(rows), np.float32)
        block = np.empty((_BLOCK, len(asked)), np.float32)
        for start in range(0, len(rows), _BLOCK):
            chosen = _taken(self.numbers, rows[start : start + _BLOCK])
            as_floats = block[: len(chosen)]
            as_floats[:] = chosen
            np.dot(as_floats, asked, out=sums[start : start + len(chosen)])
        products: Floats = sums.astype(np.float64)
        products *= self.scales[rows] * other.scales[0]
        return products


def _taken(numbers: Bytes, rows: Ints) -> Bytes:
    """Return the *rows* of *numbers*, without a copy if they follow each other."""
    first, last = int(rows[0]), int(rows[-1])
    if last - first == len(rows) - 1 and (np.diff(rows) == 1).all():
        return numbers[first : last + 1]
    return numbers[rows]
