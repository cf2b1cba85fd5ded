"""Stamps of the files that a library was built from, to detect changes."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from retrieval.arrays import Array, Arrays
from retrieval.articles import files_below
from retrieval.storage.string_table import StringTable, string_arrays

# A file can change twice within one tick of the file system's clock, so a stamp this
# recent proves nothing.
_UNSETTLED_NS = 2 * 10**9
_UNKNOWN = -1


class Stamp(NamedTuple):
    """The size of a file in bytes, its mtime and its ctime in nanoseconds.

    Copying or unpacking a file may set its mtime back, but never its ctime. (On Windows
    the ctime is the time of creation.) *changed* is _UNKNOWN if it is too recent.
    """

    size: int
    modified: int
    changed: int

    @property
    def is_settled(self) -> bool:
        """Whether an equal stamp proves that the file is unchanged."""
        return self.changed != _UNKNOWN


# For files that cannot be examined, such as broken links.
_NOTHING = Stamp(0, 0, 0)


class Sources(NamedTuple):
    """The stamps of all files by name, in the order of `files_below`."""

    stamps: Mapping[str, Stamp]

    @classmethod
    def now(cls, folder: Path) -> Self:
        """Return the current stamps; raises NoArticlesError if *folder* is not one."""
        settled_ns = time.time_ns() - _UNSETTLED_NS
        files = files_below(folder).items()
        return cls({name: _stamp(file, settled_ns) for name, file in files})

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return what `to_arrays` stored."""
        stamps = map(Stamp._make, arrays["stamps"].tolist())
        return cls(dict(zip(StringTable(arrays, "files"), stamps, strict=True)))

    def to_arrays(self) -> dict[str, Array]:
        """Return the names and, as an int64 array of shape (files, 3), the stamps."""
        stamps = np.array(list(self.stamps.values()), np.int64).reshape(-1, 3)
        return {**string_arrays(self.stamps, "files"), "stamps": stamps}

    def doubtful(self, before: "Sources") -> Iterator[str]:
        """Yield the names of files that may have changed since *before*, or are new."""
        for name, stamp in self.stamps.items():
            if not stamp.is_settled or stamp != before.stamps.get(name):
                yield name


def _stamp(file: os.DirEntry[str], settled_ns: int) -> Stamp:
    try:
        status = file.stat()
    except OSError:  # Any readable file has another stamp.
        return _NOTHING
    modified, changed = status.st_mtime_ns, status.st_ctime_ns
    # Not the mtime where avoidable: it may have been set to the far future.
    last = changed if os.name == "posix" else modified
    return Stamp(status.st_size, modified, changed if last < settled_ns else _UNKNOWN)
