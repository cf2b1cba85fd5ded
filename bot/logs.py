"""The log: standard error, without secrets and without what users write."""

import asyncio
import errno
import logging
import time
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from retrieval.printable import printable, printable_lines

ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)

# httpx logs URLs, which hold the token; Telegram's library logs whole updates, some at
# its highest level, with what people wrote. Their errors reach us as exceptions, too.
# OpenSearch's logs requests with the words of a question.
_SILENT = ("httpcore", "httpx", "opensearch", "telegram")
_QUIET = ("aiohttp", "asyncio", "urllib3")

logger = logging.getLogger(__name__)


class OncePerMinute:
    """Keeps what may fail many times a second from filling the log."""

    def __init__(self) -> None:
        self._due_at = 0.0

    def due(self) -> bool:
        """Return whether to log now."""
        now = time.monotonic()
        if now < self._due_at:
            return False
        self._due_at = now + 60
        return True


class RedactingFormatter(logging.Formatter):
    """Masks *secrets*, and omits the texts of errors, which may hold the question.

    A message takes one line whatever it holds; only tracebacks take further ones.
    Unless it *is_dated*, it has neither the time nor the name of the logger.
    """

    def __init__(self, *secrets: str, is_dated: bool = True) -> None:
        dated = "%(asctime)s %(levelname)s %(name)s: %(message)s"
        super().__init__(dated if is_dated else "%(levelname)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        # Another handler's formatter may have cached its text of the error here.
        record.exc_text = None
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        return text

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line of the record."""
        return printable(super().formatMessage(record))

    def formatException(self, ei: ExcInfo) -> str:
        """Return the types and tracebacks of a chain of errors, the last one last."""
        return printable_lines("\n".join(_without_texts(ei[1]))) if ei[1] else ""


_failed_accepts = OncePerMinute()


def set_up_logs(
    level: str, *, secrets: tuple[str, ...] = (), is_dated: bool = True
) -> None:
    """Log to standard error with *secrets* masked; see `RedactingFormatter`."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(*secrets, is_dated=is_dated))
    logging.basicConfig(level=level, handlers=[handler])
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def log_lost_error(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio reports, but without the texts of errors."""
    error = context.get("exception")
    if "socket" in context and isinstance(error, OSError):
        # asyncio tries again a second later, with each connection that waits.
        if _failed_accepts.due():
            reason = errno.errorcode.get(error.errno or 0, "an error")
            logger.error("New HTTP connections cannot be accepted (%s)", reason)
        return
    kind = type(error).__name__ if error else "no error"
    logger.error("A task was left behind with %s", kind, exc_info=error)


def _without_texts(error: BaseException) -> Iterator[str]:
    earlier = error.__cause__ or (
        None if error.__suppress_context__ else error.__context__
    )
    if earlier:
        yield from _without_texts(earlier)
        yield "which led to:"
    yield "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield "of which one part is:"
            yield from _without_texts(part)
