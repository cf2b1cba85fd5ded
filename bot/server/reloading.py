"""Articles that change are taken up while answers go on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

from bot.errors import BotError
from retrieval import RetrievalError
from retrieval.library.changes import Changes
from retrieval.printable import printable

from .signals import ignore_reload_signal, on_reload_signal
from .threads import in_daemon_thread
from .updating import REST_SECONDS

RETRY_SECONDS = 10.0
MOST_NAMED = 3

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Reloading(Generic[T]):
    """Brings the library up to date, and what is served.

    *update* updates the library, *read* opens it in a thread, and *use* gets what
    *read* returns.
    """

    def __init__(
        self,
        update: Callable[[], Awaitable[Changes]],
        read: Callable[[], T],
        use: Callable[[T, Changes], None],
    ) -> None:
        self._update = update
        self._read = read
        self._use = use
        self._one_at_a_time = asyncio.Lock()
        self._wanted = asyncio.Event()

    def ask(self) -> None:
        """Ask for a reload soon."""
        self._wanted.set()

    async def now(self) -> Changes:
        """Reload and return what has changed, in files that are not being written.

        Raises BotError or RetrievalError; all then stays as it was.
        """
        async with self._one_at_a_time:
            await asyncio.sleep(REST_SECONDS)
            changes = await self._update()
            self._use(await in_daemon_thread(self._read), changes)
        if changes.waiting:
            self.ask()
        _log(changes)
        return changes

    async def run(self) -> None:
        """Reload each time that it is asked for."""
        failure = ""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            told, failure = failure, await self._failure()
            if failure and failure != told:
                logger.error("The articles stay as they were: %s", failure)
            if failure:
                # Something may change, or the reason may pass by itself.
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wanted.wait(), RETRY_SECONDS)
                self._wanted.set()

    async def _failure(self) -> str:
        """Reload, and return why that failed; "" if it did not."""
        try:
            await self.now()
        except (BotError, RetrievalError) as error:
            return printable(str(error))
        # Whatever is wrong with the new articles, the old ones can be quoted.
        except Exception as error:
            logger.debug("Reloading failed", exc_info=error)
            return type(error).__name__
        return ""


@asynccontextmanager
async def reloading(
    reloads: Reloading[T], changes: AsyncIterator[None]
) -> AsyncIterator[None]:
    """During the block, reload after each of *changes* and after each SIGHUP."""
    loop = asyncio.get_running_loop()

    def ask_to_reload(*_: object) -> None:
        logger.info("SIGHUP: the articles are taken up anew")
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(reloads.ask)

    async def follow() -> None:
        async for _ in changes:
            reloads.ask()

    tasks = [asyncio.create_task(reloads.run()), asyncio.create_task(follow())]
    on_reload_signal(ask_to_reload)
    try:
        yield
    finally:
        ignore_reload_signal()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


def _log(changes: Changes) -> None:
    for reason in changes.left_out:
        logger.warning("Left out %s", printable(reason))
    for warning in changes.warnings:
        logger.warning("%s", printable(warning))
    lists = (changes.added, changes.changed, changes.removed)
    pairs = zip(("added", "changed", "removed"), lists, strict=True)
    told = [f"{len(names)} {kind} ({_named(names)})" for kind, names in pairs if names]
    logger.info("The articles were taken up anew: %s", ", ".join(told) or "no changes")


def _named(names: list[str]) -> str:
    shown = ", ".join(map(printable, names[:MOST_NAMED]))
    return f"{shown} ..." if len(names) > MOST_NAMED else shown
