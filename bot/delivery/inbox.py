"""The updates that Telegram has handed over, on disk until they are answered.

Telegram forgets an update once it is confirmed, so it is confirmed only after
`Inbox.add` has returned. Replicas on one host may share an inbox.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from .inbox_table import Entry, InboxTable, Result
from .raw_updates import Json

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Inbox:
    """A queue in which each lane, usually a chat, keeps its order.

    Methods do not block the event loop. They raise sqlite3.Error, having changed
    nothing, if the disk is full or broken. *replica* is the number of this process
    among those that share it, from 1 on.
    """

    def __init__(self, folder: Path, bot_id: int) -> None:
        """Open or make the inbox of a bot in *folder*; raises InboxError."""
        self._table = InboxTable(folder, bot_id)
        self.replica = self._table.replica.number
        # A thread of its own: an update must not wait for ranking to be saved.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inbox")

    async def add(self, updates: Sequence[Json]) -> int:
        """Save *updates* that have an id, and return how many are new."""
        return await self._run(self._table.add, updates)

    async def exchange(
        self,
        results: Sequence[Result],
        *,
        harmless: Sequence[int] = (),
        limit: int,
        alone: bool,
    ) -> list[Entry]:
        """Save *results* and return up to *limit* updates to work on, oldest first.

        Each is the first of its lane, and no other caller gets it before its result is
        saved. The ids in *harmless* are those of updates that only wait for the
        network: if the process dies, they did not kill it. *alone* means that the
        caller is working on nothing else.
        """
        return await self._run(self._table.exchange, results, harmless, limit, alone)

    async def clean_up(self) -> None:
        """Release the updates of dead replicas, and delete those settled long ago."""
        await self._run(self._table.clean_up)

    async def forget(self, user_id: int, *, before: int) -> None:
        """Leave nothing of what a person sent before the update *before*."""
        await self._run(self._table.forget, user_id, before)

    async def count_waiting(self) -> tuple[int, float]:
        """Return how many updates wait, and the age of the oldest in seconds."""
        return await self._run(self._table.count_waiting)

    async def check_disk(self) -> None:
        """Raise OSError if the disk takes nothing."""
        await self._run(self._table.check_disk)

    async def close(self) -> None:
        """Release the updates that are not answered, and close the file."""
        try:
            await self._run(self._table.close)
        finally:
            self._thread.shutdown()

    async def _run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, function, *args)
