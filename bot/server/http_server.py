"""What is served over HTTP: health, metrics, and the webhook if there is one."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.delivery.inbox import Inbox
from bot.delivery.metrics import Metrics
from bot.errors import SettingsError

from .heartbeat import SIGN_OF_LIFE_SECONDS, Heartbeat
from .webhook import Webhook

MOST_BYTES = 1024 * 1024
"""The longest body of a request; an update takes some kilobytes."""


class Observatory:
    """Shows operators how the bot is doing."""

    def __init__(
        self, inbox: Inbox, metrics: Metrics, heartbeat: Heartbeat, library_version: str
    ) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._heartbeat = heartbeat
        self._library_version = library_version

    async def health(self, _: web.Request) -> web.Response:
        """Answer 200 if updates are being received and saved, else 503."""
        try:
            waiting, oldest = await self._inbox.count_waiting()
        except sqlite3.Error:
            return web.json_response(
                {"healthy": False}, status=HTTPStatus.SERVICE_UNAVAILABLE
            )
        last_poll = self._heartbeat.seconds
        healthy = last_poll < SIGN_OF_LIFE_SECONDS
        report = {
            "healthy": healthy,
            "inbox_updates": waiting,
            "inbox_oldest_seconds": round(oldest, 1),
            "last_poll_seconds": round(last_poll, 1),
            "library_version": self._library_version,
        }
        status = HTTPStatus.OK if healthy else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(report, status=status)

    async def metrics(self, _: web.Request) -> web.Response:
        """Answer with all figures in Prometheus's format."""
        waiting, oldest = await self._inbox.count_waiting()
        self._metrics.waiting.set(waiting)
        self._metrics.oldest.set(oldest)
        return web.Response(
            body=generate_latest(self._metrics.registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )


@asynccontextmanager
async def http_server(
    observatory: Observatory, receiver: object, *, address: str, port: int
) -> AsyncIterator[None]:
    """Serve during the block, the *receiver* too if it is a webhook.

    Raises SettingsError if *port* cannot be used.
    """
    application = web.Application(client_max_size=MOST_BYTES)
    application.router.add_get("/healthz", observatory.health)
    application.router.add_get("/metrics", observatory.metrics)
    if isinstance(receiver, Webhook):
        application.router.add_post(receiver.path, receiver.receive)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, address, port).start()
    except OSError as error:
        await runner.cleanup()
        raise SettingsError(f"HTTP_PORT={port} cannot be used: {error}") from error
    try:
        yield
    finally:
        await runner.cleanup()
