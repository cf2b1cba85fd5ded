"""How a request gets to Telegram: paced, a few at a time, and again if it failed."""

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

from .backoff import backoff
from .http_client import AnswerLostError
from .metrics import Metrics
from .pacing import Pace
from .shortening import utf16_length
from .telegram_text import MOST_UNITS

MOST_IN_FLIGHT = 24
"""Requests at once. If the process is killed, up to as many answers come twice."""

ANSWER_SECONDS = 10
"""How long to wait for Telegram's answer to a request."""

PERSISTENCE_SECONDS = 60
"""How long a request is tried again; its update then waits in the inbox."""

WARNING_SECONDS = 60
"""The least time between two lines of the log about failed requests."""

Json = dict[str, Any]
Result = bool | Json | list[Json]
Call = Callable[[], Coroutine[Any, Any, Result]]

logger = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Attempt:
    """A try at answering an update; *on_sending* is called before each request."""

    on_sending: Callable[["Attempt"], None]
    prepared: bool = False
    """There is something to send."""
    opening: str = ""
    """What goes before the first text that is sent."""
    in_flight: int = 0
    """Requests that are on their way to Telegram."""
    delivered: bool = False
    """A request has surely had its effect."""
    unsent: bool = False
    """A request failed for good that may succeed another time."""
    failed: bool = False
    """Something else went wrong."""
    last: bool = False
    """There will be no further try."""


current_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)
"""What the requests of a task belong to; those at start belong to no attempt."""


class Sender(BaseRateLimiter[None]):
    """Makes the requests of the library's `Bot` keep limits and survive failures.

    Errors reach the caller when Telegram refuses a request, or when it has failed too
    often, or once if *stopping*; except for the first case the attempt is ``unsent``.
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
        """Do nothing; the library asks for it."""

    async def shutdown(self) -> None:
        """Do nothing; the library asks for it."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: Json,
        endpoint: str,
        data: Json,
        rate_limit_args: None,
    ) -> Result:
        """Make a request of the library; it is `callback(endpoint, data, **kwargs)`."""
        attempt = current_attempt.get()
        if attempt is None:
            return await callback(endpoint, data, **kwargs)
        attempt.on_sending(attempt)
        if attempt.opening and endpoint == "sendMessage":
            data = _opened(data, attempt.opening)
            attempt.opening = ""
        call = partial(callback, endpoint, data, **kwargs)
        return await self._persist(call, data.get("chat_id"), attempt)

    async def _persist(
        self, call: Call, chat: Hashable | None, attempt: Attempt
    ) -> Result:
        pauses = map(backoff, count())
        give_up_at = time.monotonic() + PERSISTENCE_SECONDS
        in_doubt = 0
        while True:
            await self._wait_for_turn(chat)
            try:
                return await self._call(call, attempt)
            except (BadRequest, ChatMigrated, Forbidden):
                self._metrics.requests.labels("refused").inc()
                raise
            except TelegramError as error:
                self._note_failure(error)
                in_doubt += _may_have_arrived(error)
                told = isinstance(error, RetryAfter)
                late = time.monotonic() > give_up_at and not told
                # Once more is a double at worst; oftener would be pestering.
                if in_doubt > 1 or late or self.stopping:
                    attempt.unsent = True
                    raise
                await self._pause_after(error, chat, next(pauses))

    async def _call(self, call: Call, attempt: Attempt) -> Result:
        async with self._slots:
            attempt.in_flight += 1
            try:
                result = await call()
            finally:
                attempt.in_flight -= 1
        attempt.delivered = True
        self.last_success = time.monotonic()
        self._metrics.requests.labels("done").inc()
        return result

    async def _wait_for_turn(self, chat: Hashable | None) -> None:
        if chat is None:
            return
        await _sleep_until(self._pace.reserve_in_chat(chat, time.monotonic()))
        await _sleep_until(self._pace.paused_until(chat, time.monotonic()))
        # One after the other: after a stall there must be no rush to catch up.
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
            # It is for this chat alone, and for whatever else it is to get.
            self._pace.pause(chat, time.monotonic() + seconds_told(error))

    def _note_failure(self, error: TelegramError) -> None:
        self._metrics.requests.labels("failed").inc()
        if time.monotonic() > self._warned + WARNING_SECONDS:
            self._warned = time.monotonic()
            logger.warning("Sending fails (%s), trying on", kind_of(error))


def seconds_told(error: RetryAfter) -> float:
    """Return how long Telegram wants us to wait, and a little more."""
    told = error.retry_after
    return 0.1 + (told.total_seconds() if isinstance(told, timedelta) else told)


def kind_of(error: BaseException) -> str:
    """Name an error without its text, which may hold the token or the question."""
    cause = error.__cause__
    return type(cause or error).__name__


def _may_have_arrived(error: TelegramError) -> bool:
    """Tell whether Telegram may have done what a failed request asked for."""
    # A body that is no JSON makes the library raise its plainest error.
    return isinstance(error, AnswerLostError) or type(error) is TelegramError


def _opened(data: Json, opening: str) -> Json:
    """Put *opening* before the text if there is room."""
    text = opening + data["text"]
    if utf16_length(text) > MOST_UNITS:
        return data
    entities = MessageEntity.shift_entities(opening, data.get("entities") or ())
    return data | {"text": text, "entities": entities}


async def _sleep_until(moment: float) -> None:
    seconds = moment - time.monotonic()
    if seconds > 0:
        await asyncio.sleep(seconds)
