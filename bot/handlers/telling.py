"""Answers that people wait for, told once the articles have them."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager, suppress

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.answers.answerer import Answering
from bot.answers.notices import told_reply
from bot.answers.pages import Found
from bot.answers.records import Records, Waiting
from bot.chat.entities import to_message
from bot.chat.keyboards import Below, buttons_below
from bot.delivery.sender import Attempt, current_attempt
from bot.locales.choice import strings_for
from retrieval import EngineError
from retrieval.errors import EngineRefusalError

RETRY_SECONDS = 60.0
"""The pause after an attempt that the articles or the records were out of reach for."""

logger = logging.getLogger(__name__)

Wake = Callable[[Answering, Bot], None]
"""Lets all questions that wait be asked again."""


@asynccontextmanager
async def telling(records: Records, allowed: AbstractSet[int]) -> AsyncIterator[Wake]:
    """During the block, tell what is waited for each time the result is called.

    If *allowed* is not empty, nobody else is told anything.
    """
    latest: list[tuple[Answering, Bot]] = []
    changed = asyncio.Event()

    def wake(answering: Answering, bot: Bot) -> None:
        latest[:] = [(answering, bot)]
        changed.set()

    async def run() -> None:
        while True:
            await changed.wait()
            changed.clear()
            answering, bot = latest[0]
            if await tell_waiting(answering, records, bot, allowed):
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), RETRY_SECONDS)
            changed.set()

    task = asyncio.create_task(run())
    try:
        yield wake
    finally:
        task.cancel()
        await asyncio.wait([task])


async def tell_waiting(
    answering: Answering, records: Records, bot: Bot, allowed: AbstractSet[int]
) -> bool:
    """Ask all questions that wait again, and tell the answers that are sure.

    Returns whether all could be asked.
    """
    try:
        for waiting in await asyncio.to_thread(records.waiting):
            if not allowed or waiting.chat in allowed:
                await _try_to_tell(waiting, answering, records, bot)
    except (sqlite3.Error, EngineError) as error:
        logger.warning("Nobody can be told now (%s)", type(error).__name__)
        return False
    return True


async def _try_to_tell(
    waiting: Waiting, answering: Answering, records: Records, bot: Bot
) -> None:
    try:
        await _tell(waiting, answering, records, bot)
    # Whatever is wrong with one question, the others can be told.
    except Exception as error:
        if _concerns_all(error):
            raise
        logger.exception("An answer cannot be told (%s)", type(error).__name__)


def _concerns_all(error: Exception) -> bool:
    is_refusal = isinstance(error, EngineRefusalError)
    return isinstance(error, sqlite3.Error | EngineError) and not is_refusal


async def _tell(
    waiting: Waiting, answering: Answering, records: Records, bot: Bot
) -> None:
    found = await asyncio.to_thread(answering.find, waiting.asked, in_group=False)
    who, code = waiting.chat, waiting.code
    # Taken first: if the process ends now, nobody is told twice.
    if found.confidence != "high" or not await asyncio.to_thread(
        records.take_waiting, who, code
    ):
        return
    try:
        is_settled = await _is_settled(waiting, found, answering.version, bot)
    except BaseException:
        # Without a thread, for the task may have been cancelled.
        records.give_back_waiting(who, code)
        raise
    settle = records.remove_waiting if is_settled else records.give_back_waiting
    await asyncio.to_thread(settle, who, code)


async def _is_settled(waiting: Waiting, found: Found, version: str, bot: Bot) -> bool:
    """Send what was *found*; return whether that need not be tried again."""
    strings = strings_for(waiting.language)
    # Paced and retried like the answer to an update.
    current_attempt.set(Attempt(0))
    try:
        await bot.send_message(
            waiting.chat,
            **to_message(told_reply(found, strings)),
            reply_markup=buttons_below(found, 0, Below(version, strings, False)),
            disable_notification=True,
        )
    except (BadRequest, Forbidden):
        logger.info("An answer that was waited for is refused: the chat is gone")
    except TelegramError as error:
        logger.warning("An answer waits for the next time (%s)", type(error).__name__)
        return False
    return True
