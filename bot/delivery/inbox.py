"""The updates that Telegram has handed over, on disk until they are answered.

Telegram forgets an update once it is confirmed, so it is confirmed only after
`Inbox.add` has returned. Replicas on one host may share an inbox.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from .inbox_table import Entry, InboxTable, Result
from .raw_updates import Json

P = ParamSpec("P")
T = TypeVar("T")


class Inbox:
    """A queue in which each lane, mostly a chat, keeps its order.

    All methods but the constructor leave the event loop free. They raise sqlite3.Error
    when the disk is full or broken, and have then done nothing.
    """

    def __init__(self, folder: Path, bot_id: int) -> None:
        """Open or make the inbox of a bot in *folder*; raises InboxError."""
        self._table = InboxTable(folder, bot_id)
        # A thread of its own: ranking must not keep an update from the disk.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inbox")

    async def add(self, updates: Sequence[Json]) -> int:
        """Have *updates* on disk, and return how many were not there before.

        Each must have its ``update_id``, or it is left out.
        """
        return await self._run(self._table.add, updates)

    async def exchange(
        self,
        results: Sequence[Result],
        *,
        harmless: Sequence[int] = (),
        limit: int,
        alone: bool,
    ) -> list[Entry]:
        """Note *results* and return up to *limit* updates to work on, oldest first.

        They are the first of their lanes, and nobody else gets them until their result
        is noted. Those with an id in *harmless* wait for the network only: should the
        process end, they are not to blame. *alone* says that the caller works on
        nothing else.
        """
        return await self._run(self._table.exchange, results, harmless, limit, alone)

    async def adopt(self) -> None:
        """Set free what replicas held that are no longer there."""
        await self._run(self._table.adopt)

    async def prune(self) -> None:
        """Forget what was answered or given up long ago."""
        await self._run(self._table.prune)

    async def forget(self, user_id: int, *, before: int) -> None:
        """Leave nothing of what a person sent before the update *before*."""
        await self._run(self._table.forget, user_id, before)

    async def count_waiting(self) -> tuple[int, float]:
        """Return how many updates wait, and for how many seconds the oldest has."""
        return await self._run(self._table.count_waiting)

    async def close(self) -> None:
        """Set free what is not answered, and close the file."""
        try:
            await self._run(self._table.close)
        finally:
            self._thread.shutdown()

    async def _run(
        self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        work = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
