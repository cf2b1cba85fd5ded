"""Which processes share a file: each has a number for as long as it lives."""

from itertools import count
from pathlib import Path
from typing import Self

from filelock import BaseFileLock, FileLock, Timeout


class Replica:
    """A number from 1 on that no other living process has for the same file.

    It is held by a lock of the system: that ends with its process however it ends, and
    tells containers apart, whose process ids may be the same.
    """

    def __init__(self, number: int, lock: BaseFileLock) -> None:
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
        lock = FileLock(
            file.with_suffix(f".replica-{number}"),
            timeout=0,
            # Another thread than the one that took it may leave.
            thread_local=False,
            preserve_lock_file=True,
        )
        try:
            lock.acquire()
        except Timeout:
            return None
        return cls(number, lock)

    def leave(self) -> None:
        """Set the number free."""
        self._lock.release()
