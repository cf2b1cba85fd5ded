"""The files that a library was made of, and how to tell that one has changed."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from retrieval.arrays import Array, Arrays
from retrieval.articles import files_below
from retrieval.storage.string_table import StringTable, string_arrays

# A file can change twice within one tick of its clock: one that has just changed is
# looked at again.
_UNSETTLED_NS = 2 * 10**9
_UNKNOWN = -1


class Stamp(NamedTuple):
    """What changes with a file: its size in bytes, and times in nanoseconds.

    *modified* may have been set back, by whoever unpacks or copies a file; *changed*,
    that of its attributes, tells. (On Windows it says when the file was made.)
    """

    size: int
    modified: int
    changed: int

    @property
    def is_settled(self) -> bool:
        """Whether a file with the same stamp is sure to be the same."""
        return self.changed != _UNKNOWN


# Of a link that leads nowhere, say.
_NOTHING = Stamp(0, 0, 0)


class Sources(NamedTuple):
    """The stamps of files by name, in the order of `files_below`."""

    stamps: Mapping[str, Stamp]

    @classmethod
    def now(cls, folder: Path) -> Self:
        """Look at the files below *folder*; raises NoArticlesError if it is none."""
        settled_ns = time.time_ns() - _UNSETTLED_NS
        files = files_below(folder).items()
        return cls({name: _stamp(file, settled_ns) for name, file in files})

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Undo `to_arrays`."""
        stamps = map(Stamp._make, arrays["stamps"].tolist())
        return cls(dict(zip(StringTable(arrays, "files"), stamps, strict=True)))

    def to_arrays(self) -> dict[str, Array]:
        """Return the stamps as arrays."""
        stamps = np.array(list(self.stamps.values()), np.int64).reshape(-1, 3)
        return {**string_arrays(self.stamps, "files"), "stamps": stamps}

    def doubtful(self, before: "Sources") -> Iterator[str]:
        """Yield the names of files that may be others than *before*, new ones too."""
        for name, stamp in self.stamps.items():
            if not stamp.is_settled or stamp != before.stamps.get(name):
                yield name


def _stamp(file: os.DirEntry[str], settled_ns: int) -> Stamp:
    try:
        status = file.stat()
    except OSError:  # Whatever comes there has another stamp.
        return _NOTHING
    modified, changed = status.st_mtime_ns, status.st_ctime_ns
    # The time that was set may be far in the future.
    last = changed if os.name == "posix" else modified
    return Stamp(status.st_size, modified, changed if last < settled_ns else _UNKNOWN)
