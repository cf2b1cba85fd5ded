"""Waiting for a change."""

import asyncio
from collections.abc import Callable


class Bell:
    """Wakes all waiting tasks when something has changed."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Let all waiting tasks check their condition again."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait_until(self, condition: Callable[[], object], seconds: float) -> None:
        """Return as soon as *condition* holds; raises TimeoutError after *seconds*."""
        async with asyncio.timeout(seconds):
            while not condition():
                await self._rung.wait()
