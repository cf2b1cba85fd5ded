"""Which processes share a file: each has a number for as long as it lives."""

import sqlite3
from itertools import count
from pathlib import Path
from typing import Self


class Replica:
    """A number from 1 on that no other living process has for the same file.

    It is held by a lock of SQLite: that ends with its process however it ends, works
    on every system, and tells containers apart, whose process ids may be the same.
    """

    def __init__(self, number: int, lock: sqlite3.Connection) -> None:
        self.number = number
        self._lock = lock

    @classmethod
    def join(cls, file: Path) -> Self:
        """Take the lowest number that is free."""
        return next(
            replica for number in count(1) if (replica := cls.take(file, number))
        )

    @classmethod
    def take(cls, file: Path, number: int) -> Self | None:
        """Take *number*, unless a living process has it."""
        lock = sqlite3.connect(
            file.with_suffix(f".replica-{number}"),
            timeout=0,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            lock.close()
            return None
        return cls(number, lock)

    def leave(self) -> None:
        """Set the number free."""
        self._lock.close()
