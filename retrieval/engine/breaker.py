"""Refusing requests at once while the engine hangs.

Each would wait until its deadline, and keep what else is to be done from a thread.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from retrieval.errors import EngineUnavailableError

HANG_SECONDS = 3.0
"""An engine that takes longer for an answer is taken to hang."""

OPEN_SECONDS = 5.0
"""How often a request is let through to try whether the engine answers again."""


class LateError(EngineUnavailableError):
    """No answer came within HANG_SECONDS or more."""


class OutOfTimeError(EngineUnavailableError):
    """Too little time was left for an answer; the engine may well be healthy."""


class CircuitBreaker:
    """Opens when a request is late and no other has ended in time meanwhile.

    While open, it refuses requests, but lets one through every OPEN_SECONDS. It closes
    when one ends in time, even with an error: the engine does not hang then. Threads
    may share it.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = Lock()
        self._next_try: float | None = None
        self._ended = 0

    @contextmanager
    def request(self) -> Iterator[None]:
        """Run the block as a request; raises EngineUnavailableError if it is refused.

        The block is late if it raises LateError. After OutOfTimeError, nothing changes.
        """
        ended = self._begin()
        try:
            yield
        except LateError:
            self._fail(ended)
            raise
        except OutOfTimeError:
            raise
        except BaseException:
            self._end()
            raise
        self._end()

    def _begin(self) -> int:
        """Return how many requests have ended; raises EngineUnavailableError."""
        with self._lock:
            if self._next_try is not None:
                if self._now() < self._next_try:
                    raise EngineUnavailableError("The search engine does not answer")
                self._next_try = self._now() + OPEN_SECONDS
            return self._ended

    def _fail(self, ended: int) -> None:
        with self._lock:
            if self._ended == ended:
                self._next_try = self._now() + OPEN_SECONDS

    def _end(self) -> None:
        with self._lock:
            self._ended += 1
            self._next_try = None
