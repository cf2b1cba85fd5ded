"""Numbers for terms, in memory or mapped from files."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import compress, count

import numpy as np

from .arrays import Array, Arrays, Bools
from .lazy import StringTable, string_arrays

_NAME = "term"


class _AddedTerms(dict[str, int]):
    """Terms that are not among the saved; a missing one is added on the way."""

    def __init__(self, saved: StringTable) -> None:
        super().__init__()
        self._saved = saved

    def __missing__(self, term: str) -> int:
        number = next(self._saved.find(term), None)
        if number is None:
            number = self[term] = len(self._saved) + len(self)
        return number


class Dictionary:
    """Terms numbered from 0, in the order in which they first came up.

    Terms are only ever added, so other threads may look terms up meanwhile. The first
    are those of *arrays*, which `to_arrays` made.

    ``numbers[term]`` is a term's number, and gives the next one to a new term.
    """

    numbers: dict[str, int]

    def __init__(self, arrays: Arrays | None = None) -> None:
        self._saved = StringTable(arrays or string_arrays([], _NAME), _NAME)
        # Most indices are made from nothing, and a term of these is new without search.
        self.numbers = (
            _AddedTerms(self._saved) if arrays else defaultdict(count().__next__)
        )

    def __len__(self) -> int:
        return len(self._saved) + len(self.numbers)

    def __iter__(self) -> Iterator[str]:
        """Yield the terms in order of their numbers."""
        yield from self._saved
        yield from self.numbers

    def find(self, term: str) -> int | None:
        """Return the number of *term*, or None if it has none."""
        number = self.numbers.get(term)
        return next(self._saved.find(term), None) if number is None else number

    def kept(self, is_live: Bools) -> Bools:
        """Say of each term, by number, whether to save it: those that are live."""
        return is_live

    def to_arrays(self, kept: Bools) -> dict[str, Array]:
        """Return what to make a dictionary of that has the terms *kept*, in order."""
        return string_arrays(compress(self, kept), _NAME)


class _SameNumbers(dict[int, int]):
    """The terms of `Numbers`; one that is none is refused."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __missing__(self, term: int) -> int:
        if not 0 <= term < self._size:
            raise ValueError(f"{term} is not one of {self._size} terms")
        self[term] = term
        return term


class Numbers:
    """Whole numbers from 0 up to *size* as terms: each is its own number.

    It does what a `Dictionary` does, for whoever has one already.
    """

    def __init__(self, size: int) -> None:
        self.numbers = _SameNumbers(size)
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[int]:
        """Yield the terms in order of their numbers."""
        return iter(range(self._size))

    def find(self, term: int) -> int | None:
        """Return the number of *term*, or None if it has none."""
        return term if 0 <= term < self._size else None

    def kept(self, is_live: Bools) -> Bools:
        """Say that all terms keep their numbers, whether live or not."""
        return np.ones(len(is_live), np.bool_)

    def to_arrays(self, _kept: Bools) -> dict[str, Array]:
        """Return nothing: there is nothing to save."""
        return {}
