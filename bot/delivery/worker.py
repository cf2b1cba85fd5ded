"""From the inbox to the handlers: each update is retried until it is answered."""

import asyncio
import json
import logging
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import Application, ApplicationHandlerStop, ContextTypes

from bot.locales.choice import strings_for
from bot.logs import OncePerMinute
from retrieval import EngineError
from retrieval.errors import EngineRefusalError

from .backoff import backoff
from .inbox import Inbox
from .inbox_table import Entry, Result, State
from .metrics import Metrics
from .outcomes import Event, Outcome, is_reported, settled
from .raw_updates import Json
from .sender import Attempt, Sender, UnsentError, current_attempt

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

MOST_AT_ONCE = 256
"""Updates at work at once; most only wait for their turn to be sent."""

MOST_IN_PREPARATION = 8
"""Updates being prepared, not yet waiting to be sent; more would delay sending."""

ENGINE_PATIENCE_SECONDS = 1.0
"""An update that takes longer is assumed to be waiting for the search engine."""

LATE_SECONDS = 5 * 60
"""The answer to a message older than this begins with an apology."""

EXPIRED_SECONDS = 60
"""The age at which Telegram no longer accepts answers to taps and inline queries."""

FIRST_PAUSE_SECONDS = 0.1
FIRST_PAUSE_UNSENT_SECONDS = 2.0
LONGEST_PAUSE_UNSENT_SECONDS = 128.0

POSTPONED_SECONDS = (5.0, 15.0)
"""The pause while the articles are out of reach: not all are to come back at once."""

CHECK_SECONDS = 1
"""How often to look for updates that other replicas have added or released."""

HOUSEKEEPING_SECONDS = 10
"""How often to look for dead replicas, and to delete old updates."""

DISK_PAUSE_SECONDS = 1

logger = logging.getLogger(__name__)


Claim = Callable[[int], bool]
"""Returns, in a thread, whether this host is to answer an update; raises EngineError.
While it does, updates wait.
"""


class Delivery:
    """Hands updates to handlers, which must be blocking, as they are by default.

    An update is answered when its handlers have returned with nothing left unsent, or
    if another host has a *claim* to it. One that is prepared for longer than *patience*
    seconds holds up no others.
    """

    def __init__(
        self,
        application: AnyApplication,
        inbox: Inbox,
        sender: Sender,
        metrics: Metrics,
        claim: Claim | None = None,
        patience: float | None = None,
    ) -> None:
        self._application = application
        self._claim = claim
        self._patience = patience
        self._inbox = inbox
        self._sender = sender
        self._metrics = metrics
        self._work: dict[asyncio.Task[None], tuple[Entry, Attempt]] = {}
        self._results: list[Result] = []
        self._harmless: list[int] = []
        self._changed = asyncio.Event()
        self._preparation = asyncio.Semaphore(MOST_IN_PREPARATION)
        self._failures = OncePerMinute()

    async def accept(self, updates: Sequence[Json]) -> None:
        """Save *updates*, to be answered by `run`; raises sqlite3.Error."""
        self._metrics.received.inc(await self._inbox.add(updates))
        self._changed.set()

    async def run(self) -> None:
        """Work until cancelled; call `finish` then."""
        housekeeping_at = 0.0
        while True:
            self._changed.clear()
            try:
                if time.monotonic() >= housekeeping_at:
                    await self._inbox.clean_up()
                    housekeeping_at = time.monotonic() + HOUSEKEEPING_SECONDS
                await self._exchange(limit=MOST_AT_ONCE - len(self._work))
            except sqlite3.Error as error:
                if self._failures.due():
                    kind = type(error).__name__
                    logger.error("The inbox fails (%s), trying on", kind)
                await asyncio.sleep(DISK_PAUSE_SECONDS)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(CHECK_SECONDS):
                        await self._changed.wait()

    async def finish(self, *, seconds: float) -> None:
        """Let requests that are under way finish; all else stays in the inbox."""
        self._sender.stopping = True
        for task, (_, attempt) in self._work.items():
            if attempt.outcome is Outcome.NOTHING_SENT and not attempt.in_flight:
                task.cancel()
        if self._work:
            await asyncio.wait(self._work.keys(), timeout=seconds)
        for task in self._work:
            task.cancel()
        # If that fails, so does closing the inbox, which logs it.
        with suppress(sqlite3.Error):
            await self._exchange(limit=0)

    async def _exchange(self, *, limit: int) -> None:
        results, harmless = len(self._results), len(self._harmless)
        entries = await self._inbox.exchange(
            self._results[:results],
            harmless=self._harmless[:harmless],
            limit=limit,
            alone=not self._work,
        )
        # Both may have grown in the meantime.
        del self._results[:results], self._harmless[:harmless]
        for entry in entries:
            self._begin(entry)

    def _begin(self, entry: Entry) -> None:
        attempt = Attempt(entry.tries, entry.is_repeated)
        task = asyncio.create_task(self._answer(entry, attempt))
        self._work[task] = entry, attempt
        task.add_done_callback(partial(self._settle, began=time.monotonic()))

    async def _answer(self, entry: Entry, attempt: Attempt) -> None:
        await self._preparation.acquire()
        # Preparation ends with the first request, with the handler, or when it is long.
        with ExitStack() as preparation:
            preparation.callback(self._preparation.release)
            if self._patience is not None:
                loop = asyncio.get_running_loop()
                loop.call_later(self._patience, preparation.close)
            attempt.on_request = partial(self._on_request, entry, preparation)
            await self._handle(entry, attempt)

    def _on_request(self, entry: Entry, preparation: ExitStack) -> None:
        self._harmless.append(entry.update_id)
        preparation.close()

    async def _handle(self, entry: Entry, attempt: Attempt) -> None:
        current_attempt.set(attempt)
        update = Update.de_json(json.loads(entry.body), self._application.bot)
        if _is_expired(update, entry) or not await self._is_ours(update):
            return
        if _is_late(update):
            user = update.effective_user
            strings = strings_for(user.language_code if user else None)
            attempt.opening = f"{strings.sorry_for_the_delay}\n\n"
        await self._application.process_update(update)

    async def _is_ours(self, update: Update) -> bool:
        """Return whether this host is to answer; raises EngineError.

        Posts of channels may be saved by every host, for that is the same file.
        """
        if self._claim is None or update.channel_post or update.edited_channel_post:
            return True
        return await asyncio.to_thread(self._claim, update.update_id)

    def _settle(self, task: asyncio.Task[None], *, began: float) -> None:
        entry, attempt = self._work.pop(task)
        self._changed.set()
        if task.cancelled():
            return
        others_pass = self._sender.last_success > began
        result = _result_of(task.exception(), entry, attempt, others_pass=others_pass)
        self._metrics.settled.labels(result.state).inc()
        if result.state is State.ANSWERED:
            self._metrics.seconds.observe(time.time() - entry.received)
        elif result.state is State.GIVEN_UP:
            logger.error("Update %s is given up", entry.update_id)
        else:
            pause = result.not_before - time.time()
            asyncio.get_running_loop().call_later(pause, self._changed.set)
        self._results.append(result)


async def decide_on_failure(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Stop further error handlers unless the user must be told of the failure."""
    attempt, error = current_attempt.get(), context.error
    if attempt is None or error is None:
        return
    if isinstance(error, Forbidden):
        logger.info("A message is refused: the chat is blocked or gone")
        raise ApplicationHandlerStop
    event = _event(update, error)
    attempt.note(event)
    if is_reported(event, attempt.outcome, attempt.tries):
        return
    if isinstance(error, EngineError) and event is Event.POSTPONED:
        _log_postponement(error)
    elif event is not Event.UNSENT:
        log_failure(error)
    raise ApplicationHandlerStop


_postponements = OncePerMinute()


def _event(update: object, error: Exception) -> Event:
    match error:
        case EngineRefusalError():
            # Of this question, not of all: it must not hold up its chat for ever.
            return Event.FAILED
        case EngineError():
            # Telegram does not accept a late answer to anything but a message.
            is_message = isinstance(update, Update) and update.message
            return Event.POSTPONED if is_message else Event.HOPELESS
        case UnsentError():
            return Event.UNSENT
        case TelegramError():
            return Event.HOPELESS
        case _:
            return Event.FAILED


def log_failure(error: BaseException) -> None:
    """Log the error without its text, which may hold the question."""
    logger.warning("An update failed with %s", type(error).__name__, exc_info=error)


def _result_of(
    error: BaseException | None, entry: Entry, attempt: Attempt, *, others_pass: bool
) -> Result:
    """Return how an attempt has ended; an *error* is not one of a handler."""
    if isinstance(error, EngineError):
        # Without a word: another host may answer, or the author may not ask at all.
        _log_postponement(error)
        return Result(entry.update_id, State.WAITING, entry.tries, _when_postponed())
    if error:
        log_failure(error)
        # The update cannot be parsed, and never will be.
        attempt.note(Event.HOPELESS)
    return _result(entry, attempt.outcome, others_pass=others_pass)


def _log_postponement(error: EngineError) -> None:
    if _postponements.due():
        logger.warning("Questions wait: %s", error)


def _when_postponed() -> float:
    return time.time() + random.uniform(*POSTPONED_SECONDS)


def _result(entry: Entry, outcome: Outcome, *, others_pass: bool) -> Result:
    state, tries = settled(outcome, entry.tries, others_pass=others_pass)
    if state is not State.WAITING:
        return Result(entry.update_id, state, tries)
    if outcome is Outcome.POSTPONED:
        return Result(entry.update_id, State.WAITING, tries, _when_postponed())
    if outcome is Outcome.RETRY_SOON:
        pause = backoff(entry.tries, first=FIRST_PAUSE_SECONDS)
    else:
        pause = backoff(
            entry.tries,
            first=FIRST_PAUSE_UNSENT_SECONDS,
            growth=4.0,
            longest=LONGEST_PAUSE_UNSENT_SECONDS,
        )
    return Result(entry.update_id, State.WAITING, tries, time.time() + pause)


def _is_expired(update: Update, entry: Entry) -> bool:
    waiting = update.callback_query or update.inline_query
    return bool(waiting) and time.time() - entry.received > EXPIRED_SECONDS


def _is_late(update: Update) -> bool:
    if update.message is None:
        return False
    return time.time() - update.message.date.timestamp() > LATE_SECONDS
