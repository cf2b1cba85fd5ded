"""Sequences over saved arrays whose items are created on access."""

import mmap
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import IO, TypeVar, overload

import numpy as np

from retrieval.arrays import Array, Arrays, Bools, Integers, Longs
from retrieval.errors import UnusableIndexError

T_co = TypeVar("T_co", covariant=True)

_NUMBER_BITS = 32


class Lazy(Sequence[T_co]):
    """A sequence of *size* items; *make* returns the item with a 0-based number."""

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


class StringTable(Lazy[str]):
    """Strings by number and numbers by string, in arrays that may be memory-mapped.

    ``<name>_bytes[<name>_ends[i]:<name>_ends[i + 1]]`` is string i in UTF-8.
    ``<name>_index`` is sorted and holds, for each string, its CRC-32 in the upper 32
    bits and its number in the lower 32. A string that does not match its checksum
    raises UnusableIndexError when it is accessed by number.
    """

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._bytes = arrays[f"{name}_bytes"]
        self._ends = arrays[f"{name}_ends"]
        self.checksums = arrays[f"{name}_index"]
        super().__init__(len(self.checksums), self._string)

    def __iter__(self) -> Iterator[str]:
        data = self._bytes.tobytes()
        for start, end in pairwise(self._ends.tolist()):
            yield data[start:end].decode("utf-8", "surrogatepass")

    def find(self, text: str) -> Iterator[int]:
        """Yield the numbers of the strings equal to *text*, ascending."""
        key = encoded(text)
        checksum = zlib.crc32(key)
        # A key of another dtype would make NumPy convert the whole array.
        place = int(self.checksums.searchsorted(np.uint64(checksum << _NUMBER_BITS)))
        while place < len(self):
            found, number = divmod(int(self.checksums[place]), 1 << _NUMBER_BITS)
            if found != checksum:
                break
            if self._at(number) == key:
                yield number
            place += 1

    def encoded(self, number: int) -> bytes:
        """Return a string as it is stored; raises UnusableIndexError if damaged."""
        data = self._at(number)
        entry = np.uint64(zlib.crc32(data) << _NUMBER_BITS | number)
        place = self.checksums.searchsorted(entry)
        if place == len(self) or self.checksums[place] != entry:
            raise UnusableIndexError(f"The index is damaged in string {number}")
        return data

    def _string(self, number: int) -> str:
        return self.encoded(number).decode("utf-8", "surrogatepass")

    def _at(self, number: int) -> bytes:
        return self._bytes[self._ends[number] : self._ends[number + 1]].tobytes()


class StringTableBuilder:
    """Collects encoded strings in *file*, or in memory without one."""

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self._file = file
        self._data = bytearray()
        self._ends = [0]
        self._checksums: list[int] = []

    def add(self, data: bytes) -> None:
        """Add a string that was `encoded` to *data*."""
        if self._file:
            self._file.write(data)
        else:
            self._data += data
        self._ends.append(self._ends[-1] + len(data))
        self._checksums.append(zlib.crc32(data))

    def add_all(self, strings: Sequence[bytes]) -> None:
        """Add *strings*, to a builder in memory."""
        ends = accumulate(map(len, strings), initial=len(self._data))
        self._data += b"".join(strings)
        self._ends += islice(ends, 1, None)
        self._checksums += map(zlib.crc32, strings)

    def to_arrays(self, name: str) -> dict[str, Array]:
        """Return the arrays of a `StringTable`; a file is mapped, not read."""
        numbers = np.arange(len(self._checksums), dtype=np.uint64)
        index = np.array(self._checksums, np.uint64) << _NUMBER_BITS | numbers
        return {
            f"{name}_bytes": np.frombuffer(self._buffer(), np.uint8),
            f"{name}_ends": np.array(self._ends, np.int64),
            f"{name}_index": np.sort(index),
        }

    def _buffer(self) -> bytearray | mmap.mmap:
        # An empty file cannot be mapped.
        if not self._file or not self._ends[-1]:
            return self._data
        self._file.flush()
        return mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)


def string_arrays(strings: Iterable[str], name: str) -> dict[str, Array]:
    """Return the arrays of a `StringTable` of *strings*."""
    builder = StringTableBuilder()
    builder.add_all([*map(encoded, strings)])
    return builder.to_arrays(name)


def positions(ordered: Integers, wanted: Integers) -> tuple[Longs, Bools]:
    """Return the indices in *ordered* of the *wanted* numbers, and which are found.

    *ordered* is ascending. Example: [2, 5, 9], [9, 4] -> [2], [True, False]
    """
    places = ordered.searchsorted(wanted)
    found = places < len(ordered)
    found[found] = ordered[places[found]] == wanted[found]
    return places[found], found


def encoded(text: str) -> bytes:
    """Return *text* in UTF-8, as it is stored."""
    # Text that was decoded wrongly may contain a lone surrogate.
    return text.encode("utf-8", "surrogatepass")
