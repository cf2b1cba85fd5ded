"""From the first contact with Telegram to an orderly end."""

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from typing import Any, Protocol

from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.delivery.backoff import backoff
from bot.delivery.sender import kind_of
from bot.delivery.worker import AnyApplication, Delivery
from bot.errors import TokenError
from bot.logs import log_lost_error

from .heartbeat import Heartbeat
from .signals import on_stop_signals

GRACE_SECONDS = 4.0
"""How long requests under way may take at the end; systemd and others kill later."""

RANKING_THREADS = 2
"""More would only compete with each other, and the event loop, for the GIL."""

ENGINE_THREADS = 32
"""Where a search engine is asked, most only wait for it; requests need one, too."""

logger = logging.getLogger(__name__)


class Receiver(Protocol):
    """Brings updates into the inbox."""

    async def run(self) -> None:
        """Receive until cancelled."""


async def serve(
    application: AnyApplication,
    delivery: Delivery,
    receiver: Receiver,
    heartbeat: Heartbeat,
    threads: int = RANKING_THREADS,
) -> None:
    """Answer until SIGTERM or SIGINT, in so many *threads* besides the event loop.

    Raises TokenError if the token is refused.
    """
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_lost_error)
    loop.set_default_executor(ThreadPoolExecutor(threads))
    stop = _stop_event(loop)
    try:
        heartbeat.ready()
        await _first_of(_start(application, heartbeat), stop.wait())
        if not stop.is_set():
            await _first_of(receiver.run(), delivery.run(), stop.wait())
    finally:
        heartbeat.stopping()
        await delivery.finish(seconds=GRACE_SECONDS)
        await _end(application)


def _stop_event(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    stop = asyncio.Event()

    # Not the loop's own handler, which would be removed before the process ends.
    def ask_to_stop(*_: object) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(stop.set)

    on_stop_signals(ask_to_stop)
    return stop


async def _start(application: AnyApplication, heartbeat: Heartbeat) -> None:
    """Start once Telegram answers; a service may start before its network."""
    for failures in count():
        heartbeat.beat()
        try:
            await application.initialize()
            await _introduce(application)
            await application.start()
            return
        except InvalidToken as error:
            raise TokenError from error
        except TelegramError as error:
            if failures == 0:
                logger.warning(
                    "No contact with Telegram (%s), trying on", kind_of(error)
                )
        await asyncio.sleep(backoff(failures))


async def _introduce(application: AnyApplication) -> None:
    if application.post_init:
        try:
            await application.post_init(application)
        except (BadRequest, Forbidden) as error:
            # It would be refused again, and the bot can answer without it.
            logger.error("Telegram refuses the introduction (%s)", kind_of(error))


async def _end(application: AnyApplication) -> None:
    if application.running:
        await application.stop()
    await application.shutdown()
    # `shutdown` skips the bot if it was never initialized.
    await application.bot.shutdown()


async def _first_of(*coroutines: Coroutine[Any, Any, object]) -> None:
    """Run all until the first ends, then cancel the others; raises what it raised."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    if others:
        await asyncio.wait(others)
    for task in done:
        task.result()
