"""The inner loops of the index: in C where it was compiled, else in NumPy."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from retrieval.arrays import Floats, Ints, Longs

from . import inversion, maxscore
from .maxscore import Term, View
from .segment import Invert


class Kernel(NamedTuple):
    """Four functions. Those in C and those in NumPy return the same, bit for bit."""

    number: Callable[[dict[Any, int], Sequence[Sequence[Any]], int], Ints]
    """See `inversion.number`."""

    invert: Invert
    """See `inversion.invert`."""

    attach: Callable[[Sequence[View]], Any]
    """See `maxscore.attach`."""

    search: Callable[[Any, list[Term], Longs, Floats], int]
    """See `maxscore.search`."""


NUMPY = Kernel(inversion.number, inversion.invert, maxscore.attach, maxscore.search)

try:
    from . import native
except ImportError:  # Installed where there is no C compiler.
    FASTEST = NUMPY
else:
    FASTEST = Kernel(native.number, native.invert, native.attach, native.search)
