"""Vectors as 8-bit integers, whose products are exact in any order of summation."""

from typing import NamedTuple, Self

import numpy as np

from retrieval.arrays import Floats, Ints

from . import products
from .encoder import Vectors
from .products import Bytes

MOST = 127


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

        The result is the same on every machine.
        """
        asked, scale = other.numbers[0], other.scales[0]
        return products.fastest(self.numbers, self.scales, rows, asked, scale)
