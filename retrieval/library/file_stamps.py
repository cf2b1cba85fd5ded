"""Stamps of the files that a library was built from, to detect changes."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from retrieval.arrays import Array, Arrays
from retrieval.articles import BESIDE_ARTICLES, files_below
from retrieval.errors import NoArticlesError
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

    @property
    def last(self) -> int:
        """When the file changed last, as far as the system tells."""
        # Not the mtime where avoidable: it may have been set to the far future.
        return self.changed if os.name == "posix" else self.modified


# For files that cannot be examined, such as broken links.
_NOTHING = Stamp(0, 0, 0)


class Files(NamedTuple):
    """The stamps of all files by name, in the order of `files_below`.

    *restless* are those that may still be being written.
    """

    stamps: Mapping[str, Stamp]
    restless: frozenset[str] = frozenset()

    @classmethod
    def now(cls, folder: Path, *, rest_ns: int = 0) -> Self:
        """Return the current stamps; raises NoArticlesError if *folder* is not one.

        Files that changed within the last *rest_ns* nanoseconds are restless.
        """
        now = time.time_ns()
        found = {name: _stamp(file) for name, file in files_below(folder).items()}
        return cls(
            {name: _if_settled(stamp, now) for name, stamp in found.items()},
            frozenset(
                name for name, stamp in found.items() if 0 <= now - stamp.last < rest_ns
            ),
        )

    def at_rest(self, before: "Files") -> "Files":
        """Return these, but with the stamps *before* of the files that are restless."""
        return Files(
            {
                name: before.stamps[name] if name in self.restless else stamp
                for name, stamp in self.stamps.items()
                if name not in self.restless or name in before.stamps
            },
            self.restless,
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """Return what `to_arrays` stored."""
        stamps = map(Stamp._make, arrays["stamps"].tolist())
        return cls(dict(zip(StringTable(arrays, "files"), stamps, strict=True)))

    def to_arrays(self) -> dict[str, Array]:
        """Return the names and, as an int64 array of shape (files, 3), the stamps."""
        stamps = np.array(list(self.stamps.values()), np.int64).reshape(-1, 3)
        return {**string_arrays(self.stamps, "files"), "stamps": stamps}

    def doubtful(self, before: "Files") -> Iterator[str]:
        """Yield the names of files that may have changed since *before*, or are new."""
        for name, stamp in self.stamps.items():
            is_same = stamp.is_settled and stamp == before.stamps.get(name)
            if not is_same and name not in self.restless:
                yield name


def snapshot(folder: Path) -> Mapping[str, Stamp]:
    """Return the stamps of all files that articles are made from.

    There are none without a folder. Unlike `Files` these are exact, however recent a
    change is.
    """
    try:
        stamps = {name: _stamp(file) for name, file in files_below(folder).items()}
        others = (file for file in os.scandir(folder) if file.name in BESIDE_ARTICLES)
        return stamps | {file.name: _stamp(file) for file in others}
    except (NoArticlesError, OSError):
        return {}


def _if_settled(stamp: Stamp, now: int) -> Stamp:
    is_settled = stamp.last < now - _UNSETTLED_NS
    return stamp if is_settled else stamp._replace(changed=_UNKNOWN)


def _stamp(file: os.DirEntry[str]) -> Stamp:
    try:
        status = file.stat()
    except OSError:  # Any readable file has another stamp.
        return _NOTHING
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)
