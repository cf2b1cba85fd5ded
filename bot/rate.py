"""How fast one person may ask."""

from collections import OrderedDict, deque

MOST_QUESTIONS = 20
WINDOW_SECONDS = 60.0
MOST_PEOPLE = 10_000
"""How many people are watched at once; the one who asked longest ago is forgotten."""


class RateLimit:
    """Counts the questions of each person, up to MOST_QUESTIONS in WINDOW_SECONDS."""

    def __init__(self) -> None:
        self._asked: OrderedDict[int, deque[float]] = OrderedDict()
        self._told: dict[int, float] = {}

    def seconds_to_wait(self, user_id: int, at: float) -> int:
        """Count a question that was asked *at* some second; 0 if it may be answered.

        What has to wait is not counted.
        """
        asked = self._asked.setdefault(user_id, deque())
        self._asked.move_to_end(user_id)
        while asked and asked[0] <= at - WINDOW_SECONDS:
            asked.popleft()
        if len(asked) >= MOST_QUESTIONS:
            return max(1, round(asked[0] + WINDOW_SECONDS - at))
        asked.append(at)
        if len(self._asked) > MOST_PEOPLE:
            forgotten, _ = self._asked.popitem(last=False)
            self._told.pop(forgotten, None)
        return 0

    def is_first_notice(self, user_id: int, at: float) -> bool:
        """Tell whether to say so, True once a window."""
        if at < self._told.get(user_id, float("-inf")) + WINDOW_SECONDS:
            return False
        self._told[user_id] = at
        return True
