import multiprocessing
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.database import UnusableFileError, Upgrades, open_database, transaction
from tests.databases import query, version_of

FIRST = ["CREATE TABLE votes (person TEXT)", "INSERT INTO votes VALUES ('first')"]
SECOND = ["ALTER TABLE votes ADD COLUMN good INTEGER NOT NULL DEFAULT 1"]
BROKEN = [
    "INSERT INTO votes (person) VALUES ('third')",
    "ALTER TABLE none ADD COLUMN a",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "votes.sqlite3"


def open_and_close(path: Path, upgrades: Upgrades) -> None:
    open_database(path, upgrades, synchronous="FULL").close()


def test_a_file_gets_only_the_upgrades_that_it_lacks(path: Path) -> None:
    open_and_close(path, [FIRST])
    assert version_of(path) == 1
    open_and_close(path, [FIRST, SECOND])
    open_and_close(path, [FIRST, SECOND])

    assert version_of(path) == 2
    assert query(path, "SELECT * FROM votes") == [("first", 1)]


def test_a_file_two_versions_old_gets_both_upgrades(path: Path) -> None:
    open_and_close(path, [FIRST, SECOND])

    assert version_of(path) == 2
    assert query(path, "SELECT * FROM votes") == [("first", 1)]


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    open_and_close(path, [FIRST, SECOND])

    with pytest.raises(UnusableFileError, match=r"^votes\.sqlite3: no such table"):
        open_and_close(path, [FIRST, SECOND, BROKEN])

    assert version_of(path) == 2
    assert query(path, "SELECT * FROM votes") == [("first", 1)]


def test_a_newer_file_is_refused_and_left_as_it_is(path: Path) -> None:
    open_and_close(path, [FIRST, SECOND])

    with pytest.raises(UnusableFileError) as caught:
        open_and_close(path, [FIRST])

    assert str(caught.value) == (
        "votes.sqlite3: a newer version of this program wrote it "
        "(schema 2, and this one knows schemas up to 1)"
    )
    assert version_of(path) == 2


def test_processes_that_start_at_once_upgrade_once(path: Path) -> None:
    open_and_close(path, [FIRST])
    context = multiprocessing.get_context("spawn")
    arguments = path, [FIRST, SECOND]
    processes = [
        context.Process(target=open_and_close, args=arguments) for _ in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0] * 4
    assert version_of(path) == 2


def delete_and_fail(database: sqlite3.Connection) -> None:
    with transaction(database):
        database.execute("DELETE FROM votes")
        database.execute("DELETE FROM none")


def test_of_a_transaction_that_raises_nothing_is_written(path: Path) -> None:
    with closing(open_database(path, [FIRST], synchronous="FULL")) as database:
        with pytest.raises(sqlite3.OperationalError):
            delete_and_fail(database)

        assert database.execute("SELECT * FROM votes").fetchall() == [("first",)]
