"""What can be ordered to go wrong."""

from collections import defaultdict, deque
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

    def order(self, method: str, fault: Fault | ApiError, times: int) -> None:
        """Let the next *times* requests of *method* meet *fault*."""
        self._waiting[method].extend([fault] * times)

    def next(self, method: str) -> Fault | ApiError | None:
        """Return what the request of *method* that is served now has to meet."""
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else None
