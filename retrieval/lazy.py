"""Items of saved arrays, made when they are asked for."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]

T_co = TypeVar("T_co", covariant=True)


class Lazy(Sequence[T_co]):
    """A sequence of *size* items; *make* makes the one of a number from 0."""

    def __init__(self, size: int, make: Callable[[int], T_co]) -> None:
        self._size = size
        self._make = make

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> list[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | list[T_co]:
        numbers = range(self._size)[index]
        if isinstance(numbers, range):
            return [self._make(number) for number in numbers]
        return self._make(numbers)

    def __iter__(self) -> Iterator[T_co]:
        return map(self._make, range(self._size))


class Strings(Lazy[str]):
    """Strings by number, and numbers by string, in arrays that may be mapped.

    ``<name>_bytes[<name>_ends[i]:<name>_ends[i + 1]]`` is string i in UTF-8.
    ``<name>_numbers`` are the numbers in order of the strings' checksums, ascending
    among equal ones, and ``<name>_checksums`` these.
    """

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._bytes = arrays[f"{name}_bytes"]
        self._ends = arrays[f"{name}_ends"]
        self._numbers = arrays[f"{name}_numbers"]
        self._checksums = arrays[f"{name}_checksums"]
        super().__init__(len(self._numbers), self._string)

    def __iter__(self) -> Iterator[str]:
        data = self._bytes.tobytes()
        for start, end in pairwise(self._ends.tolist()):
            yield data[start:end].decode("utf-8", "surrogatepass")

    def find(self, text: str) -> Iterator[int]:
        """Yield the numbers of the strings that equal *text*, ascending."""
        key = _encoded(text)
        # Of another type, it would have the whole array converted.
        checksum = np.uint32(zlib.crc32(key))
        place = int(self._checksums.searchsorted(checksum))
        while place < len(self) and self._checksums[place] == checksum:
            number = int(self._numbers[place])
            if self._at(number) == key:
                yield number
            place += 1

    def _string(self, number: int) -> str:
        return self._at(number).decode("utf-8", "surrogatepass")

    def _at(self, number: int) -> bytes:
        return self._bytes[self._ends[number] : self._ends[number + 1]].tobytes()


def string_arrays(strings: Iterable[str], name: str) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of which `Strings` reads *strings*."""
    encoded = [*map(_encoded, strings)]
    checksums = np.fromiter(map(zlib.crc32, encoded), np.uint32, len(encoded))
    order = np.argsort(checksums, kind="stable")
    ends = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=ends[1:])
    return {
        f"{name}_bytes": np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}_ends": ends,
        f"{name}_numbers": order.astype(np.int32),
        f"{name}_checksums": checksums[order],
    }


def _encoded(text: str) -> bytes:
    # Text from a file with a broken encoding may hold half a surrogate pair.
    return text.encode("utf-8", "surrogatepass")
