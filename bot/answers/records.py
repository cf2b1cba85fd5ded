"""What the bot stores: questions and votes for admins, who waits, where replies are."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .follow_ups import Question
from .records_file import RecordsFile
from .regression import Expectation
from .small_talk import checksum, normalised

MessageKey = tuple[int, int]
"""The ids of a chat and of a message in it."""

Span = tuple[str, int, int, str]
"""The name of an article, the start and the end of an excerpt, and its first words."""

QUESTION_LENGTH = 300
"""How many characters of a question are kept."""

MOST_WAITING = 20
"""How many answers one person may wait for."""

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


class Records(RecordsFile):
    """The records of a bot, see `RecordsFile`."""

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


def _at(ordered: list[float], share: float) -> float:
    return ordered[int(share * (len(ordered) - 1))] if ordered else 0.0
