"""What is served over HTTP: health, metrics, and the webhook if there is one."""

import asyncio
import logging
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.delivery.inbox import Inbox
from bot.delivery.metrics import Metrics
from bot.errors import SettingsError
from retrieval.library.changes import NO_CHANGES
from retrieval.retriever import BaseRetriever

from .heartbeat import SIGN_OF_LIFE_SECONDS, Heartbeat
from .webhook import Webhook

MOST_BYTES = 1024 * 1024
"""The longest body of a request; an update takes some kilobytes."""

PATIENCE_SECONDS = 10
"""How long a connection may take for a request's headers, and between requests."""

LINGER_SECONDS = 1
"""How long a body may go on arriving after its request was responded to."""

MOST_CONNECTIONS = 100
"""The most connections at once; another one ends the oldest."""

BACKLOG = 32
"""The most connections that are accepted at a time."""

logger = logging.getLogger(__name__)


class Observatory:
    """Shows operators how the bot is doing.

    *changes* are the last ones of the articles since the start.
    """

    def __init__(
        self,
        inbox: Inbox,
        metrics: Metrics,
        heartbeat: Heartbeat,
        retriever: BaseRetriever,
    ) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._heartbeat = heartbeat
        self.retriever = retriever
        self.changes = NO_CHANGES

    async def health(self, _: web.Request) -> web.Response:
        """Answer 200 if updates are being received and saved, else 503."""
        try:
            await self._inbox.check_disk()
            waiting, oldest = await self._inbox.count_waiting()
        except (OSError, sqlite3.Error):
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
            "library_version": self.retriever.version,
            "library_articles": len(self.retriever.articles),
            "library_added": len(self.changes.added),
            "library_changed": len(self.changes.changed),
            "library_removed": len(self.changes.removed),
        }
        if embedded := self.retriever.embedded:
            report["embedded_sentences"] = embedded.done
            report["sentences"] = embedded.total
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
    runner = _runner(observatory, receiver)
    await runner.setup()
    try:
        assert runner.server
        accept = partial(_accept, runner.server, _most_connections())
        listener = await _listen(accept, address, port)
        try:
            yield
        finally:
            listener.close()
    finally:
        await runner.cleanup()


def _runner(observatory: Observatory, receiver: object) -> web.AppRunner:
    application = web.Application(client_max_size=MOST_BYTES)
    application.router.add_get("/healthz", observatory.health)
    application.router.add_get("/metrics", observatory.metrics)
    if isinstance(receiver, Webhook):
        application.router.add_post("/{path:.*}", receiver.receive)
    return web.AppRunner(
        application,
        access_log=None,
        keepalive_timeout=PATIENCE_SECONDS,
        lingering_time=LINGER_SECONDS,
        logger=logger,
        shutdown_timeout=1,
    )


async def _listen(
    accept: Callable[[], asyncio.Protocol], address: str, port: int
) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    try:
        return await loop.create_server(accept, address, port, backlog=BACKLOG)
    except OSError as error:
        raise SettingsError(f"HTTP_PORT={port} cannot be used: {error}") from error


def _accept(server: web.Server, most: int) -> asyncio.Protocol:
    """Return the protocol of a new connection.

    A stranger who opens many must neither keep others out nor use up the files that
    the bot needs for its answers, so the oldest connection makes room.
    """
    transports = [connection.transport for connection in server.connections]
    alive = [t for t in transports if t is not None and not t.is_closing()]
    if len(alive) >= most:
        alive[0].abort()
    return server()


def _most_connections() -> int:
    """Return MOST_CONNECTIONS, or a fifth of the files that may be open if less.

    On a busy machine, as many again wait to be closed while others are accepted.
    """
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    most_files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(MOST_CONNECTIONS, most_files // 5)


def _is_our_fault(record: logging.LogRecord) -> bool:
    """Return whether a failed request was well-formed."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | web.RequestPayloadError)


# What is not HTTP is responded to with 400, and strangers can send it at will.
logger.addFilter(_is_our_fault)
