"""The inbox's SQLite table: one file per bot, which replicas may share."""

import json
import logging
import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile

from bot.database import open_database, transaction, wipe
from bot.errors import InboxError

from .raw_updates import Json, has_id, is_from, lane_of, shows
from .replicas import Replica

MOST_TRIES = 4
"""After this many failed tries (an error, or the death of the process) we give up."""

TRIES_IN_COMPANY = 2
"""After this many failed tries an update is tried alone, so as to harm no other."""

# Telegram delivers an update again for up to 24 hours; after a week without updates,
# their ids may restart.
ANSWERED_KEPT_SECONDS = 2 * 24 * 3600
GIVEN_UP_KEPT_DAYS = 7

# Somebody wrote it in the name of a chat: no person could have it forgotten.
_NOBODYS = "body LIKE '%\"sender_chat\"%'"
PROBE_BYTES = 64 * 1024
"""What the disk must take to count as working; more than most updates."""


logger = logging.getLogger(__name__)

_UPGRADES = [
    [
        # IF NOT EXISTS: the first files had this table, and no version yet.
        "CREATE TABLE IF NOT EXISTS updates ("
        " update_id INTEGER PRIMARY KEY,"
        " lane TEXT NOT NULL,"
        " body TEXT,"
        " received REAL NOT NULL,"
        " state TEXT NOT NULL DEFAULT 'waiting',"
        " owner INTEGER,"
        " harmless INTEGER NOT NULL DEFAULT 0,"
        " tries INTEGER NOT NULL DEFAULT 0,"
        " not_before REAL NOT NULL DEFAULT 0)",
        "CREATE INDEX IF NOT EXISTS heads ON updates (lane, update_id)"
        " WHERE state = 'waiting'",
        "CREATE INDEX IF NOT EXISTS owned ON updates (owner) WHERE owner IS NOT NULL",
    ],
    # An upgrade also wipes off the disk what was deleted before.
    ["UPDATE updates SET lane = '' WHERE state = 'answered'"],
]


class State(StrEnum):
    """What has become of an update."""

    WAITING = "waiting"
    ANSWERED = "answered"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Entry:
    """An update to work on; *received* and *not_before* are Unix times."""

    update_id: int
    body: str
    received: float
    tries: int
    not_before: float = 0.0

    @property
    def is_repeated(self) -> bool:
        """Whether it was handled before, though perhaps not by this process."""
        return self.not_before > 0


@dataclass(frozen=True, slots=True)
class Result:
    """How work on an update ended; one that waits is not tried before *not_before*."""

    update_id: int
    state: State
    tries: int = 0
    not_before: float = 0.0


class InboxTable:
    """The blocking half of `Inbox`, for one thread at a time.

    *replica* has the number of this process among those that share the table.
    """

    def __init__(self, folder: Path, bot_id: int) -> None:
        """Open or make the table of a bot in *folder*; raises InboxError."""
        try:
            # Other users of this machine must not read what people ask.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Update ids are unique per bot only.
            self._file = folder / f"inbox-{bot_id}.sqlite3"
            with ExitStack() as stack:
                self._database = open_database(
                    self._file, _UPGRADES, synchronous="FULL"
                )
                stack.callback(self._database.close)
                self.replica = Replica.join(self._file)
                stack.callback(self.replica.leave)
                self._release(self.replica.number)
                stack.pop_all()
        except (OSError, sqlite3.Error) as error:
            raise InboxError(
                f"DATA_DIR={str(folder)!r} cannot hold the inbox: {error}"
            ) from error

    def add(self, updates: Sequence[Json]) -> int:
        """Insert *updates* that are new, and return their number."""
        now = time.time()
        rows = [
            (update["update_id"], lane_of(update), json.dumps(update), now)
            for update in updates
            if has_id(update)
        ]
        with transaction(self._database):
            before = self._database.total_changes
            self._database.executemany(
                "INSERT OR IGNORE INTO updates (update_id, lane, body, received)"
                " VALUES (?, ?, ?, ?)",
                rows,
            )
            return self._database.total_changes - before

    def exchange(
        self,
        results: Sequence[Result],
        harmless: Sequence[int],
        limit: int,
        alone: bool,
    ) -> list[Entry]:
        """Save *results* and return updates to work on; see `Inbox.exchange`."""
        with transaction(self._database):
            self._database.executemany(
                "UPDATE updates SET harmless = 1 WHERE update_id = ?",
                [(update_id,) for update_id in harmless],
            )
            self._note(results)
            entries = _in_company(self._first_of_lanes(limit), alone=alone)
            self._database.executemany(
                "UPDATE updates SET owner = ?, harmless = 0 WHERE update_id = ?",
                [(self.replica.number, entry.update_id) for entry in entries],
            )
            return entries

    def _note(self, results: Sequence[Result]) -> None:
        self._database.executemany(
            "UPDATE updates SET tries = :tries, not_before = :not_before, owner = NULL,"
            # What was forgotten meanwhile cannot be tried again.
            " state = CASE WHEN body IS NULL THEN 'answered' ELSE :state END,"
            " body = CASE WHEN :state = 'answered'"
            f" OR :state = 'given up' AND {_NOBODYS}"
            " THEN NULL ELSE body END,"
            # It holds the id of a person, and has no use any more.
            " lane = CASE :state WHEN 'answered' THEN '' ELSE lane END"
            " WHERE update_id = :update_id",
            [
                {
                    "state": result.state,
                    "tries": result.tries,
                    "not_before": result.not_before,
                    "update_id": result.update_id,
                }
                for result in results
            ],
        )

    def _first_of_lanes(self, limit: int) -> list[Entry]:
        rows = self._database.execute(
            "SELECT update_id, body, received, tries, not_before FROM updates"
            " WHERE update_id IN (SELECT min(update_id) FROM updates"
            " WHERE state = 'waiting' GROUP BY lane)"
            " AND owner IS NULL AND not_before <= ?"
            " ORDER BY tries, update_id LIMIT ?",
            (time.time(), limit),
        )
        return [Entry(*row) for row in rows]

    def clean_up(self) -> None:
        """Release the updates of dead replicas, and delete those settled long ago."""
        self._adopt()
        self._prune()

    def _adopt(self) -> None:
        owners = self._database.execute(
            "SELECT DISTINCT owner FROM updates WHERE owner IS NOT NULL AND owner <> ?",
            (self.replica.number,),
        )
        for (owner,) in owners.fetchall():
            if replica := Replica.take(self._file, owner):
                self._release(owner)
                replica.leave()

    def _release(self, replica: int) -> None:
        """Release the updates that a dead process held.

        One may have killed it, so each that was not harmless counts as a failed try.
        """
        with transaction(self._database):
            self._database.execute(
                "UPDATE updates SET owner = NULL, tries = tries + 1 - harmless,"
                " state = CASE WHEN tries + 1 - harmless < :most_tries THEN state"
                " ELSE 'given up' END,"
                f" body = CASE WHEN tries + 1 - harmless >= :most_tries AND {_NOBODYS}"
                " THEN NULL ELSE body END WHERE owner = :replica",
                {"most_tries": MOST_TRIES, "replica": replica},
            )

    def _prune(self) -> None:
        now = time.time()
        with transaction(self._database):
            self._database.execute(
                "DELETE FROM updates WHERE state = 'answered' AND received < ?"
                " OR state = 'given up' AND received < ?",
                (now - ANSWERED_KEPT_SECONDS, now - GIVEN_UP_KEPT_DAYS * 24 * 3600),
            )

    def forget(self, user_id: int, before: int) -> None:
        """Leave nothing of what a person sent before the update *before*.

        What still waits of it gets no answer. An update that was given up goes even if
        it only shows a message of theirs, as a reply does.
        """
        rows = self._database.execute(
            "SELECT update_id, body, state FROM updates"
            " WHERE body IS NOT NULL AND update_id <> ?",
            (before,),
        )
        theirs = [
            (update_id,)
            for update_id, body, state in rows
            if (state == State.GIVEN_UP and shows(json.loads(body), user_id))
            or (update_id < before and is_from(json.loads(body), user_id))
        ]
        with transaction(self._database):
            self._database.executemany(
                "UPDATE updates SET body = NULL, lane = '', state = 'answered'"
                " WHERE update_id = ?",
                theirs,
            )
        wipe(self._database)

    def count_waiting(self) -> tuple[int, float]:
        """Return how many updates wait, and the age of the oldest in seconds."""
        waiting, oldest = self._database.execute(
            "SELECT count(*), min(received) FROM updates WHERE state = 'waiting'"
        ).fetchone()
        return waiting, time.time() - oldest if waiting else 0.0

    def check_disk(self) -> None:
        """Write and delete an unnamed file; raises OSError if the disk takes nothing.

        A transaction would not show it, since SQLite reuses parts of its files.
        """
        with TemporaryFile(dir=self._file.parent) as file:
            file.write(bytes(PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())

    def close(self) -> None:
        """Release the updates at work, and close the file."""
        try:
            with transaction(self._database):
                self._database.execute(
                    "UPDATE updates SET owner = NULL WHERE owner = ?",
                    (self.replica.number,),
                )
        except sqlite3.Error as error:
            # They are released at the next start, as after a crash.
            logger.error("The inbox cannot be closed (%s)", type(error).__name__)
        self._database.close()
        self.replica.leave()


def _in_company(entries: list[Entry], *, alone: bool) -> list[Entry]:
    """Return the entries that may be worked on at the same time."""
    calm = [entry for entry in entries if entry.tries < TRIES_IN_COMPANY]
    return calm or (entries[:1] if alone else [])
