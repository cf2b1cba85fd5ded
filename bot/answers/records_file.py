"""The SQLite file of the records: rows of one bot, kept for a time.

People and chats are in it as keyed hashes only, but for those who want to be told of
an answer. The key lies beside the file, made once; without it nobody can try out ids to
see whose rows these are. Bots may share the file, and each sees its own rows only.
"""

import hashlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bot.database import open_database, transaction, wipe
from bot.errors import SettingsError

from .records_key import read_key
from .records_schema import UPGRADES

logger = logging.getLogger(__name__)

KEEP_DAYS = 90
"""How long questions and votes are kept, in days."""

MOST_ROWS_OF_PERSON = 100
MOST_ROWS = 10_000
"""How many questions without a sure answer, and votes, are kept: the latest."""

_DAY = 86400.0
# What is kept, and for how many seconds.
_TABLES = {
    "asked": KEEP_DAYS * _DAY,
    "unanswered": KEEP_DAYS * _DAY,
    "unsure": KEEP_DAYS * _DAY,
    "feedback": KEEP_DAYS * _DAY,
    "replies": 0.1 * _DAY,
    "claims": _DAY,
    "waiting": KEEP_DAYS * _DAY,
}
_PRUNE_EVERY = 3600.0


class RecordsFile:
    """The rows of the bot *bot_id*; threads and processes may share the file.

    *now* gives the seconds since 1970. Raises SettingsError if *folder*, that is made
    when it is missing, cannot be used.
    """

    def __init__(
        self, folder: Path, bot_id: int, *, now: Callable[[], float] = time.time
    ) -> None:
        self._bot_id = bot_id
        self._now = now
        self._lock = threading.Lock()
        self._pruned_at = 0.0
        file = folder / "records.sqlite3"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_lost = file.exists() and not (folder / "key").exists()
            self._key = read_key(folder / "key")
            with ExitStack() as stack:
                self._database = open_database(file, UPGRADES, synchronous="NORMAL")
                stack.callback(self._database.close)
                self._adopt()
                self._key_since = self._compare_key(is_lost=is_lost)
                stack.pop_all()
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(
                f"DATA_DIR={str(folder)!r} cannot be used: {error}"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def forget(self, user_id: int) -> None:
        """Leave nothing in the file of what a person asked, voted and waits for.

        With it goes what was kept under an older key, for it might be theirs.
        Raises sqlite3.Error if the disk is full or the file in use for too long.
        """
        values = (self._bot_id, self._hash(user_id), self._key_since)
        with self._lock:
            with transaction(self._database):
                for table in ("unanswered", "unsure", "feedback"):
                    self._database.execute(
                        f"DELETE FROM {table} WHERE bot = ? AND (person = ? OR at < ?)",
                        values,
                    )
                self._database.execute(
                    "DELETE FROM waiting WHERE bot = ? AND chat = ?",
                    (self._bot_id, user_id),
                )
            wipe(self._database)

    def note(self, name: str) -> str | None:
        """Return what was noted under *name*."""
        rows = self._read("SELECT value FROM notes WHERE bot = ? AND name = ?", name)
        return rows[0][0] if rows else None

    def set_note(self, name: str, value: str) -> None:
        """Note *value* under *name*, for as long as the file exists."""
        with self._lock:
            self._database.execute(
                "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)",
                (name, value, self._bot_id),
            )

    def _adopt(self) -> None:
        """Take the rows of the time when rows belonged to no bot."""
        with transaction(self._database):
            for table in (*_TABLES, "notes"):
                self._database.execute(
                    f"UPDATE {table} SET bot = ? WHERE bot = 0", (self._bot_id,)
                )

    def _compare_key(self, *, is_lost: bool) -> float:
        """Return since when the key has been in use: rows before it have another."""
        code = self._hash("key")
        noted, _, since = (self.note("key") or f"{code} 0").partition(" ")
        if noted != code or is_lost:
            logger.warning(
                "The file key in DATA_DIR is not the one that records.sqlite3 was"
                " written with. What was kept until now can no longer be told apart by"
                " person: the first /privacy delete removes all of it"
            )
            since = repr(self._now())
        self.set_note("key", f"{code} {since}")
        return float(since)

    def _hash(self, *parts: object) -> str:
        text = "\0".join(map(str, parts))
        data = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, key=self._key, digest_size=16).hexdigest()

    def _read(self, sql: str, *values: object) -> list[Any]:
        """Select rows; the first parameter is the bot."""
        with self._lock:
            return self._database.execute(sql, (self._bot_id, *values)).fetchall()

    def _write(self, sql: str, *values: object, capped: str | None = None) -> None:
        """Insert a row like `_insert`, if that is possible."""
        try:
            self._insert(sql, *values, capped=capped)
        except sqlite3.Error as error:
            # The user must get the answer even if the disk is full.
            logger.warning("Cannot write to the records: %s", error)

    def _insert(self, sql: str, *values: object, capped: str | None) -> None:
        """Insert a row that begins with the time and ends with the bot.

        In a table that is *capped* the first of *values* is the person.
        """
        now = self._now()
        with self._lock, transaction(self._database):
            self._database.execute(sql, (now, *values, self._bot_id))
            if capped:
                self._cap(capped, values[0])
            if now - self._pruned_at > _PRUNE_EVERY:
                self._pruned_at = now
                self._prune(now)

    def _cap(self, table: str, person: object) -> None:
        """Delete the oldest rows of *person*, and of all, that are too many."""
        for condition, values in (
            ("bot = ? AND person = ?", (self._bot_id, person, MOST_ROWS_OF_PERSON)),
            ("bot = ?", (self._bot_id, MOST_ROWS)),
        ):
            self._database.execute(
                f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table}"
                f" WHERE {condition} ORDER BY at DESC, rowid DESC LIMIT -1 OFFSET ?)",
                values,
            )

    def _prune(self, now: float) -> None:
        for table, seconds in _TABLES.items():
            # The names are ours; parameters cannot stand for them.
            self._database.execute(
                f"DELETE FROM {table} WHERE at < ?", (now - seconds,)
            )
