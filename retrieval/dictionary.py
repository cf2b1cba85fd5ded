"""Numbers for terms, in memory or mapped from files."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from .segments import Int32s

# The offsets into the bytes of all terms have 32 bits.
_MAX_BYTES = (1 << 32) - 1

_NO_TERMS: dict[str, npt.NDArray[Any]] = {
    "term_bytes": np.zeros(0, np.uint8),
    "term_ends": np.zeros(1, np.uint32),
    "term_numbers": np.zeros(0, np.int32),
}


class SavedTerms:
    """Terms in arrays that may be mapped from files; each is read when asked for.

    ``term_bytes[term_ends[i]:term_ends[i + 1]]`` is the i-th term in sorted order, in
    UTF-8, and ``term_numbers[i]`` its number.
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self._bytes = arrays["term_bytes"]
        self._ends = arrays["term_ends"]
        self._numbers = arrays["term_numbers"]

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        """Yield the terms in order of their numbers."""
        for place in np.argsort(self._numbers):
            yield self._at(place).decode("utf-8", "surrogatepass")

    def find(self, term: str) -> int | None:
        """Return the number of *term*, or None if it has none."""
        if not len(self):
            return None
        key = _encoded(term)
        place = bisect_left(range(len(self)), key, key=self._at)
        if place == len(self) or self._at(place) != key:
            return None
        return int(self._numbers[place])

    def _at(self, place: int) -> bytes:
        return self._bytes[self._ends[place] : self._ends[place + 1]].tobytes()


class _AddedTerms(dict[str, int]):
    """Terms that are not among the saved; a missing one is added on the way."""

    def __init__(self, saved: SavedTerms) -> None:
        super().__init__()
        self._saved = saved

    def __missing__(self, term: str) -> int:
        number = self._saved.find(term)
        if number is None:
            number = self[term] = len(self._saved) + len(self)
        return number


class Dictionary:
    """Terms numbered from 0, in the order in which they first came up.

    Terms are only ever added, so other threads may look terms up meanwhile.

    ``numbers[term]`` is a term's number, and gives the next one to a new term.
    """

    numbers: dict[str, int]

    def __init__(self, saved: SavedTerms | None = None) -> None:
        self._saved = SavedTerms(_NO_TERMS) if saved is None else saved
        # Most indices are made from nothing, and a term of these is new without search.
        self.numbers = (
            _AddedTerms(self._saved) if saved else defaultdict(count().__next__)
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
        return self._saved.find(term) if number is None else number

    def numbers_without(self, is_dead: npt.NDArray[np.bool_]) -> Int32s:
        """Return new numbers, by present number; -1 for terms that are dead."""
        return np.where(is_dead, -1, np.cumsum(~is_dead) - 1).astype(np.int32)

    def to_arrays(self, new_numbers: Int32s) -> dict[str, npt.NDArray[Any]]:
        """Return what `SavedTerms` takes.

        *new_numbers* are those to save, by present number; a term with -1 is left out.
        """
        numbers = zip(self, new_numbers.tolist(), strict=True)
        new_number = {term: new for term, new in numbers if new >= 0}
        # In order of code points, and so of their bytes in UTF-8.
        terms = sorted(new_number)
        encoded = [*map(_encoded, terms)]
        data = b"".join(encoded)
        if len(data) > _MAX_BYTES:
            raise ValueError(f"{len(data)} bytes of terms are too many to save")
        ends = np.zeros(len(terms) + 1, np.uint32)
        np.cumsum([*map(len, encoded)], out=ends[1:])
        return {
            "term_bytes": np.frombuffer(data, np.uint8),
            "term_ends": ends,
            "term_numbers": np.array([*map(new_number.__getitem__, terms)], np.int32),
        }


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

    def numbers_without(self, is_dead: npt.NDArray[np.bool_]) -> Int32s:
        """Return the same numbers, whether a term is dead or not."""
        return np.arange(len(is_dead), dtype=np.int32)

    def to_arrays(self, _new_numbers: Int32s) -> dict[str, npt.NDArray[Any]]:
        """Return nothing: there is nothing to save."""
        return {}


def _encoded(term: str) -> bytes:
    # Text from a file with a broken encoding may hold half a surrogate pair.
    return term.encode("utf-8", "surrogatepass")
