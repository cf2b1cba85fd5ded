"""What follows a failed request, and what an attempt at an update comes to."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.inbox_table import MOST_TRIES, State
from bot.delivery.outcomes import (
    Event,
    Failure,
    Outcome,
    Step,
    after,
    is_reported,
    next_step,
    settled,
)

REFUSED, MIGRATED = Failure.REFUSED, Failure.MIGRATED
TOLD, NOT_DONE, IN_DOUBT = Failure.TOLD_TO_WAIT, Failure.NOT_DONE, Failure.IN_DOUBT
DELIVERED, UNSENT = Event.DELIVERED, Event.UNSENT
FAILED, HOPELESS, POSTPONED = Event.FAILED, Event.HOPELESS, Event.POSTPONED

histories = st.lists(st.sampled_from(Failure), min_size=1)
events = st.lists(st.sampled_from(Event))
tries_before = st.integers(0, MOST_TRIES - 1)


def outcome_of(events: list[Event]) -> Outcome:
    return reduce(after, events, Outcome.NOTHING_SENT)


@pytest.mark.parametrize(
    ("failures", "in_time", "late", "stopping"),
    [
        ([REFUSED], Step.REFUSE, Step.REFUSE, Step.REFUSE),
        ([NOT_DONE], Step.REPEAT, Step.PUT_OFF, Step.PUT_OFF),
        ([TOLD], Step.REPEAT, Step.REPEAT, Step.PUT_OFF),
        ([IN_DOUBT], Step.REPEAT, Step.PUT_OFF, Step.PUT_OFF),
        ([IN_DOUBT, IN_DOUBT], Step.PUT_OFF, Step.PUT_OFF, Step.PUT_OFF),
        ([IN_DOUBT, TOLD], Step.REPEAT, Step.REPEAT, Step.PUT_OFF),
        ([IN_DOUBT, NOT_DONE, IN_DOUBT], Step.PUT_OFF, Step.PUT_OFF, Step.PUT_OFF),
        ([MIGRATED], Step.REPEAT, Step.REPEAT, Step.PUT_OFF),
        ([MIGRATED, MIGRATED], Step.REFUSE, Step.REFUSE, Step.REFUSE),
        ([MIGRATED, NOT_DONE], Step.REPEAT, Step.PUT_OFF, Step.PUT_OFF),
        ([MIGRATED, TOLD], Step.REPEAT, Step.REPEAT, Step.PUT_OFF),
    ],
)
def test_what_follows_a_failed_request(
    failures: list[Failure], in_time: Step, late: Step, stopping: Step
) -> None:
    assert next_step(failures, late=False, stopping=False) is in_time
    assert next_step(failures, late=True, stopping=False) is late
    assert next_step(failures, late=False, stopping=True) is stopping


@given(histories, st.booleans(), st.booleans())
def test_a_request_is_repeated_after_one_lost_answer_and_one_migration_at_most(
    failures: list[Failure], late: bool, stopping: bool
) -> None:
    step = next_step(failures, late=late, stopping=stopping)

    often = failures.count(IN_DOUBT) > 1 or failures.count(MIGRATED) > 1
    assert not (often and step is Step.REPEAT)


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([], Outcome.NOTHING_SENT),
        ([DELIVERED], Outcome.DELIVERED),
        ([DELIVERED, DELIVERED], Outcome.DELIVERED),
        ([FAILED], Outcome.RETRY_SOON),
        ([UNSENT], Outcome.RETRY_LATER),
        ([FAILED, UNSENT], Outcome.RETRY_SOON),
        ([HOPELESS], Outcome.GIVEN_UP),
        ([HOPELESS, DELIVERED], Outcome.GIVEN_UP),
        ([DELIVERED, UNSENT], Outcome.GIVEN_UP),
        ([DELIVERED, FAILED], Outcome.GIVEN_UP),
        ([FAILED, DELIVERED], Outcome.GIVEN_UP),
        ([POSTPONED], Outcome.POSTPONED),
        ([POSTPONED, FAILED], Outcome.POSTPONED),
        ([POSTPONED, DELIVERED], Outcome.GIVEN_UP),
    ],
)
def test_what_an_attempt_comes_to(events: list[Event], outcome: Outcome) -> None:
    assert outcome_of(events) is outcome


@given(st.data(), events)
def test_the_order_of_events_does_not_matter(
    data: st.DataObject, events: list[Event]
) -> None:
    shuffled = data.draw(st.permutations(events))

    assert outcome_of(shuffled) is outcome_of(events)


@given(events, tries_before, st.booleans())
def test_an_update_of_which_anything_arrived_is_not_repeated(
    events: list[Event], tries: int, others_pass: bool
) -> None:
    outcome = outcome_of([*events, DELIVERED])

    state, _ = settled(outcome, tries, others_pass=others_pass)
    assert state is not State.WAITING


@given(events, tries_before, st.booleans())
def test_an_update_is_answered_exactly_if_nothing_failed(
    events: list[Event], tries: int, others_pass: bool
) -> None:
    state, _ = settled(outcome_of(events), tries, others_pass=others_pass)

    assert (state is State.ANSWERED) == (set(events) <= {DELIVERED})


def test_an_update_whose_handler_keeps_failing_is_given_up() -> None:
    states, tries = [], 0
    for _ in range(MOST_TRIES):
        state, tries = settled(Outcome.RETRY_SOON, tries, others_pass=False)
        states.append(state)

    assert states == [State.WAITING] * (MOST_TRIES - 1) + [State.GIVEN_UP]


def test_articles_out_of_reach_cost_an_update_one_try_at_most() -> None:
    tries = 0
    for _ in range(MOST_TRIES + 1):
        state, tries = settled(Outcome.POSTPONED, tries, others_pass=True)

    assert (state, tries) == (State.WAITING, 1)


@pytest.mark.parametrize(("others_pass", "counted"), [(False, 0), (True, 1)])
def test_an_outage_of_telegram_costs_an_update_no_try(
    others_pass: bool, counted: int
) -> None:
    waiting = settled(Outcome.RETRY_LATER, 0, others_pass=others_pass)

    assert waiting == (State.WAITING, counted)


@pytest.mark.parametrize(
    ("event", "outcome", "tries", "reported"),
    [
        (FAILED, Outcome.RETRY_SOON, 0, False),
        (FAILED, Outcome.RETRY_SOON, MOST_TRIES - 1, True),
        (FAILED, Outcome.GIVEN_UP, 0, True),
        (HOPELESS, Outcome.GIVEN_UP, 0, True),
        (UNSENT, Outcome.RETRY_LATER, 0, False),
        # Words about it would not arrive either.
        (UNSENT, Outcome.RETRY_LATER, MOST_TRIES - 1, False),
        (UNSENT, Outcome.GIVEN_UP, 0, False),
        (POSTPONED, Outcome.POSTPONED, 0, True),
        (POSTPONED, Outcome.POSTPONED, 1, False),
    ],
)
def test_a_user_is_told_of_a_failure_that_is_final(
    event: Event, outcome: Outcome, tries: int, reported: bool
) -> None:
    assert is_reported(event, outcome, tries) is reported
