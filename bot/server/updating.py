"""Updating the library in a process of its own, so that answers keep their speed."""

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path

from bot.errors import UpdateError
from retrieval.library.changes import Changes
from retrieval.readers.isolation import worker_environment

REST_SECONDS = 0.5
"""A file that changed more recently may be half-written, and stays as it was."""

_UPDATER = "retrieval.library.updater"
_MOST_BYTES = 1 << 28


async def update_library(articles: Path, data_dir: Path) -> Changes:
    """Update the library in *data_dir*; raises UpdateError if that is not possible."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        _UPDATER,
        str(articles),
        str(data_dir),
        str(round(REST_SECONDS * 1e9)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=worker_environment(),
        limit=_MOST_BYTES,
        # Ctrl-C in a terminal is for the parent, which ends this process.
        start_new_session=True,
    )
    try:
        output, _ = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    return _changes(output)


def _changes(output: bytes) -> Changes:
    try:
        reply = json.loads(output)
    except ValueError as error:
        raise UpdateError("the process that updates the library died") from error
    if "error" in reply:
        raise UpdateError(reply["error"])
    return Changes(**reply)
