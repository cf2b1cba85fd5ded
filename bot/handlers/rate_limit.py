"""How fast one person may ask."""

from collections import OrderedDict
from dataclasses import dataclass, field

MOST_QUESTIONS = 20
WINDOW_SECONDS = 60.0
MOST_PEOPLE = 10_000
"""The most people to remember; the least recently active are forgotten first."""


@dataclass(slots=True)
class _Person:
    asked: list[float] = field(default_factory=list)
    told: float = float("-inf")

    def last_moment(self) -> float:
        return max([self.told, *self.asked[-1:]])


class RateLimit:
    """Allows each person MOST_QUESTIONS in any WINDOW_SECONDS."""

    def __init__(self) -> None:
        # Least recently active first.
        self._people: OrderedDict[int, _Person] = OrderedDict()

    def __len__(self) -> int:
        """Return how many people are remembered."""
        return len(self._people)

    def seconds_to_wait(self, user_id: int, at: float) -> int:
        """Count a question asked *at* a Unix time and return 0, or seconds to wait."""
        self._forget(at)
        person = self._people.get(user_id, _Person())
        person.asked = [then for then in person.asked if then > at - WINDOW_SECONDS]
        if len(person.asked) >= MOST_QUESTIONS:
            return max(1, round(person.asked[0] + WINDOW_SECONDS - at))
        person.asked.append(at)
        self._keep(user_id, person)
        return 0

    def is_first_notice(self, user_id: int, at: float) -> bool:
        """Return whether to tell the person to wait: once per window."""
        person = self._people.get(user_id, _Person())
        if at < person.told + WINDOW_SECONDS:
            return False
        person.told = at
        self._keep(user_id, person)
        return True

    def _forget(self, at: float) -> None:
        """Forget people who asked nothing and were told nothing for a window."""
        while self._people:
            user_id, person = next(iter(self._people.items()))
            if person.last_moment() > at - WINDOW_SECONDS:
                break
            del self._people[user_id]

    def _keep(self, user_id: int, person: _Person) -> None:
        self._people[user_id] = person
        self._people.move_to_end(user_id)
        if len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
