"""From the inbox to the handlers: each update is worked on until it is answered."""

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import Application, ApplicationHandlerStop, ContextTypes

from .backoff import backoff
from .inbox import Inbox
from .inbox_table import MOST_TRIES, Entry, Json, Result, State
from .languages import strings_for
from .metrics import Metrics
from .sending import Attempt, Sender, current_attempt

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

MOST_AT_ONCE = 256
"""Updates at work, of as many chats; most wait for their turn to be sent."""

MOST_IN_PREPARATION = 8
"""Of these, the ones that do not wait but work; more would hold up what is sent."""

LATE_SECONDS = 5 * 60
"""The age of a message from which on its answer begins with an apology."""

EXPIRED_SECONDS = 60
"""The age at which Telegram takes no answer to a button or an inline query any more."""

FIRST_PAUSE_SECONDS = 0.1
FIRST_PAUSE_UNSENT_SECONDS = 2.0
LONGEST_PAUSE_UNSENT_SECONDS = 128.0

CHECK_SECONDS = 1
"""How often to look for what other replicas have left."""

HOUSEKEEPING_SECONDS = 10
"""How often to look for replicas that are gone."""

DISK_PAUSE_SECONDS = 1

logger = logging.getLogger(__name__)


class Delivery:
    """Hands the updates of *inbox* to the handlers of *application*.

    An update counts as answered when its handlers have returned and nothing is left
    unsent. Handlers must therefore block, as they do by default.
    """

    def __init__(
        self,
        application: AnyApplication,
        inbox: Inbox,
        sender: Sender,
        metrics: Metrics,
    ) -> None:
        self._application = application
        self._inbox = inbox
        self._sender = sender
        self._metrics = metrics
        self._work: dict[asyncio.Task[None], tuple[Entry, Attempt]] = {}
        self._results: list[Result] = []
        self._harmless: list[int] = []
        self._changed = asyncio.Event()
        self._preparation = asyncio.Semaphore(MOST_IN_PREPARATION)

    async def accept(self, updates: Sequence[Json]) -> None:
        """Have *updates* on disk, and then have them answered.

        Raises sqlite3.Error if the disk takes none of them.
        """
        self._metrics.received.inc(await self._inbox.add(updates))
        self._changed.set()

    async def run(self) -> None:
        """Work until cancelled; `finish` then sees to what is at work."""
        housekeeping_at = 0.0
        while True:
            self._changed.clear()
            try:
                if time.monotonic() >= housekeeping_at:
                    await self._inbox.adopt()
                    await self._inbox.prune()
                    housekeeping_at = time.monotonic() + HOUSEKEEPING_SECONDS
                await self._exchange(limit=MOST_AT_ONCE - len(self._work))
            except sqlite3.Error as error:
                logger.error("The inbox fails (%s), trying on", type(error).__name__)
                await asyncio.sleep(DISK_PAUSE_SECONDS)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(CHECK_SECONDS):
                        await self._changed.wait()

    async def finish(self, *, seconds: float) -> None:
        """Let what is on its way to Telegram arrive; the rest stays in the inbox."""
        self._sender.stopping = True
        for task, (_, attempt) in self._work.items():
            if not attempt.in_flight and not attempt.delivered:
                task.cancel()
        if self._work:
            await asyncio.wait(self._work.keys(), timeout=seconds)
        for task in self._work:
            task.cancel()
        try:
            await self._exchange(limit=0)
        except sqlite3.Error as error:
            logger.error("The inbox fails (%s) at the end", type(error).__name__)

    async def _exchange(self, *, limit: int) -> None:
        results, harmless = len(self._results), len(self._harmless)
        entries = await self._inbox.exchange(
            self._results[:results],
            harmless=self._harmless[:harmless],
            limit=limit,
            alone=not self._work,
        )
        # Meanwhile there may be more of both.
        del self._results[:results], self._harmless[:harmless]
        for entry in entries:
            self._begin(entry)

    def _begin(self, entry: Entry) -> None:
        attempt = Attempt(partial(self._on_sending, entry))
        task = asyncio.create_task(self._answer(entry, attempt))
        self._work[task] = entry, attempt
        task.add_done_callback(partial(self._settle, began=time.monotonic()))

    def _on_sending(self, entry: Entry, attempt: Attempt) -> None:
        self._harmless.append(entry.update_id)
        self._end_preparation(attempt)

    def _end_preparation(self, attempt: Attempt) -> None:
        if not attempt.prepared:
            attempt.prepared = True
            self._preparation.release()

    async def _answer(self, entry: Entry, attempt: Attempt) -> None:
        await self._preparation.acquire()
        try:
            await self._handle(entry, attempt)
        finally:
            self._end_preparation(attempt)

    async def _handle(self, entry: Entry, attempt: Attempt) -> None:
        current_attempt.set(attempt)
        # What cannot be parsed now never can.
        attempt.last = True
        update = Update.de_json(json.loads(entry.body), self._application.bot)
        attempt.last = entry.tries + 1 >= MOST_TRIES
        if _is_expired(update, entry):
            return
        if _is_late(update):
            user = update.effective_user
            strings = strings_for(user.language_code if user else None)
            attempt.opening = f"{strings.sorry_for_the_delay}\n\n"
        await self._application.process_update(update)

    def _settle(self, task: asyncio.Task[None], *, began: float) -> None:
        entry, attempt = self._work.pop(task)
        self._changed.set()
        if task.cancelled():
            return
        if error := task.exception():
            log_failure(error)
            attempt.failed = True
        others_pass = self._sender.last_success > began
        result = _result(entry, attempt, others_pass=others_pass)
        self._metrics.settled.labels(result.state).inc()
        if result.state is State.ANSWERED:
            self._metrics.seconds.observe(time.time() - entry.received)
        elif result.state is State.GIVEN_UP:
            logger.error("Update %s is given up", entry.update_id)
        else:
            pause = result.not_before - time.time()
            asyncio.get_running_loop().call_later(pause, self._changed.set)
        self._results.append(result)


async def decide_on_failure(_: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Stop the error handlers after this one unless the user is to be told."""
    attempt, error = current_attempt.get(), context.error
    if attempt is None or error is None:
        return
    if isinstance(error, Forbidden):
        logger.info("A message is refused: the chat is blocked or gone")
        raise ApplicationHandlerStop
    if attempt.unsent:
        raise ApplicationHandlerStop
    attempt.failed = True
    if isinstance(error, TelegramError):
        # What Telegram refuses once it refuses always.
        attempt.last = True
    if not attempt.last and not attempt.delivered:
        log_failure(error)
        raise ApplicationHandlerStop


def log_failure(error: BaseException) -> None:
    """Log what failed and where, without its text, which may hold the question."""
    logger.warning("An update failed with %s", type(error).__name__, exc_info=error)


def _result(entry: Entry, attempt: Attempt, *, others_pass: bool) -> Result:
    if not attempt.failed and not attempt.unsent:
        return Result(entry.update_id, State.ANSWERED)
    tries = entry.tries
    # While nothing passes, it is Telegram that fails, not this update.
    if attempt.failed or others_pass:
        tries += 1
    # Once something has arrived, another try would send it again.
    if attempt.delivered or tries >= MOST_TRIES or (attempt.failed and attempt.last):
        return Result(entry.update_id, State.GIVEN_UP, tries)
    if attempt.failed:
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
