"""What the bot stores in a SQLite file: figures for admins, and where its replies are.

People and chats are in it as keyed hashes only. The key lies beside the file, made
once; without it nobody can try out ids to see whose rows these are.
"""

import hashlib
import json
import logging
import os
import secrets
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.database import open_database
from bot.errors import SettingsError

from .small_talk import normalised

MessageKey = tuple[int, int]
"""The ids of a chat and of a message in it."""

Span = tuple[str, int, int]
"""The name of an article, and the start and the end of an excerpt."""

logger = logging.getLogger(__name__)

KEEP_DAYS = 90
"""How long questions and votes are kept, in days."""

KEY_BYTES = 32

_DAY = 86400.0
# What is kept, and for how many seconds.
_TABLES = {
    "asked": KEEP_DAYS * _DAY,
    "unanswered": KEEP_DAYS * _DAY,
    "feedback": KEEP_DAYS * _DAY,
    "replies": 0.1 * _DAY,
    "claims": _DAY,
}
_PRUNE_EVERY = 3600.0

_UPGRADES = [
    [
        # IF NOT EXISTS: the first files had these tables, and no version yet.
        "CREATE TABLE IF NOT EXISTS asked ("
        " at REAL NOT NULL, confidence TEXT NOT NULL, milliseconds REAL NOT NULL)",
        "CREATE TABLE IF NOT EXISTS unanswered ("
        " at REAL NOT NULL, person TEXT NOT NULL, question TEXT NOT NULL,"
        " words TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS feedback ("
        " at REAL NOT NULL, person TEXT NOT NULL, message TEXT NOT NULL,"
        " question TEXT NOT NULL, excerpts TEXT NOT NULL, good INTEGER NOT NULL,"
        " PRIMARY KEY (person, message))",
        "CREATE TABLE IF NOT EXISTS replies ("
        " at REAL NOT NULL, message TEXT PRIMARY KEY, reply_id INTEGER NOT NULL,"
        " words TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS claims ("
        " at REAL NOT NULL, thing TEXT PRIMARY KEY, message_id INTEGER NOT NULL)",
        "CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ],
]


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures on the questions that are remembered; times in milliseconds."""

    questions: int
    answered: int
    unsure: int
    median: float
    p95: float


class Records:
    """The file; threads and processes may share it.

    *now* gives the seconds since 1970. Raises SettingsError if *folder*, that is made
    when it is missing, cannot be used.
    """

    def __init__(self, folder: Path, *, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._pruned_at = 0.0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._key = _read_key(folder / "key")
            self._database = open_database(
                folder / "records.sqlite3", _UPGRADES, synchronous="NORMAL"
            )
        except (OSError, sqlite3.Error) as error:
            raise SettingsError(
                f"DATA_DIR={str(folder)!r} cannot be used: {error}"
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add_question(self, confidence: str, seconds: float) -> None:
        """Count a question and the time that its answer took."""
        values = (confidence, seconds * 1000)
        self._write("INSERT INTO asked VALUES (?, ?, ?)", *values)

    def add_unanswered(self, user_id: int, question: str) -> None:
        """Remember a question that nothing was found for."""
        values = (self._hash(user_id), question, normalised(question))
        self._write("INSERT INTO unanswered VALUES (?, ?, ?, ?)", *values)

    def add_vote(
        self,
        user_id: int,
        reply: MessageKey,
        question: str,
        spans: list[Span],
        good: bool,
    ) -> None:
        """Remember what a person thinks of an answer; a later vote replaces theirs."""
        values = (self._hash(user_id), self._hash(*reply), question, json.dumps(spans))
        self._write(
            "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?)", *values, good
        )

    def add_reply(self, message: MessageKey, reply_id: int, text: str) -> None:
        """Remember which message of the bot replies to *message* with *text*."""
        values = (self._hash(*message), reply_id, self._hash(normalised(text)))
        self._write("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?)", *values)

    def reply_to_edit(self, message: MessageKey, text: str) -> int | None:
        """Return the id of the reply to *message*; None if it replies to *text*."""
        values = (self._hash(*message), self._hash(normalised(text)))
        rows = self._read(
            "SELECT reply_id FROM replies WHERE message = ? AND words <> ?", *values
        )
        return rows[0][0] if rows else None

    def claim(self, thing: str, message_id: int) -> bool:
        """Return whether *message_id* is the first to claim *thing*."""
        self._write("INSERT OR IGNORE INTO claims VALUES (?, ?, ?)", thing, message_id)
        rows = self._read("SELECT message_id FROM claims WHERE thing = ?", thing)
        return rows == [(message_id,)]

    def stats(self) -> Stats:
        """Return the figures of the last KEEP_DAYS days."""
        rows = self._read("SELECT confidence, milliseconds FROM asked")
        counts = Counter(confidence for confidence, _ in rows)
        times = sorted(milliseconds for _, milliseconds in rows)
        return Stats(
            len(rows), counts["high"], counts["low"], _at(times, 0.5), _at(times, 0.95)
        )

    def unanswered(self, most: int) -> list[tuple[str, int]]:
        """Return questions and how often each was asked, most asked first."""
        return self._read(
            "SELECT max(question), count(*) FROM unanswered GROUP BY words "
            "ORDER BY count(*) DESC, max(at) DESC LIMIT ?",
            most,
        )

    def forget(self, user_id: int) -> None:
        """Remove all that a person asked and voted."""
        person = self._hash(user_id)
        with self._lock:
            self._database.execute("DELETE FROM unanswered WHERE person = ?", (person,))
            self._database.execute("DELETE FROM feedback WHERE person = ?", (person,))

    def note(self, name: str) -> str | None:
        """Return what was noted under *name*."""
        rows = self._read("SELECT value FROM notes WHERE name = ?", name)
        return rows[0][0] if rows else None

    def set_note(self, name: str, value: str) -> None:
        """Note *value* under *name*, for as long as the file exists."""
        with self._lock:
            self._database.execute(
                "INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value)
            )

    def _hash(self, *parts: object) -> str:
        text = "\0".join(map(str, parts))
        data = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, key=self._key, digest_size=16).hexdigest()

    def _read(self, sql: str, *values: object) -> list[Any]:
        with self._lock:
            return self._database.execute(sql, values).fetchall()

    def _write(self, sql: str, *values: object) -> None:
        """Insert a row that begins with the time."""
        now = self._now()
        try:
            with self._lock:
                self._database.execute(sql, (now, *values))
                if now - self._pruned_at > _PRUNE_EVERY:
                    self._pruned_at = now
                    self._prune(now)
        except sqlite3.Error as error:
            # The user must get the answer even if the disk is full.
            logger.warning("Cannot write to the records: %s", error)

    def _prune(self, now: float) -> None:
        for table, seconds in _TABLES.items():
            # The names are ours; parameters cannot stand for them.
            self._database.execute(
                f"DELETE FROM {table} WHERE at < ?", (now - seconds,)
            )


def _at(ordered: list[float], share: float) -> float:
    return ordered[int(share * (len(ordered) - 1))] if ordered else 0.0


def _read_key(path: Path) -> bytes:
    """Return the key in the file, which is made when it is missing."""
    if not path.exists():
        draft = path.with_name(f"key.{os.getpid()}")
        with os.fdopen(
            os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"
        ) as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        # Of several processes that start at once, one wins; nobody sees half a key.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
