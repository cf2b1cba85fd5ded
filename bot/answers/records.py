"""What the bot stores in a SQLite file: figures for admins, and where its replies are.

People and chats are in it as keyed hashes only, but for those who want to be told of
an answer. The key lies beside the file, made once; without it nobody can try out ids to
see whose rows these are. Bots may share the
file, and each sees its own rows only.
"""

import hashlib
import json
import logging
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from bot.database import open_database, transaction, wipe
from bot.errors import SettingsError

from .follow_ups import Question
from .records_key import read_key
from .records_schema import UPGRADES
from .regression import Expectation
from .small_talk import checksum, normalised

MessageKey = tuple[int, int]
"""The ids of a chat and of a message in it."""

Span = tuple[str, int, int, str]
"""The name of an article, the start and the end of an excerpt, and its first words."""

logger = logging.getLogger(__name__)

KEEP_DAYS = 90
"""How long questions and votes are kept, in days."""

QUESTION_LENGTH = 300
"""How many characters of a question are kept."""

MOST_WAITING = 20
"""How many answers one person may wait for."""

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

_TAKEN = "taken "
"""What the checksum of a question begins with while its answer is being told."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question whose answer a person wants to be told of, in their own chat.

    If *article* is not empty, only that one is to be searched.
    """

    chat: int
    question: str
    language: str
    article: str = ""

    @property
    def asked(self) -> Question:
        """The question as it is kept."""
        return Question(self.question[:QUESTION_LENGTH], (), self.article)

    @property
    def code(self) -> str:
        """The checksum that tells it from the others of a person."""
        return checksum(self.asked.key)


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures on the questions that are remembered; times in milliseconds."""

    questions: int
    answered: int
    unsure: int
    median: float
    p95: float


class Shortcomings(NamedTuple):
    """Questions that articles could answer better, and how often each was asked.

    *disliked* are those whose answers got a thumbs down, and how many.
    """

    unanswered: list[tuple[str, int]]
    unsure: list[tuple[str, int]]
    disliked: list[tuple[str, int]]


class Records:
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

    def add_question(self, confidence: str, seconds: float) -> None:
        """Count a question and the time that its answer took."""
        values = (confidence, seconds * 1000)
        self._write("INSERT INTO asked VALUES (?, ?, ?, ?)", *values)

    def add_unanswered(self, user_id: int, question: str) -> None:
        """Remember the beginning of a question that nothing was found for."""
        self._add_question_of("unanswered", user_id, question)

    def add_unsure(self, user_id: int, question: str) -> None:
        """Remember the beginning of a question whose answer was not sure."""
        self._add_question_of("unsure", user_id, question)

    def _add_question_of(self, table: str, user_id: int, question: str) -> None:
        words = normalised(question[:QUESTION_LENGTH])[:QUESTION_LENGTH]
        values = (self._hash(user_id), question[:QUESTION_LENGTH], words)
        sql = f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?)"
        self._write(sql, *values, capped=table)

    def add_vote(
        self,
        user_id: int,
        reply: MessageKey,
        question: str,
        spans: list[Span],
        good: bool,
    ) -> None:
        """Remember what a person thinks of an answer; a later vote replaces theirs."""
        question = question[:QUESTION_LENGTH]
        values = (self._hash(user_id), self._hash(*reply), question, json.dumps(spans))
        sql = "INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._write(sql, *values, good, capped="feedback")

    def add_reply(self, message: MessageKey, reply_id: int, text: str) -> None:
        """Remember which message of the bot replies to *message* with *text*."""
        values = (self._hash(*message), reply_id, self._hash(normalised(text)))
        self._write("INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?, ?)", *values)

    def reply_to_edit(self, message: MessageKey, text: str) -> int | None:
        """Return the id of the reply to *message*; None if it replies to *text*."""
        values = (self._hash(*message), self._hash(normalised(text)))
        rows = self._read(
            "SELECT reply_id FROM replies WHERE bot = ? AND message = ? AND words <> ?",
            *values,
        )
        return rows[0][0] if rows else None

    def claim(self, thing: str, message_id: int) -> bool:
        """Return whether *message_id* is the first to claim *thing*."""
        self._write(
            "INSERT OR IGNORE INTO claims VALUES (?, ?, ?, ?)", thing, message_id
        )
        rows = self._read(
            "SELECT message_id FROM claims WHERE bot = ? AND thing = ?", thing
        )
        return rows == [(message_id,)]

    def add_waiting(self, waiting: Waiting) -> bool:
        """Remember whom to tell; False if they wait for MOST_WAITING already.

        Raises sqlite3.Error if it cannot be written: nobody is promised in vain.
        """
        chat, asked, code = waiting.chat, waiting.asked, waiting.code
        awaited = {each.code for each in self.waiting(chat)}
        if len(awaited - {code}) >= MOST_WAITING:
            return False
        values = (self._hash(chat), chat, asked.text, code, waiting.language)
        sql = "INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        self._insert(sql, *values, asked.article, capped="waiting")
        return True

    def waiting(self, chat: int | None = None) -> list[Waiting]:
        """Return what a person, or anybody, waits for, the oldest first.

        What has been taken is not among it.
        """
        values = () if chat is None else (chat,)
        condition = " AND chat = ?" if values else ""
        rows = self._read(
            "SELECT chat, question, language, article FROM waiting WHERE bot = ?"
            f" AND code NOT LIKE '{_TAKEN}%'{condition} ORDER BY at, rowid",
            *values,
        )
        return [Waiting(*row) for row in rows]

    def take_waiting(self, chat: int, code: str) -> bool:
        """Take the question with this checksum; return whether it was there.

        Of several processes, one takes it. It is to be given back or removed.
        """
        return self._recode_waiting(chat, code, _TAKEN + code)

    def give_back_waiting(self, chat: int, code: str) -> bool:
        """Let a taken question wait on; return whether it was not forgotten since."""
        return self._recode_waiting(chat, _TAKEN + code, code)

    def _recode_waiting(self, chat: int, before: str, after: str) -> bool:
        with self._lock:
            updated = self._database.execute(
                "UPDATE OR REPLACE waiting SET code = ?"
                " WHERE bot = ? AND chat = ? AND code = ?",
                (after, self._bot_id, chat, before),
            )
            return updated.rowcount > 0

    def remove_waiting(self, chat: int, code: str) -> None:
        """Delete the question with this checksum, taken or not."""
        with self._lock:
            self._database.execute(
                "DELETE FROM waiting WHERE bot = ? AND chat = ? AND code IN (?, ?)",
                (self._bot_id, chat, code, _TAKEN + code),
            )

    def stats(self) -> Stats:
        """Return the figures of the last KEEP_DAYS days."""
        rows = self._read("SELECT confidence, milliseconds FROM asked WHERE bot = ?")
        counts = Counter(confidence for confidence, _ in rows)
        times = sorted(milliseconds for _, milliseconds in rows)
        return Stats(
            len(rows), counts["high"], counts["low"], _at(times, 0.5), _at(times, 0.95)
        )

    def shortcomings(self, most: int) -> Shortcomings:
        """Return up to *most* questions of each kind, the most frequent first."""
        unanswered, unsure = (
            self._read(
                f"SELECT max(question), count(*) FROM {table} WHERE bot = ?"
                " GROUP BY words ORDER BY count(*) DESC, max(at) DESC LIMIT ?",
                most,
            )
            for table in ("unanswered", "unsure")
        )
        return Shortcomings(unanswered, unsure, self._disliked(most))

    def _disliked(self, most: int) -> list[tuple[str, int]]:
        rows = self._read(
            "SELECT question FROM feedback WHERE bot = ? AND NOT good ORDER BY at DESC"
        )
        asked = {normalised(question): question for (question,) in reversed(rows)}
        counts = Counter(normalised(question) for (question,) in rows)
        return [(asked[words], count) for words, count in counts.most_common(most)]

    def liked_by(self, people: Iterable[int]) -> list[Expectation]:
        """Return what *people* gave a thumbs up, the latest first, each question once.

        Older votes than version 0.3 do not hold the words that they are for.
        """
        liked: dict[str, Expectation] = {}
        for person in sorted(people):
            rows = self._read(
                "SELECT question, excerpts FROM feedback"
                " WHERE bot = ? AND person = ? AND good ORDER BY at DESC",
                self._hash(person),
            )
            for question, excerpts in rows:
                words = "".join(json.loads(excerpts)[0][3:])
                if words:
                    found = Expectation(question, words)
                    liked.setdefault(normalised(question), found)
        return list(liked.values())

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


def _at(ordered: list[float], share: float) -> float:
    return ordered[int(share * (len(ordered) - 1))] if ordered else 0.0
