"""The processes that share a file: each holds a number while it lives."""

from itertools import count
from pathlib import Path
from typing import Self

from filelock import BaseFileLock, FileLock, Timeout


class Replica:
    """A number from 1 on that no other living process holds for the same file.

    Unlike a process id, its file lock works across containers.
    """

    def __init__(self, number: int, lock: BaseFileLock) -> None:
        self.number = number
        self._lock = lock

    @classmethod
    def join(cls, file: Path) -> Self:
        """Take the lowest free number."""
        return next(
            replica for number in count(1) if (replica := cls.take(file, number))
        )

    @classmethod
    def take(cls, file: Path, number: int) -> Self | None:
        """Take *number*; returns None if a living process holds it."""
        lock = FileLock(
            file.with_suffix(f".replica-{number}"),
            timeout=0,
            # The thread that releases it need not be the one that took it.
            thread_local=False,
            preserve_lock_file=True,
        )
        try:
            lock.acquire()
        except Timeout:
            return None
        return cls(number, lock)

    def leave(self) -> None:
        """Release the number."""
        self._lock.release()
