"""Vectors on disk by the text that they are of, in a file that mostly grows.

    folder/<hash of the encoder's name>.vectors    a record for each text

A record is written as a whole or, when its writer dies, in part at the end of the file,
where the next writer cuts it off. So embedding goes on where it was interrupted. A
record that does not match its checksum is as good as missing. A file whose vectors have
another length is begun anew, and one that is mostly of no use is written anew.
"""

import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Bools, Ints
from retrieval.errors import UnwritableLibraryError
from retrieval.storage.lock import locked

from .encoder import Vectors
from .vectors import Quantised

LEAST_USED = 0.25
"""The share of saved vectors in use below which the others are removed."""

Records = npt.NDArray[np.void]


class Found(NamedTuple):
    """All saved *vectors*, the row of each key in them, and whether it is *known*.

    The row of an unknown key means nothing.
    """

    vectors: Quantised
    rows: Ints
    known: Bools


class VectorStore:
    """The vectors of the encoder *name* in *folder*."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self.path = folder / f"{zlib.crc32(name.encode()):08x}.vectors"

    def read(self, keys: Sequence[bytes]) -> Found:
        """Return the saved vectors, and where those of *keys* are."""
        records = self._records()
        vectors = Quantised(records["numbers"], records["scale"])
        wanted = np.frombuffer(b"".join(keys), np.uint64)
        sound = np.flatnonzero(_is_sound(records))
        if not len(sound):
            nothing = np.zeros(len(wanted), np.int32)
            return Found(vectors, nothing, np.zeros(len(wanted), np.bool_))
        order = sound[np.argsort(records["key"][sound], kind="stable")]
        held = records["key"][order]
        places = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
        rows = order[places].astype(np.int32)
        return Found(vectors, rows, held[places] == wanted)

    def read_rows(self, rows: Ints, checksum: int) -> Quantised | None:
        """Return the saved vectors if `checksum_of` the keys in *rows* is *checksum*.

        None if not, or if one of *rows* is damaged or missing.
        """
        records = self._records()
        if rows.max(initial=-1) >= len(records) or not _is_sound(records)[rows].all():
            return None
        if zlib.crc32(records["key"][rows].tobytes()) != checksum:
            return None
        return Quantised(records["numbers"], records["scale"])

    def compact(self, keys: Sequence[bytes]) -> None:
        """Keep only the vectors of *keys* if less than LEAST_USED of the file are.

        A file that cannot be written stays as it is.
        """
        used = np.unique(self.read(keys).rows)
        if len(used) >= LEAST_USED * len(self._records()):
            return
        with suppress(OSError), locked(self._folder / "lock"):
            # Another process may have written it anew before this one had the lock.
            found = self.read(keys)
            if not found.known.all():
                return
            kept = self._records()[np.unique(found.rows)]
            part = self.path.with_suffix(".part")
            try:
                with part.open("wb") as file:
                    file.write(_head(found.vectors.numbers.shape[1]) + kept.tobytes())
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(self.path)
            finally:
                # Some systems do not replace a file that is mapped.
                part.unlink(missing_ok=True)

    def append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Add vectors; raises UnwritableLibraryError if they cannot be saved."""
        try:
            self._append(keys, vectors)
        except OSError as error:
            raise UnwritableLibraryError(
                f"Vectors cannot be saved in {str(self._folder)!r}: {error.strerror}"
            ) from error

    def _append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        quantised = Quantised.of(vectors)
        records = np.zeros(len(keys), _layout(vectors.shape[1]))
        records["key"] = np.frombuffer(b"".join(keys), np.uint64)
        records["scale"], records["numbers"] = quantised.scales, quantised.numbers
        records["checksum"] = _checksums(records)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self._folder / "lock"):
            self._begin(_head(vectors.shape[1]))
            with self.path.open("ab") as file:
                size = file.tell()
                if torn := (size - _HEAD_BYTES) % records.dtype.itemsize:
                    file.truncate(size - torn)
                file.write(records.tobytes())
                file.flush()
                os.fsync(file.fileno())

    def _begin(self, head: bytes) -> None:
        """Begin a new file, unless there is one that begins with *head*."""
        with suppress(FileNotFoundError), self.path.open("rb") as file:
            if file.read(_HEAD_BYTES) == head:
                return
        # Others may have mapped the old file, which must keep its length.
        self.path.unlink(missing_ok=True)
        self.path.write_bytes(head)

    def _records(self) -> Records:
        """Map the whole records of the file; none if there are none."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return np.zeros(0, _layout(1))
        with file:
            head = file.read(_HEAD_BYTES)
            dimensions = int.from_bytes(head[-4:], "little")
            if head != _head(dimensions):
                return np.zeros(0, _layout(1))
            layout = _layout(dimensions)
            size = os.fstat(file.fileno()).st_size
            count = (size - _HEAD_BYTES) // layout.itemsize
            if not count:
                return np.zeros(0, layout)
            return np.memmap(file, layout, "r", _HEAD_BYTES, (count,))


def checksum_of(keys: Sequence[bytes]) -> int:
    """Return a checksum of *keys* in this order."""
    return zlib.crc32(b"".join(keys))


def _is_sound(records: Records) -> Bools:
    """Return whether each of *records* is as it was written."""
    sound: Bools = records["checksum"] == np.array(_checksums(records), np.uint32)
    return sound


def _checksums(records: Records) -> list[int]:
    size = records.dtype.itemsize
    data = records.view(np.uint8).data
    starts = range(_CHECKSUM_BYTES, len(data), size)
    return [
        zlib.crc32(data[start : start + size - _CHECKSUM_BYTES]) for start in starts
    ]


_MAGIC = b"vectors2"
_CHECKSUM_BYTES = 4
_HEAD_BYTES = len(_MAGIC) + 4


def _head(dimensions: int) -> bytes:
    return _MAGIC + dimensions.to_bytes(4, "little")


def _layout(dimensions: int) -> np.dtype[np.void]:
    return np.dtype(
        [
            ("checksum", np.uint32),
            ("key", np.uint64),
            ("scale", np.float32),
            ("numbers", np.int8, (dimensions,)),
        ]
    )
