"""SQLite files of other versions, or damaged ones."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def make_database(path: Path, script: str) -> None:
    """Create the database *path* from tests/data/*script*."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript((DATA / script).read_text(encoding="utf-8"))


def query(path: Path, sql: str) -> Sequence[Any]:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        return database.execute(sql).fetchall()


def version_of(path: Path) -> int:
    [[version]] = query(path, "PRAGMA user_version")
    assert isinstance(version, int)
    return version


def layout_of(path: Path) -> Sequence[Any]:
    """Return the tables and indexes of a database with their columns."""
    return query(
        path,
        "SELECT m.type, m.name, c.name, c.type, c.'notnull', c.dflt_value, c.pk"
        " FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c"
        " ORDER BY m.type, m.name, c.cid",
    )


def damage(path: Path) -> None:
    """Overwrite all pages except the first."""
    query(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    [[page_size]] = query(path, "PRAGMA page_size")
    data = path.read_bytes()
    path.write_bytes(data[:page_size] + b"\xff" * (len(data) - page_size))
