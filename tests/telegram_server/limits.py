"""How fast a bot may send, see https://core.telegram.org/bots/faq."""

import time
from collections import defaultdict, deque
from collections.abc import Callable

from .errors import too_many_requests

PACED_METHODS = frozenset({"sendMessage", "editMessageText"})

ALL_CHATS = (30, 1.0)
# Telegram documents one per second, with short bursts allowed.
ONE_CHAT = (3, 3.0)
ONE_GROUP = (20, 60.0)


class Limits:
    """Rate limits on messages; *now* is the clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)

    def check(self, chat_id: str) -> None:
        """Count a message to a chat; raises ApiError if it exceeds a limit."""
        keys = [("", ALL_CHATS), (chat_id, ONE_CHAT)]
        if chat_id.startswith("-"):
            keys.append((f"group {chat_id}", ONE_GROUP))
        for key, (most, seconds) in keys:
            self._check(key, most, seconds)
        for key, _ in keys:
            self._times[key].append(self._now())

    def _check(self, key: str, most: int, seconds: float) -> None:
        times = self._times[key]
        while times and times[0] <= self._now() - seconds:
            times.popleft()
        if len(times) >= most:
            wait = times[0] + seconds - self._now()
            raise too_many_requests(retry_after=int(wait) + 1)
