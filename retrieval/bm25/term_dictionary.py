"""Numbers for terms, in memory or mapped from files."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import compress, count

import numpy as np

from retrieval.arrays import Array, Arrays, Bools
from retrieval.errors import refusing_damage
from retrieval.storage.string_table import StringTable, string_arrays

_NAME = "term"


class _AddedTerms(dict[str, int]):
    """Terms that are not among the saved ones; a missing one is added when looked up.

    The saved terms have the numbers 0, 1, ..., n - 1, and the added n, n + 1, ...
    """

    def __init__(self, saved: StringTable) -> None:
        super().__init__()
        self._saved = saved

    def __missing__(self, term: str) -> int:
        number = _find(self._saved, term)
        if number is None:
            number = self[term] = len(self._saved) + len(self)
        return number


class TermDictionary:
    """Terms numbered from 0, in the order in which they were first seen.

    Terms are never removed, so other threads may look terms up while one adds some.
    *arrays* holds the first terms, as returned by `to_arrays`.

    ``numbers[term]`` is the number of a term; it adds a new term.
    """

    numbers: dict[str, int]

    def __init__(self, arrays: Arrays | None = None) -> None:
        self._saved = StringTable(arrays or string_arrays([], _NAME), _NAME)
        # Without saved terms, a missing term is new: there is nothing to search.
        self.numbers = (
            _AddedTerms(self._saved) if arrays else defaultdict(count().__next__)
        )

    def __len__(self) -> int:
        return len(self._saved) + len(self.numbers)

    def __iter__(self) -> Iterator[str]:
        """Yield the terms in the order of their numbers."""
        with refusing_damage():
            yield from self._saved
        yield from self.numbers

    def find(self, term: str) -> int | None:
        """Return the number of *term*, or None if it has none."""
        number = self.numbers.get(term)
        return _find(self._saved, term) if number is None else number

    def kept(self, is_live: Bools) -> Bools:
        """Return which terms, by number, are to be saved: the live ones."""
        return is_live

    def to_arrays(self, kept: Bools) -> dict[str, Array]:
        """Return the arrays of a dictionary of the terms *kept*, in their order."""
        return string_arrays(compress(self, kept), _NAME)


class _SameNumbers(dict[int, int]):
    """Each whole number from 0 up to *size*, mapped to itself when first looked up."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __missing__(self, term: int) -> int:
        if not 0 <= term < self._size:
            raise ValueError(f"{term} is not one of {self._size} terms")
        self[term] = term
        return term


class IdentityDictionary:
    """The interface of `TermDictionary` for terms that are numbers already.

    The terms are the whole numbers from 0 up to *size*, and each is its own number.
    """

    def __init__(self, size: int) -> None:
        self.numbers = _SameNumbers(size)
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[int]:
        """Yield the terms in the order of their numbers."""
        return iter(range(self._size))

    def find(self, term: int) -> int | None:
        """Return the number of *term*, or None if it has none."""
        return term if 0 <= term < self._size else None

    def kept(self, is_live: Bools) -> Bools:
        """Return that all terms are to be saved, since none may change its number."""
        return np.ones(len(is_live), np.bool_)

    def to_arrays(self, _kept: Bools) -> dict[str, Array]:
        """Return no arrays: the number of terms says everything."""
        return {}


Dictionary = TermDictionary | IdentityDictionary


def _find(saved: StringTable, term: str) -> int | None:
    with refusing_damage():
        return next(saved.find(term), None)
