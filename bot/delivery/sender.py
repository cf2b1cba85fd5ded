"""How a request gets to Telegram: paced, a few at a time, and retried if it failed."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from telegram import MessageEntity
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    RetryAfter,
    TelegramError,
)
from telegram.ext import BaseRateLimiter

from bot.limits import MESSAGE_UNITS, utf16_length

from .backoff import backoff
from .http_client import AnswerLostError
from .metrics import Metrics
from .outcomes import Event, Failure, Outcome, Step, after, next_step
from .pacing import Pace
from .raw_updates import Json

MOST_IN_FLIGHT = 24
"""Requests at once: if the process is killed, up to this many answers come twice."""

ANSWER_SECONDS = 10
"""How long to wait for Telegram's answer to a request."""

PERSISTENCE_SECONDS = 60
"""How long a request is retried, before its update waits in the inbox."""

WARNING_SECONDS = 60
"""The least time between two log lines about failed requests."""

Result = bool | Json | list[Json]
Call = Callable[[Json], Coroutine[Any, Any, Result]]

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Attempt:
    """An attempt at answering an update, after *tries* that failed."""

    tries: int
    is_repeated: bool = False
    """Whether there was an attempt before, even one that does not count as a try."""
    outcome: Outcome = Outcome.NOTHING_SENT
    opening: str = ""
    """Text to put before the first message that is sent."""
    in_flight: int = 0
    """Requests that are on their way to Telegram."""
    on_request: Callable[[], None] = lambda: None
    """Called before each request."""

    def note(self, event: Event) -> None:
        """Update the outcome after *event*."""
        self.outcome = after(self.outcome, event)


class UnsentError(TelegramError):
    """A request was put off; it may succeed later."""


current_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)
"""The attempt that a task's requests belong to; None for those at start."""


class Sender(BaseRateLimiter[None]):
    """Makes the requests of the library's `Bot` keep limits and survive failures.

    A request that Telegram refuses raises the library's error, and one that is put off
    UnsentError. If *stopping*, no request is repeated.
    """

    def __init__(self, pace: Pace, metrics: Metrics) -> None:
        self.last_success = 0.0
        self.stopping = False
        self._pace = pace
        self._metrics = metrics
        self._turn = asyncio.Lock()
        self._slots = asyncio.Semaphore(MOST_IN_FLIGHT)
        self._warned = -float("inf")

    async def initialize(self) -> None:
        """Do nothing; the library requires the method."""

    async def shutdown(self) -> None:
        """Do nothing; the library requires the method."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: Json,
        endpoint: str,
        data: Json,
        rate_limit_args: None,
    ) -> Result:
        """Make the request `callback(endpoint, data, **kwargs)`, paced and retried."""
        attempt = current_attempt.get()
        if attempt is None:
            return await callback(endpoint, data, **kwargs)
        attempt.on_request()
        if attempt.opening and endpoint == "sendMessage":
            data = _opened(data, attempt.opening)
            attempt.opening = ""
        call = partial(callback, endpoint, **kwargs)
        return await self._persist(call, data, attempt)

    async def _persist(self, call: Call, data: Json, attempt: Attempt) -> Result:
        pauses = map(backoff, count())
        give_up_at = time.monotonic() + PERSISTENCE_SECONDS
        failures: list[Failure] = []
        while True:
            chat = data.get("chat_id")
            await self._wait_for_turn(chat)
            try:
                return await self._call(call, data, attempt)
            except TelegramError as error:
                failures.append(_failure(error, data))
                late = time.monotonic() > give_up_at
                step = next_step(failures, late=late, stopping=self.stopping)
                self._note_failure(error, step)
                if step is Step.REFUSE:
                    raise
                if step is Step.PUT_OFF:
                    raise UnsentError("put off") from error
                if isinstance(error, ChatMigrated):
                    data = _moved(data, error.new_chat_id)
                else:
                    await self._pause_after(error, chat, next(pauses))

    async def _call(self, call: Call, data: Json, attempt: Attempt) -> Result:
        async with self._slots:
            attempt.in_flight += 1
            try:
                result = await call(data)
            finally:
                attempt.in_flight -= 1
        attempt.note(Event.DELIVERED)
        self.last_success = time.monotonic()
        self._metrics.requests.labels("done").inc()
        return result

    async def _wait_for_turn(self, chat: Hashable | None) -> None:
        if chat is None:
            return
        await _sleep_until(self._pace.reserve_in_chat(chat, time.monotonic()))
        await _sleep_until(self._pace.paused_until(chat, time.monotonic()))
        # One at a time, so that a stall is not followed by a burst.
        async with self._turn:
            await _sleep_until(self._pace.reserve(time.monotonic()))

    async def _pause_after(
        self, error: TelegramError, chat: Hashable | None, seconds: float
    ) -> None:
        if not isinstance(error, RetryAfter):
            await asyncio.sleep(seconds)
        elif chat is None:
            await asyncio.sleep(seconds_told(error))
        else:
            # The pause holds for this chat only, and for all its requests.
            self._pace.pause(chat, time.monotonic() + seconds_told(error))

    def _note_failure(self, error: TelegramError, step: Step) -> None:
        if step is Step.REFUSE:
            self._metrics.requests.labels("refused").inc()
            return
        self._metrics.requests.labels("failed").inc()
        if time.monotonic() > self._warned + WARNING_SECONDS:
            self._warned = time.monotonic()
            logger.warning("Sending fails (%s), trying on", kind_of(error))


def seconds_told(error: RetryAfter) -> float:
    """Return how long Telegram wants us to wait, plus a margin."""
    told = error.retry_after
    return 0.1 + (told.total_seconds() if isinstance(told, timedelta) else told)


def kind_of(error: BaseException) -> str:
    """Name an error without its text, which may hold the token or the question."""
    cause = error.__cause__
    return type(cause or error).__name__


def _failure(error: TelegramError, data: Json) -> Failure:
    match error:
        # The new chat does not have the message that is to be edited.
        case ChatMigrated() if "message_id" not in data:
            return Failure.MIGRATED
        case BadRequest() | ChatMigrated() | Forbidden():
            return Failure.REFUSED
        case RetryAfter():
            return Failure.TOLD_TO_WAIT
        case AnswerLostError():
            return Failure.IN_DOUBT
    # The library raises its base error if a response is not JSON.
    return Failure.IN_DOUBT if type(error) is TelegramError else Failure.NOT_DONE


def _moved(data: Json, chat: int) -> Json:
    """Return *data* for the *chat* that has replaced the old one."""
    # The id of the message to reply to means nothing, or another one, there.
    return {name: data[name] for name in data if name != "reply_parameters"} | {
        "chat_id": chat
    }


def _opened(data: Json, opening: str) -> Json:
    """Return *data* with *opening* before the text, if it fits."""
    text = opening + data["text"]
    if utf16_length(text) > MESSAGE_UNITS:
        return data
    entities = MessageEntity.shift_entities(opening, data.get("entities") or ())
    return data | {"text": text, "entities": entities}


async def _sleep_until(moment: float) -> None:
    seconds = moment - time.monotonic()
    if seconds > 0:
        await asyncio.sleep(seconds)
