"""Faults that tests can inject."""

import random
from collections import defaultdict, deque
from collections.abc import Sequence
from enum import Enum, auto

from .errors import ApiError


class Fault(Enum):
    """Ways in which a request gets no proper response."""

    RESET = auto()
    """The connection is reset; the request has no effect."""
    HANG = auto()
    """No response, ever; the request has no effect."""
    BAD_JSON = auto()
    """Status 200 with a truncated body; the request has no effect."""
    ANSWER_LOST = auto()
    """The request has its effect, then the connection is reset."""


class Faults:
    """Queued faults, first in, first out."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault | ApiError]] = defaultdict(deque)
        self._at_random: dict[str, tuple[float, Sequence[Fault | ApiError]]] = {}
        self._random = random.Random(0)

    def order(self, method: str, fault: Fault | ApiError, times: int) -> None:
        """Queue *fault* for the next *times* requests of *method*."""
        self._waiting[method].extend([fault] * times)

    def order_at_random(
        self, method: str, faults: Sequence[Fault | ApiError], share: float
    ) -> None:
        """Apply a random one of *faults* to this *share* of requests of *method*."""
        self._at_random[method] = share, faults

    def clear(self) -> None:
        """Remove all faults."""
        self._waiting.clear()
        self._at_random.clear()

    def next(self, method: str) -> Fault | ApiError | None:
        """Return the fault for the current request of *method*, or None."""
        waiting = self._waiting[method]
        if waiting:
            return waiting.popleft()
        share, faults = self._at_random.get(method, (0, ()))
        return self._random.choice(faults) if self._random.random() < share else None
