"""Webhook: updates that Telegram sends to an address of ours."""

import asyncio
import hmac
import logging
import sqlite3
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from bot.delivery.worker import Delivery
from bot.logs import OncePerMinute
from bot.settings import WebhookAddress

from .heartbeat import Heartbeat
from .polling import Outage

SIGN_SECONDS = 5

BODY_SECONDS = 10
"""How long the body of a request may take to arrive."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

# LookupError: an unknown charset. RecursionError: too many brackets.
_BAD_BODY = (LookupError, RecursionError, ValueError, web.RequestPayloadError)

logger = logging.getLogger(__name__)


class Webhook:
    """Receives updates; replicas behind one address share an inbox."""

    def __init__(
        self,
        address: WebhookAddress,
        bot: Bot,
        delivery: Delivery,
        heartbeat: Heartbeat,
        allowed_updates: Sequence[str],
    ) -> None:
        self._address = address
        # Decoded: proxies may encode other characters than the address does.
        self._path = unquote(urlsplit(address.url).path) or "/"
        self._bot = bot
        self._delivery = delivery
        self._allowed_updates = allowed_updates
        self._heartbeat = heartbeat
        self._failures = OncePerMinute()

    async def run(self) -> None:
        """Register the address, then give signs of life until cancelled."""
        outage = Outage()
        while True:
            self._heartbeat.beat()
            try:
                await self._bot.set_webhook(
                    self._address.url,
                    secret_token=self._address.secret,
                    allowed_updates=self._allowed_updates,
                )
                break
            except TelegramError as error:
                await asyncio.sleep(outage.pause_after(error))
        outage.end()
        while True:
            self._heartbeat.beat()
            await asyncio.sleep(SIGN_SECONDS)

    async def receive(self, request: web.Request) -> web.Response:
        """Respond to a request with 200 only after its update is on disk."""
        if request.path != self._path:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        given = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, self._address.secret.encode()):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                update = await request.json()
            await self._save(update)
        except _BAD_BODY:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        except sqlite3.Error as error:
            # Telegram will send it again.
            if self._failures.due():
                logger.error("The inbox takes no updates (%s)", type(error).__name__)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response()

    async def _save(self, update: Any) -> None:
        if not isinstance(update, dict):
            raise ValueError
        await self._delivery.accept([update])
