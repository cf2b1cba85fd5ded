"""When a request is repeated, and when an update is answered, retried or given up.

All functions are pure. After each failure of a request, `next_step` decides. The end of
a request and the failure of a handler are events of an update, which `after` folds into
its outcome.

An answer arrives at most twice: a request whose response was lost is repeated once, and
an update is never retried after a part of its answer is known to have arrived.
"""

from collections.abc import Sequence
from enum import Enum, auto

from .inbox_table import MOST_TRIES, State


class Failure(Enum):
    """Why a request did not succeed."""

    REFUSED = auto()
    """Telegram would refuse it again."""
    MIGRATED = auto()
    """The chat has a new id, to which the request can be sent."""
    TOLD_TO_WAIT = auto()
    """Telegram says how long to wait before sending it again."""
    NOT_DONE = auto()
    """It had no effect, but may succeed later."""
    IN_DOUBT = auto()
    """It may have had its effect, and only the response was lost."""


class Step(Enum):
    """What follows the failure of a request."""

    REPEAT = auto()
    """Send the request again, to the new chat if there is one."""
    PUT_OFF = auto()
    """Leave the request to a later attempt at its update."""
    REFUSE = auto()
    """Never send the request again."""


def next_step(failures: Sequence[Failure], *, late: bool, stopping: bool) -> Step:
    """Return what follows the last of *failures*; *late* means that time is up."""
    last = failures[-1]
    if last is Failure.REFUSED or failures.count(Failure.MIGRATED) > 1:
        return Step.REFUSE
    # One repetition means one duplicate at worst; more would pester the user.
    if stopping or failures.count(Failure.IN_DOUBT) > 1:
        return Step.PUT_OFF
    if late and last not in (Failure.TOLD_TO_WAIT, Failure.MIGRATED):
        return Step.PUT_OFF
    return Step.REPEAT


class Event(Enum):
    """What happens during an attempt at answering an update."""

    DELIVERED = auto()
    """A request has succeeded."""
    UNSENT = auto()
    """A request was put off."""
    FAILED = auto()
    """A handler failed."""
    HOPELESS = auto()
    """Telegram refused a request, or the update cannot be parsed."""
    POSTPONED = auto()
    """The articles are out of reach."""


class Outcome(Enum):
    """What an attempt comes to if nothing else happens."""

    NOTHING_SENT = auto()
    """Nothing was sent and nothing failed: the update counts as answered."""
    DELIVERED = auto()
    """All that was sent has arrived: the update is answered."""
    RETRY_SOON = auto()
    """A handler failed before anything arrived: call it again."""
    RETRY_LATER = auto()
    """Telegram was out of reach: call the handler again after a longer pause."""
    GIVEN_UP = auto()
    """Another attempt would fail again, or send a duplicate."""
    POSTPONED = auto()
    """The articles were out of reach: call the handler again after a longer pause,
    however often that takes."""


_EVENTS = (
    Event.DELIVERED,
    Event.UNSENT,
    Event.FAILED,
    Event.HOPELESS,
    Event.POSTPONED,
)
_GIVEN_UP = Outcome.GIVEN_UP
_SOON, _LATER = Outcome.RETRY_SOON, Outcome.RETRY_LATER
_POSTPONED = Outcome.POSTPONED

# A row for each outcome so far, a column for each event.
_AFTER = {
    Outcome.NOTHING_SENT: (Outcome.DELIVERED, _LATER, _SOON, _GIVEN_UP, _POSTPONED),
    Outcome.DELIVERED: (Outcome.DELIVERED, _GIVEN_UP, _GIVEN_UP, _GIVEN_UP, _GIVEN_UP),
    Outcome.RETRY_SOON: (_GIVEN_UP, _SOON, _SOON, _GIVEN_UP, _POSTPONED),
    Outcome.RETRY_LATER: (_GIVEN_UP, _LATER, _SOON, _GIVEN_UP, _POSTPONED),
    Outcome.GIVEN_UP: (_GIVEN_UP, _GIVEN_UP, _GIVEN_UP, _GIVEN_UP, _GIVEN_UP),
    Outcome.POSTPONED: (_GIVEN_UP, _POSTPONED, _POSTPONED, _GIVEN_UP, _POSTPONED),
}


def after(outcome: Outcome, event: Event) -> Outcome:
    """Return the outcome of an attempt after *event*."""
    return _AFTER[outcome][_EVENTS.index(event)]


def settled(outcome: Outcome, tries: int, *, others_pass: bool) -> tuple[State, int]:
    """Return the new state of an update, and how many of its tries have failed.

    *tries* had failed before this attempt; *others_pass* means that some request
    succeeded during it.
    """
    if outcome in (Outcome.NOTHING_SENT, Outcome.DELIVERED):
        return State.ANSWERED, 0
    if outcome is Outcome.POSTPONED:
        # One try is noted, so that the user is told only once.
        return State.WAITING, max(tries, 1)
    # While no request succeeds, the fault is Telegram's, not this update's.
    tries += outcome is not Outcome.RETRY_LATER or others_pass
    if outcome is Outcome.GIVEN_UP or tries >= MOST_TRIES:
        return State.GIVEN_UP, tries
    return State.WAITING, tries


def is_reported(event: Event, outcome: Outcome, tries: int) -> bool:
    """Return whether to tell the user about a failure that led to *outcome*."""
    # If the answer cannot be sent, a notice about that cannot be sent either.
    if event is Event.UNSENT:
        return False
    if outcome is Outcome.POSTPONED:
        return tries == 0
    state, _ = settled(outcome, tries, others_pass=True)
    return state is State.GIVEN_UP
