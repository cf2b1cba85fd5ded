"""What can be ordered to go wrong."""

import random
from collections import defaultdict, deque
from collections.abc import Sequence
from enum import Enum, auto

from .errors import ApiError


class Fault(Enum):
    """Ways in which a request gets no proper answer."""

    RESET = auto()
    """The connection is reset and nothing is done."""
    HANG = auto()
    """No answer, ever, and nothing is done."""
    BAD_JSON = auto()
    """Status 200 with a body that breaks off, and nothing is done."""
    ANSWER_LOST = auto()
    """Everything is done, and then the connection is reset."""


class Faults:
    """The faults that wait for requests, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault | ApiError]] = defaultdict(deque)
        self._at_random: dict[str, tuple[float, Sequence[Fault | ApiError]]] = {}
        self._random = random.Random(0)

    def order(self, method: str, fault: Fault | ApiError, times: int) -> None:
        """Let the next *times* requests of *method* meet *fault*."""
        self._waiting[method].extend([fault] * times)

    def order_at_random(
        self, method: str, faults: Sequence[Fault | ApiError], share: float
    ) -> None:
        """Let that *share* of the requests of *method* meet one of *faults*."""
        self._at_random[method] = share, faults

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._waiting.clear()
        self._at_random.clear()

    def next(self, method: str) -> Fault | ApiError | None:
        """Return what the request of *method* that is served now has to meet."""
        waiting = self._waiting[method]
        if waiting:
            return waiting.popleft()
        share, faults = self._at_random.get(method, (0, ()))
        return self._random.choice(faults) if self._random.random() < share else None
