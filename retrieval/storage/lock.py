"""One process at a time, by a lock that the system takes away from those that die."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger(__name__)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock that the file *path* stands for; wait as long as another does.

    The file is made, and never removed: those that wait for it may have it open.
    """
    # The import takes longer than an answer, and answers do not need it.
    from filelock import FileLock, Timeout

    lock = FileLock(path, preserve_lock_file=True)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        logger.warning("Waiting for another process that holds %s", path)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
