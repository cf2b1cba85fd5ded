"""One process at a time, by a lock that the system takes away from those that die."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_TRIALS = 0.05


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock that the file *path* stands for; wait as long as another does.

    The file is made, and never removed: whoever waits for it may have it open.
    """
    with path.open("ab") as file:
        if not _try_to_lock(file):
            logger.warning("Waiting for another process that holds %s", path)
            while not _try_to_lock(file):
                time.sleep(_SECONDS_BETWEEN_TRIALS)
        try:
            yield
        finally:
            _unlock(file)


if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_to_lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
