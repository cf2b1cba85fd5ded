"""How much work one person may cause."""

from collections import OrderedDict
from dataclasses import dataclass
from enum import IntEnum

from telegram import Message

from bot.delivery.sender import current_attempt

BUDGET = 60
"""What a person may spend within WINDOW_SECONDS: 20 questions, or 60 taps."""

WINDOW_SECONDS = 60.0
MOST_PEOPLE = 10_000
"""The most people to remember; the least recently active are forgotten first."""


class Cost(IntEnum):
    """What an update takes of a person's budget."""

    TAP = 1
    """Of an inline query, too: one is made at each pause while somebody types."""
    MESSAGE = 3
    FILE = 31
    """More than half of the budget: one per window."""


@dataclass(slots=True)
class _Person:
    # When each unit of the budget was spent.
    spent: tuple[float, ...] = ()
    told: float = float("-inf")

    def last_moment(self) -> float:
        return max([self.told, *self.spent[-1:]])


class RateLimit:
    """Counts what each person spends, up to BUDGET in any WINDOW_SECONDS."""

    def __init__(self) -> None:
        # Least recently active first.
        self._people: OrderedDict[int, _Person] = OrderedDict()

    def __len__(self) -> int:
        """Return how many people are remembered."""
        return len(self._people)

    def seconds_to_wait(self, user_id: int, at: float, cost: int = Cost.MESSAGE) -> int:
        """Spend *cost* at a Unix time and return 0, or the seconds to wait.

        What has to wait is not counted, and what is attempted again costs nothing more.
        """
        attempt = current_attempt.get()
        if attempt and attempt.is_repeated:
            return 0
        self._forget(at)
        person = self._people.get(user_id, _Person())
        # Messages have Telegram's time and taps have ours: where that is ahead, a tap
        # counts as made now, or it would count for longer than a window.
        recent = (min(then, at) for then in person.spent)
        person.spent = tuple(then for then in recent if then > at - WINDOW_SECONDS)
        over = len(person.spent) + cost - BUDGET
        if over > 0:
            return max(1, round(person.spent[over - 1] + WINDOW_SECONDS - at))
        person.spent += (at,) * cost
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
        """Forget people who spent nothing and were told nothing for a window."""
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


def person_of(message: Message) -> int:
    """Return the id of the person or chat that wrote *message*."""
    # Who writes in the name of a group or a channel shares the user with all others.
    sender = message.sender_chat or message.from_user
    return sender.id if sender else message.chat_id


def moment_of(message: Message) -> float:
    """Return when it was written: what waited while the bot was away was no rush."""
    return (message.edit_date or message.date).timestamp()
