"""SQLite files that processes share, and how files of older versions are upgraded."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

LOCK_SECONDS = 10
"""How long to wait while another process writes, which takes milliseconds."""

Upgrades = Sequence[Sequence[str]]
"""The SQL statements that lead from each schema version to the next.

The first ones make the schema of an empty file, version 0. A file's version is its
`PRAGMA user_version`. To change a schema, append statements and never edit older ones.
"""


class UnusableFileError(sqlite3.DatabaseError):
    """A file is damaged, not a database, or too new; the message says which and why."""


def open_database(
    path: Path, upgrades: Upgrades, *, synchronous: Literal["NORMAL", "FULL"]
) -> sqlite3.Connection:
    """Open or make the file *path*, with the schema that all *upgrades* lead to.

    Returns a connection that threads may use in turn.
    Raises UnusableFileError, having left the file as it was, or OSError.
    """
    # The files that SQLite puts beside it get the same permissions.
    path.touch(mode=0o600)
    database = None
    try:
        database = sqlite3.connect(
            path, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False
        )
        _check(database)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(f"PRAGMA synchronous = {synchronous}")
        database.execute("PRAGMA secure_delete = ON")
        # Or the copy that VACUUM makes would be a file outside the folder.
        database.execute("PRAGMA temp_store = MEMORY")
        if _upgrade(database, upgrades):
            wipe(database)
    except sqlite3.Error as error:
        if database:
            database.close()
        raise UnusableFileError(f"{path.name}: {error}") from error
    return database


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Commit all that the block writes, or nothing if it raises."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.commit()
    except BaseException:
        database.rollback()
        raise


def wipe(database: sqlite3.Connection) -> None:
    """Leave nothing in the file, or in the log beside it, of what was deleted.

    secure_delete alone is not enough: a row that SQLite moved to another page may have
    left a copy behind. Raises sqlite3.OperationalError when others use the file for too
    long; the rows are deleted even so.
    """
    database.execute("VACUUM")
    [[is_busy, _, _]] = database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if is_busy:
        raise sqlite3.OperationalError("database is locked")


def _check(database: sqlite3.Connection) -> None:
    [[verdict]] = database.execute("PRAGMA quick_check(1)")
    if verdict != "ok":
        raise sqlite3.DatabaseError("the file is damaged")


def _upgrade(database: sqlite3.Connection, upgrades: Upgrades) -> bool:
    """Return whether there was something to upgrade."""
    # If several processes start at once, one upgrades and the others find it done.
    with transaction(database):
        version: int
        [[version]] = database.execute("PRAGMA user_version")
        if version > len(upgrades):
            raise sqlite3.DatabaseError(
                f"a newer version of this program wrote it (schema {version}, "
                f"and this one knows schemas up to {len(upgrades)})"
            )
        for statements in upgrades[version:]:
            for statement in statements:
                database.execute(statement)
        if version < len(upgrades):
            database.execute(f"PRAGMA user_version = {len(upgrades)}")
    return version < len(upgrades)
