"""Long polling: updates from getUpdates, over and over."""

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Sequence
from itertools import count
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.delivery.backoff import backoff
from bot.delivery.http_client import HttpClient
from bot.delivery.sender import kind_of, seconds_told
from bot.delivery.worker import Delivery
from bot.errors import TokenError

from .heartbeat import Heartbeat

POLL_SECONDS = 10
"""How long Telegram may wait for an update before it responds."""

ANSWER_SECONDS = 5
"""How much longer to wait before the connection counts as dead."""

MOST_REFUSALS = 10
"""Telegram sometimes refuses a valid token, but not this often in a row."""

logger = logging.getLogger(__name__)


class Poller:
    """Fetches updates from Telegram and hands them to *delivery*."""

    def __init__(
        self,
        bot: Bot,
        delivery: Delivery,
        heartbeat: Heartbeat,
        allowed_updates: Sequence[str],
    ) -> None:
        self._bot = bot
        self._delivery = delivery
        self._allowed_updates = json.dumps(allowed_updates)
        self._heartbeat = heartbeat
        self._offset = 0
        self._webhook_deleted = False
        self._outage = Outage()

    async def run(self) -> None:
        """Poll until cancelled; raises TokenError if the token has become invalid."""
        patience = POLL_SECONDS + ANSWER_SECONDS
        async with HttpClient(connections=1, answer_seconds=patience) as request:
            while True:
                self._heartbeat.beat()
                try:
                    await self._poll(request)
                except (LookupError, TelegramError, TypeError, sqlite3.Error) as error:
                    # LookupError and TypeError: valid JSON, but not Telegram's.
                    await asyncio.sleep(self._outage.pause_after(error))
                else:
                    self._outage.end()
                    self._outage = Outage()

    async def _poll(self, request: BaseRequest) -> None:
        if not self._webhook_deleted:
            await self._bot.delete_webhook()
            self._webhook_deleted = True
        parameters = {
            "offset": self._offset,
            "timeout": POLL_SECONDS,
            "allowed_updates": self._allowed_updates,
        }
        # Not Bot.get_updates: an update that it cannot parse would block all others.
        updates = await request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(parameters)}"
        )
        if not isinstance(updates, list):
            raise TypeError
        if updates:
            await self._delivery.accept(updates)
        # The next request confirms these updates. After an empty response the offset is
        # dropped, since ids may restart after a week without updates.
        self._offset = updates[-1]["update_id"] + 1 if updates else 0


class Outage:
    """A series of failures to receive: logs each kind once, and paces the retries."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._told: set[str] = set()
        self._refusals = 0
        self._pauses = map(backoff, count())

    def pause_after(self, error: Exception) -> float:
        """Return the seconds to wait; raises TokenError after many refusals."""
        self._refusals += isinstance(error, InvalidToken)
        if self._refusals == MOST_REFUSALS:
            raise TokenError from error
        words = _in_words(error)
        if words not in self._told:
            self._told.add(words)
            logger.warning("%s", words)
        if isinstance(error, RetryAfter):
            return seconds_told(error)
        return next(self._pauses)

    def end(self) -> None:
        """Log that updates arrive again, if a failure was logged."""
        if self._told:
            seconds = time.monotonic() - self._began
            logger.info("Updates arrive again, after %.0f s", seconds)


def _in_words(error: Exception) -> str:
    match error:
        case Conflict():
            return "Another instance of this bot is running: waiting for its end"
        case InvalidToken():
            return "Telegram refuses the token, trying on"
        case RetryAfter():
            return "Telegram wants to be asked less often"
        case sqlite3.Error():
            return f"The inbox takes no updates ({type(error).__name__}), trying on"
        case _:
            return f"No contact with Telegram ({kind_of(error)}), trying on"
