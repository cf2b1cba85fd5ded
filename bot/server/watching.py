"""Notices when the files of a folder change."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

from watchfiles import Change, awatch

from retrieval.library.file_stamps import snapshot

from .threads import in_daemon_thread

POLL_SECONDS = 1.0
"""How often files are looked at where the system does not tell of changes."""

SHARE_OF_TIME = 0.02
"""The share of the time that looking at many files may take."""

_STEP_MS = 50
_MOST_MS = 200

logger = logging.getLogger(__name__)


async def changes_in(folder: Path, *, ignored: Path) -> AsyncGenerator[None, None]:
    """Yield each time that the files of the articles in *folder* have changed.

    The folder itself may be replaced, or go and come back. Events below *ignored*, and
    those of hidden files, are not looked at.
    """
    watch = _Watch(folder)
    async for is_told in _moments(folder, ignored):
        if watch.is_due(is_told=is_told) and await in_daemon_thread(watch.look):
            yield


async def _moments(folder: Path, ignored: Path) -> AsyncIterator[bool]:
    """Yield whether the system tells of a change, at least every POLL_SECONDS."""

    def is_watched(_: Change, path: str) -> bool:
        place = Path(path)
        inside = place.relative_to(root).parts if place.is_relative_to(root) else ()
        hidden = any(part.startswith(".") for part in inside)
        return not hidden and not place.is_relative_to(ignored)

    root, ignored = _resolved(folder), _resolved(ignored)
    while True:
        try:
            root, identity = _resolved(folder), _identity(folder)
            async for events in awatch(
                root,
                watch_filter=is_watched,
                step=_STEP_MS,
                debounce=_MOST_MS,
                rust_timeout=round(POLL_SECONDS * 1000),
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                yield bool(events)
                if _identity(folder) != identity:
                    break
        # No folder, or more files than the system watches.
        except (OSError, RuntimeError) as error:
            logger.debug("No events of the articles: %s", type(error).__name__)
            yield False
            await asyncio.sleep(POLL_SECONDS)


def _resolved(folder: Path) -> Path:
    return folder.resolve()


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


class _Watch:
    """Compares the files of a folder with how they were when last looked at."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = snapshot(folder)
        self._next = 0.0

    def is_due(self, *, is_told: bool) -> bool:
        """Whether to look now, because of an event or for lack of any."""
        return is_told or time.monotonic() >= self._next

    def look(self) -> bool:
        """Whether files have changed since the last look."""
        began = time.monotonic()
        now = snapshot(self._folder)
        ended = time.monotonic()
        self._next = ended + max(POLL_SECONDS, (ended - began) / SHARE_OF_TIME)
        has_changed = now != self._seen
        self._seen = now
        return has_changed
