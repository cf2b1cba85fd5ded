"""SIGHUP: the articles are taken up anew while answers go on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from threading import Thread
from typing import TypeVar

from retrieval import RetrievalError

from .signals import ignore_reload_signal, on_reload_signal

T = TypeVar("T")

logger = logging.getLogger(__name__)


@asynccontextmanager
async def reloading(
    read: Callable[[], T], use: Callable[[T], None]
) -> AsyncIterator[None]:
    """During the block, call *use* with what *read* returns after each SIGHUP.

    *read* runs in a thread. If it fails, one line is logged and *use* is not called.
    """
    wanted = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask_to_reload(*_: object) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(wanted.set)

    task = asyncio.create_task(_reload_when(wanted, read, use))
    on_reload_signal(ask_to_reload)
    try:
        yield
    finally:
        ignore_reload_signal()
        task.cancel()


async def _reload_when(
    wanted: asyncio.Event, read: Callable[[], T], use: Callable[[T], None]
) -> None:
    while True:
        await wanted.wait()
        wanted.clear()
        logger.info("SIGHUP: the articles are taken up anew")
        try:
            use(await _in_daemon_thread(read))
        except RetrievalError as error:
            logger.error("The articles stay as they were: %s", error)
        except Exception as error:
            # Whatever is wrong with the new articles, the old ones can be quoted.
            logger.error(
                "The articles stay as they were: %s",
                type(error).__name__,
                exc_info=logger.isEnabledFor(logging.DEBUG),
            )
        else:
            logger.info("The articles were taken up anew")


async def _in_daemon_thread(function: Callable[[], T]) -> T:
    """Return what *function* returns; the end of the process does not wait for it."""
    future: Future[T] = Future()

    def run() -> None:
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function())
        except Exception as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(future)
