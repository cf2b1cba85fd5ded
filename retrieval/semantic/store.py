"""Vectors on disk by the text that they are of, in a file that only grows.

    folder/<hash of the encoder's name>.vectors    a record for each text

A record is written as a whole or, when its writer dies, in part at the end of the file,
where the next writer cuts it off. So embedding goes on where it was interrupted. A file
whose vectors have another length is begun anew.
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
        wanted = np.frombuffer(b"".join(keys), np.uint64)
        vectors = Quantised(records["numbers"], records["scale"])
        if not len(records):
            nothing = np.zeros(len(wanted), np.int32)
            return Found(vectors, nothing, np.zeros(len(wanted), np.bool_))
        order = np.argsort(records["key"], kind="stable")
        held = records["key"][order]
        places = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
        rows = order[places].astype(np.int32)
        return Found(vectors, rows, held[places] == wanted)

    def checksum(self, rows: Ints) -> int | None:
        """Return a checksum of the keys in *rows*; None if there are not so many."""
        keys = self._records()["key"]
        if rows.max(initial=-1) >= len(keys):
            return None
        return zlib.crc32(keys[rows].tobytes())

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


_MAGIC = b"vectors1"
_HEAD_BYTES = len(_MAGIC) + 4


def _head(dimensions: int) -> bytes:
    return _MAGIC + dimensions.to_bytes(4, "little")


def _layout(dimensions: int) -> np.dtype[np.void]:
    return np.dtype(
        [
            ("key", np.uint64),
            ("scale", np.float32),
            ("numbers", np.int8, (dimensions,)),
        ]
    )
