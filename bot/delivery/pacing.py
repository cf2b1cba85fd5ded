"""When a message may be sent without exceeding Telegram's limits.

Moments are those of `time.monotonic`. The limits are Telegram's, with a margin because
the network may bunch messages up: https://core.telegram.org/bots/faq
"""

from collections import deque
from collections.abc import Hashable

CHAT_LIMIT = (3, 3.2)
"""One message a second, with short bursts."""
GROUP_LIMIT = (20, 61.0)

MOST_IDLE_CHATS = 1000


class Window:
    """At most *most* events within any *seconds*."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._last: deque[float] = deque(maxlen=most)

    def reserve(self, moment: float) -> float:
        """Reserve and return the first free moment from *moment* on."""
        if self._last:
            moment = max(moment, self._last[-1])
        if len(self._last) == self._last.maxlen:
            moment = max(moment, self._last[0] + self._seconds)
        self._last.append(moment)
        return moment

    def is_idle(self, moment: float) -> bool:
        """Return whether no reservation matters any more at *moment*."""
        return not self._last or self._last[-1] + self._seconds < moment


class ChatPace:
    """The limits of one chat, and the pause that Telegram imposed on it."""

    def __init__(self, chat: Hashable) -> None:
        self.paused_until = 0.0
        self._windows = [Window(*CHAT_LIMIT)]
        # Channels may be addressed by name; groups have negative ids.
        if isinstance(chat, str) or (isinstance(chat, int) and chat < 0):
            self._windows.append(Window(*GROUP_LIMIT))

    def reserve(self, moment: float) -> float:
        """Reserve and return the first moment from *moment* on within all limits."""
        for window in self._windows:
            moment = window.reserve(moment)
        return moment

    def is_idle(self, moment: float) -> bool:
        """Return whether the chat may be forgotten."""
        return self.paused_until < moment and all(
            window.is_idle(moment) for window in self._windows
        )


class Pace:
    """All limits, with *rate* messages per second; 0: only pauses Telegram imposes."""

    def __init__(self, rate: int) -> None:
        self._all = Window(1, 1 / rate) if rate else None
        self._chats: dict[Hashable, ChatPace] = {}

    def reserve_in_chat(self, chat: Hashable, now: float) -> float:
        """Return when the limits of *chat* allow the next message."""
        return self._chat(chat, now).reserve(now) if self._all else now

    def paused_until(self, chat: Hashable, now: float) -> float:
        """Return the end of the last pause imposed on *chat*, usually in the past."""
        return self._chat(chat, now).paused_until

    def reserve(self, now: float) -> float:
        """Return when the limit over all chats allows the next message."""
        return self._all.reserve(now) if self._all else now

    def pause(self, chat: Hashable, until: float) -> None:
        """Send nothing to *chat* before *until*, as Telegram demanded."""
        pace = self._chat(chat, until)
        pace.paused_until = max(pace.paused_until, until)

    def _chat(self, chat: Hashable, now: float) -> ChatPace:
        if chat not in self._chats:
            if len(self._chats) >= MOST_IDLE_CHATS:
                self._forget_idle(now)
            self._chats[chat] = ChatPace(chat)
        return self._chats[chat]

    def _forget_idle(self, now: float) -> None:
        self._chats = {c: p for c, p in self._chats.items() if not p.is_idle(now)}
