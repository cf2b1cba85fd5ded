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
from typing import Any

from bot.database import open_database, transaction
from bot.errors import InboxError

from .replicas import Replica

Json = dict[str, Any]

MOST_TRIES = 4
"""After this many failed tries (an error, or the death of the process) we give up."""

TRIES_IN_COMPANY = 2
"""After this many failed tries an update is tried alone, so as to harm no other."""

# Telegram delivers an update again for up to 24 hours; after a week without updates,
# their ids may restart.
ANSWERED_KEPT_SECONDS = 2 * 24 * 3600
GIVEN_UP_KEPT_SECONDS = 7 * 24 * 3600

PROBE_BYTES = 64 * 1024
"""What the disk must take to count as working; more than most updates."""

_MOST_ID = 2**63 - 1

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
]


class State(StrEnum):
    """What has become of an update."""

    WAITING = "waiting"
    ANSWERED = "answered"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class Entry:
    """An update to work on; *received* is a Unix time."""

    update_id: int
    body: str
    received: float
    tries: int


@dataclass(frozen=True, slots=True)
class Result:
    """How work on an update ended; one that waits is not tried before *not_before*."""

    update_id: int
    state: State
    tries: int = 0
    not_before: float = 0.0


class InboxTable:
    """The blocking half of `Inbox`, for one thread at a time."""

    def __init__(self, folder: Path, bot_id: int) -> None:
        """Open or make the table of a bot in *folder*; raises InboxError."""
        try:
            # Other users of this machine must not read what people ask.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Update ids are unique per bot only.
            self._file = folder / f"inbox-{bot_id}.sqlite3"
            self._file.touch(mode=0o600)
            with ExitStack() as stack:
                self._database = open_database(
                    self._file, _UPGRADES, synchronous="FULL"
                )
                stack.callback(self._database.close)
                self._replica = Replica.join(self._file)
                stack.callback(self._replica.leave)
                self._release(self._replica.number)
                stack.pop_all()
        except (OSError, sqlite3.Error) as error:
            raise InboxError(
                f"DATA_DIR={str(folder)!r} cannot hold the inbox: {error}"
            ) from error

    def add(self, updates: Sequence[Json]) -> int:
        """Insert *updates* that are new, and return their number."""
        now = time.time()
        rows = [
            (update["update_id"], _lane(update), json.dumps(update), now)
            for update in updates
            if _has_id(update)
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
            self._database.executemany(
                "UPDATE updates SET state = ?1, tries = ?2, not_before = ?3,"
                " owner = NULL, body = CASE ?1 WHEN 'answered' THEN NULL ELSE body END"
                " WHERE update_id = ?4",
                [(r.state, r.tries, r.not_before, r.update_id) for r in results],
            )
            entries = _in_company(self._first_of_lanes(limit), alone=alone)
            self._database.executemany(
                "UPDATE updates SET owner = ?, harmless = 0 WHERE update_id = ?",
                [(self._replica.number, entry.update_id) for entry in entries],
            )
            return entries

    def _first_of_lanes(self, limit: int) -> list[Entry]:
        rows = self._database.execute(
            "SELECT update_id, body, received, tries FROM updates"
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
            (self._replica.number,),
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
                " state = CASE WHEN tries + 1 - harmless < ?1 THEN state"
                " ELSE 'given up' END WHERE owner = ?2",
                (MOST_TRIES, replica),
            )

    def _prune(self) -> None:
        now = time.time()
        with transaction(self._database):
            self._database.execute(
                "DELETE FROM updates WHERE state = 'answered' AND received < ?"
                " OR state = 'given up' AND received < ?",
                (now - ANSWERED_KEPT_SECONDS, now - GIVEN_UP_KEPT_SECONDS),
            )

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
                    (self._replica.number,),
                )
        except sqlite3.Error as error:
            # They are released at the next start, as after a crash.
            logger.error("The inbox cannot be closed (%s)", type(error).__name__)
        self._database.close()
        self._replica.leave()


def _in_company(entries: list[Entry], *, alone: bool) -> list[Entry]:
    """Return the entries that may be worked on at the same time."""
    calm = [entry for entry in entries if entry.tries < TRIES_IN_COMPANY]
    return calm or (entries[:1] if alone else [])


def _has_id(update: Json) -> bool:
    update_id = update.get("update_id")
    return isinstance(update_id, int) and 0 <= update_id <= _MOST_ID


def _lane(update: Json) -> str:
    """Return the queue in which an update keeps its order: its chat, else its user.

    Taps and inline queries expire within seconds, so no chat may hold them up.
    """
    for content in update.values():
        if isinstance(content, dict):
            for place, kind in (("chat", "chat"), ("from", "user")):
                who = content.get(place)
                if isinstance(who, dict) and isinstance(who.get("id"), int):
                    return f"{kind} {who['id']}"
    return f"update {update['update_id']}"
