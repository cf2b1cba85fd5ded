"""When a request is repeated, and when an update is answered, repeated or given up.

All of it is pure. A request is decided on after each failure, by `next_step`; when it
ends, or a handler fails, that is an event of its update, and `after` gives the outcome.

An answer arrives twice at most: a request whose answer was lost is repeated once, and
an update of which anything has surely arrived is never repeated.
"""

from collections.abc import Sequence
from enum import Enum, auto

from .inbox_table import MOST_TRIES, State


class Failure(Enum):
    """Why a request did not succeed."""

    REFUSED = auto()
    """Telegram would refuse it again."""
    MIGRATED = auto()
    """The chat has become another one, which the request can go to."""
    TOLD_TO_WAIT = auto()
    """Telegram names the time after which to send it again."""
    NOT_DONE = auto()
    """It had no effect, and may have one another time."""
    IN_DOUBT = auto()
    """It may have had its effect: only the answer may be lost."""


class Step(Enum):
    """What follows the failure of a request."""

    REPEAT = auto()
    """Make the request again, in the new chat if there is one."""
    PUT_OFF = auto()
    """Leave it to a later attempt at its update."""
    REFUSE = auto()
    """Leave it for good."""


def next_step(failures: Sequence[Failure], *, late: bool, stopping: bool) -> Step:
    """Return what follows the last of a request's *failures*.

    *late* means that it has been tried for long enough.
    """
    last = failures[-1]
    if last is Failure.REFUSED or failures.count(Failure.MIGRATED) > 1:
        return Step.REFUSE
    # Once more is a double at worst; oftener would be pestering.
    if stopping or failures.count(Failure.IN_DOUBT) > 1:
        return Step.PUT_OFF
    if late and last not in (Failure.TOLD_TO_WAIT, Failure.MIGRATED):
        return Step.PUT_OFF
    return Step.REPEAT


class Event(Enum):
    """What happens during an attempt at answering an update."""

    DELIVERED = auto()
    """A request has surely had its effect."""
    UNSENT = auto()
    """A request was put off."""
    FAILED = auto()
    """A handler failed."""
    HOPELESS = auto()
    """Telegram refused a request, or the update cannot be parsed."""


class Outcome(Enum):
    """What an attempt comes to if nothing else happens."""

    NOTHING_SENT = auto()
    """Nothing was sent and nothing failed: the update counts as answered."""
    DELIVERED = auto()
    """All that was sent has arrived: the update is answered."""
    RETRY_SOON = auto()
    """A handler failed before anything arrived: call it again."""
    RETRY_LATER = auto()
    """Telegram was out of reach: call the handler again when that may be over."""
    GIVEN_UP = auto()
    """Another attempt would fail again, or send again what has arrived."""


_EVENTS = (Event.DELIVERED, Event.UNSENT, Event.FAILED, Event.HOPELESS)
_GIVEN_UP = Outcome.GIVEN_UP
_SOON, _LATER = Outcome.RETRY_SOON, Outcome.RETRY_LATER

# A row an outcome so far, a column an event.
_AFTER = {
    Outcome.NOTHING_SENT: (Outcome.DELIVERED, _LATER, _SOON, _GIVEN_UP),
    Outcome.DELIVERED: (Outcome.DELIVERED, _GIVEN_UP, _GIVEN_UP, _GIVEN_UP),
    Outcome.RETRY_SOON: (_GIVEN_UP, _SOON, _SOON, _GIVEN_UP),
    Outcome.RETRY_LATER: (_GIVEN_UP, _LATER, _SOON, _GIVEN_UP),
    Outcome.GIVEN_UP: (_GIVEN_UP, _GIVEN_UP, _GIVEN_UP, _GIVEN_UP),
}


def after(outcome: Outcome, event: Event) -> Outcome:
    """Return the outcome of an attempt once *event* has happened, too."""
    return _AFTER[outcome][_EVENTS.index(event)]


def settled(outcome: Outcome, tries: int, *, others_pass: bool) -> tuple[State, int]:
    """Return what becomes of an update, and how many of its tries have ended badly.

    *tries* had before this attempt; *others_pass* means that meanwhile some request
    succeeded.
    """
    if outcome in (Outcome.NOTHING_SENT, Outcome.DELIVERED):
        return State.ANSWERED, 0
    # While nothing passes, it is Telegram that fails, not this update.
    tries += outcome is not Outcome.RETRY_LATER or others_pass
    if outcome is Outcome.GIVEN_UP or tries >= MOST_TRIES:
        return State.GIVEN_UP, tries
    return State.WAITING, tries


def is_reported(event: Event, outcome: Outcome, tries: int) -> bool:
    """Return whether to tell the user of a failed *event* that led to *outcome*."""
    # Words about what cannot be sent could not be sent either.
    if event is Event.UNSENT:
        return False
    state, _ = settled(outcome, tries, others_pass=True)
    return state is State.GIVEN_UP
