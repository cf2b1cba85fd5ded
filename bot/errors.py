"""Errors that end the command line; each message is printed as it stands."""

import errno
import sqlite3

from retrieval.errors import EngineUnavailableError

_TEMPORARY = {
    errno.EADDRINUSE,
    errno.EADDRNOTAVAIL,
    errno.EAGAIN,
    errno.EFBIG,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOLCK,
    errno.ENOMEM,
    errno.ENOSPC,
    errno.EROFS,
    errno.ESTALE,
    errno.ETIMEDOUT,
    getattr(errno, "EDQUOT", errno.ENOSPC),
}
_TEMPORARY_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
}


class BotError(Exception):
    """Base of all errors of this package."""


class SettingsError(BotError):
    """A setting is missing or wrong; the message names it and what is allowed."""


class LocaleError(BotError):
    """A language's file cannot be used; the message names the file and the reason."""


class QuestionsError(BotError):
    """A file of questions cannot be used; the message names it and the reason."""


class ExportError(BotError):
    """An exported history cannot be used; the message names it and the reason."""


class InboxError(BotError):
    """The inbox cannot be opened; the message names the folder and the reason."""


class UpdateError(BotError):
    """The articles cannot be read again; the message is the reason."""


class TokenError(BotError):
    """Telegram does not accept the token."""

    def __str__(self) -> str:
        return (
            "Telegram does not accept TELEGRAM_BOT_TOKEN: compare it with what "
            "@BotFather gave, or have @BotFather make a new one"
        )


def is_temporary(error: BaseException | None) -> bool:
    """Return whether *error* may pass by itself: a full disk, a busy port."""
    while error:
        if isinstance(error, EngineUnavailableError):
            return True
        if isinstance(error, OSError) and error.errno in _TEMPORARY:
            return True
        code = getattr(error, "sqlite_errorcode", 0)
        # The lowest byte is the kind; the others say more about it.
        if code & 0xFF in _TEMPORARY_SQLITE:
            return True
        error = error.__cause__
    return False
