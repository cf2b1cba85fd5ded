"""A lock between processes, released by the system when its holder dies."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

logger = logging.getLogger(__name__)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on the file *path*; block while another process holds it.

    The file is created if necessary and never removed: waiting processes have it open.
    """
    # Imported here because answering, which needs no lock, takes less time.
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
