"""Webhook: updates that Telegram sends to an address of ours."""

import asyncio
import hmac
import logging
import sqlite3
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from bot.delivery.worker import Delivery
from bot.settings import WebhookAddress

from .heartbeat import Heartbeat
from .polling import Outage

SIGN_SECONDS = 5
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

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
        self._bot = bot
        self._delivery = delivery
        self._allowed_updates = allowed_updates
        self._heartbeat = heartbeat

    @property
    def path(self) -> str:
        """The path of the address, which a proxy must pass on unchanged."""
        return urlsplit(self._address.url).path or "/"

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
        given = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(given, self._address.secret.encode()):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        try:
            update = await request.json()
        except ValueError:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if not isinstance(update, dict):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        try:
            await self._delivery.accept([update])
        except sqlite3.Error as error:
            # Telegram will send it again.
            logger.error("The inbox takes no updates (%s)", type(error).__name__)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response()
