"""Notices when the index in a search engine has changed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

from retrieval import EngineError
from retrieval.engine.retriever import EngineRetriever
from retrieval.library.changes import Changes

CHECK_SECONDS = 30.0

logger = logging.getLogger(__name__)


async def changes_in_engine(
    current: Callable[[], EngineRetriever],
) -> AsyncIterator[None]:
    """Yield each time that the index is other than that of the *current* retriever.

    While the engine cannot be asked, nothing is yielded.
    """
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        try:
            if await asyncio.to_thread(current().has_changed):
                yield
        except EngineError as error:
            logger.debug("The engine cannot be asked for changes: %s", error)
        except Exception:
            # Without this loop, no change would be noticed any more.
            logger.exception("The engine cannot be asked for changes")


async def engine_changes(before: EngineRetriever) -> Changes:
    """Return which articles have come and gone since *before*; raises EngineError."""
    old, new = {*before.names}, await asyncio.to_thread(before.names_now)
    return Changes(sorted(new - old), [], sorted(old - new), [], [])
