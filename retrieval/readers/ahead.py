"""Reading several files at the same time, and keeping their order."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from .isolation import close_idle

# Each thread may hold a file, and use a process with its own limit of memory.
_MOST_THREADS = 8

T = TypeVar("T")
R = TypeVar("R")


def read_ahead(read: Callable[[T], R], items: Iterable[T]) -> Generator[R, None, None]:
    """Yield ``read(item)`` for all *items* in order, a thread for each core.

    A few results wait in memory, never all. An error is raised in its place. The
    processes that read files end, too.
    """
    threads = min(os.cpu_count() or 1, _MOST_THREADS)
    rest = iter(items)
    pool = ThreadPoolExecutor(threads, "reading")
    try:
        first = islice(rest, 2 * threads)
        waiting: deque[Future[R]] = deque(pool.submit(read, item) for item in first)
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(read, item) for item in islice(rest, 1))
            yield result
    finally:
        pool.shutdown(cancel_futures=True)
        close_idle()
