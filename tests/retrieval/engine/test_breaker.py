"""When requests are refused, by a clock that only the tests turn."""

from contextlib import suppress

import pytest

from retrieval import EngineUnavailableError
from retrieval.engine.breaker import (
    OPEN_SECONDS,
    CircuitBreaker,
    LateError,
    OutOfTimeError,
)


class Engine:
    """Requests through a breaker, counted when they are let through."""

    def __init__(self) -> None:
        self.asked = 0
        self.seconds = 0.0
        self.breaker = CircuitBreaker(lambda: self.seconds)

    def ask(self, error: Exception | None = None) -> bool:
        """Return whether a request was let through; it fails with *error*."""
        before = self.asked
        with suppress(EngineUnavailableError), self.breaker.request():
            self.asked += 1
            if error:
                raise error
        return self.asked > before


@pytest.fixture
def engine() -> Engine:
    return Engine()


def test_requests_are_refused_after_one_that_was_late(engine: Engine) -> None:
    assert engine.ask(LateError())

    assert not engine.ask()
    with pytest.raises(EngineUnavailableError), engine.breaker.request():
        pytest.fail("the request was let through")


def test_after_a_while_one_request_is_let_through(engine: Engine) -> None:
    engine.ask(LateError())
    engine.seconds += OPEN_SECONDS

    with engine.breaker.request():
        assert not engine.ask()


def test_a_request_that_ends_in_time_lets_all_others_through(engine: Engine) -> None:
    engine.ask(LateError())
    engine.seconds += OPEN_SECONDS

    assert engine.ask()
    assert engine.ask()


def test_a_request_that_is_late_again_has_others_wait_as_long(engine: Engine) -> None:
    engine.ask(LateError())
    engine.seconds += OPEN_SECONDS
    with suppress(LateError), engine.breaker.request():
        engine.seconds += OPEN_SECONDS / 2
        raise LateError

    engine.seconds += OPEN_SECONDS / 2
    assert not engine.ask()
    engine.seconds += OPEN_SECONDS / 2
    assert engine.ask()


@pytest.mark.parametrize("error", [None, EngineUnavailableError("busy")])
def test_what_fails_in_time_is_no_reason_to_refuse_others(
    engine: Engine, error: Exception | None
) -> None:
    assert engine.ask(error)
    assert engine.ask(error)


def test_a_late_request_among_others_that_are_not_has_none_refused(
    engine: Engine,
) -> None:
    with suppress(LateError), engine.breaker.request():
        assert engine.ask()
        raise LateError

    assert engine.ask()


def test_a_request_that_had_too_little_time_has_none_refused(engine: Engine) -> None:
    assert engine.ask(OutOfTimeError())
    assert engine.ask()


def test_a_request_that_had_too_little_time_does_not_let_others_through(
    engine: Engine,
) -> None:
    engine.ask(LateError())
    engine.seconds += OPEN_SECONDS

    assert engine.ask(OutOfTimeError())
    assert not engine.ask()
