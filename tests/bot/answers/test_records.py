import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bot.answers.records import KEEP_DAYS, Records, Stats
from bot.errors import SettingsError
from tests.databases import damage, layout_of, make_database, query, version_of

USER, OTHER = 123456789, 987654321
MESSAGE = (USER, 7)
DAY = 86400


OpenRecords = Callable[[], Records]


@pytest.fixture
def open_records(tmp_path: Path) -> Iterator[OpenRecords]:
    """Open the records of the same folder, as a restart or another process does."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Records(tmp_path)))


@pytest.fixture
def records(open_records: OpenRecords) -> Records:
    return open_records()


def file_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("records*")))


def test_unanswered_questions_come_most_asked_first(records: Records) -> None:
    records.add_unanswered(USER, "Perpetual motion?")
    for user in (USER, OTHER):
        records.add_unanswered(user, "Atlantis!")

    assert records.unanswered(10) == [("Atlantis!", 2), ("Perpetual motion?", 1)]
    assert records.unanswered(1) == [("Atlantis!", 2)]


def test_forgetting_a_person_leaves_the_others(
    records: Records, open_records: OpenRecords, tmp_path: Path
) -> None:
    records.add_unanswered(USER, "mine")
    records.add_unanswered(OTHER, "theirs")
    records.add_vote(USER, MESSAGE, "my vote", [("a.txt", 0, 5)], True)
    records.forget(USER)
    records.close()

    assert open_records().unanswered(10) == [("theirs", 1)]
    assert b"my vote" not in file_bytes(tmp_path)


def test_no_id_stands_in_the_file(records: Records, tmp_path: Path) -> None:
    records.add_unanswered(USER, "Atlantis")
    records.add_vote(USER, MESSAGE, "Atlantis", [], False)
    records.add_reply(MESSAGE, 8, "Atlantis")

    data = file_bytes(tmp_path)
    assert b"Atlantis" in data
    assert str(USER).encode() not in data
    assert USER.to_bytes(4, "big") not in data


def test_figures_are_those_of_all_questions(records: Records) -> None:
    assert records.stats() == Stats(0, 0, 0, 0.0, 0.0)
    for confidence, seconds in [("high", 0.001), ("high", 0.002), ("low", 0.004)]:
        records.add_question(confidence, seconds)
    records.add_question("none", 0.1)

    stats = records.stats()
    assert (stats.questions, stats.answered, stats.unsure) == (4, 2, 1)
    assert stats.median == pytest.approx(2)
    assert stats.p95 == pytest.approx(4)


def test_a_reply_is_found_again_until_the_words_are_the_same(records: Records) -> None:
    records.add_reply(MESSAGE, 8, "When do dogs bark?")

    assert records.reply_to_edit(MESSAGE, "when do DOGS bark") is None
    assert records.reply_to_edit(MESSAGE, "When do cats sleep?") == 8
    assert records.reply_to_edit((USER, 9), "When do cats sleep?") is None


def test_the_first_message_that_claims_a_thing_has_it_for_good(
    records: Records,
) -> None:
    assert records.claim("album", 1)
    assert not records.claim("album", 2)
    assert records.claim("album", 1)


def test_what_is_too_old_is_removed(tmp_path: Path) -> None:
    now = 0.0
    with closing(Records(tmp_path, now=lambda: now)) as records:
        records.add_unanswered(USER, "old")
        now = (KEEP_DAYS - 1) * DAY
        records.add_unanswered(USER, "new")
        assert len(records.unanswered(10)) == 2
        now = (KEEP_DAYS + 1) * DAY
        records.add_question("high", 0.001)

        assert records.unanswered(10) == [("new", 1)]


def test_what_is_kept_outlives_a_restart_and_may_be_shared(
    open_records: OpenRecords,
) -> None:
    first, second = open_records(), open_records()
    first.add_reply(MESSAGE, 8, "dogs")
    first.set_note("profile", "1")

    assert second.reply_to_edit(MESSAGE, "cats") == 8
    assert second.note("profile") == "1"
    assert second.note("other") is None


def test_the_key_is_made_once_for_its_owner_only(
    open_records: OpenRecords, tmp_path: Path
) -> None:
    open_records()
    key = (tmp_path / "key").read_bytes()
    open_records()

    assert (tmp_path / "key").read_bytes() == key
    assert len(key) == 32
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert not list(tmp_path.glob("key.*"))


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with pytest.raises(SettingsError, match=r"DATA_DIR='.*data' cannot be used: "):
        Records(tmp_path / "data")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_text("no database" * 100)

    with pytest.raises(
        SettingsError, match=r"records\.sqlite3: file is not a database"
    ):
        Records(tmp_path)


def test_a_damaged_file_is_named(records: Records, tmp_path: Path) -> None:
    records.add_question("high", 0.001)
    records.close()
    damage(tmp_path / "records.sqlite3")

    with pytest.raises(SettingsError) as caught:
        Records(tmp_path)

    assert re.fullmatch(
        r"DATA_DIR='.*' cannot be used: records\.sqlite3: .*(damaged|malformed)",
        str(caught.value),
    )


def test_records_without_a_version_are_upgraded_and_keep_all(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    make_database(file, "records-0.sql")
    tables = "asked", "unanswered", "feedback", "replies", "claims", "notes"
    before = [query(file, f"SELECT * FROM {table}") for table in tables]

    with closing(Records(tmp_path, now=lambda: 4.0)) as records:
        assert records.unanswered(10) == [("Atlantis?", 2), ("Perpetual motion?", 1)]
        assert records.stats() == Stats(3, 1, 1, 4.0, 4.0)
        assert records.note("profile") == "known"
        assert records.claim("album", 7)
        assert [query(file, f"SELECT * FROM {table}") for table in tables] == before
        assert version_of(file) == 1


def test_upgraded_records_have_the_layout_of_new_ones(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    make_database(tmp_path / "old" / "records.sqlite3", "records-0.sql")
    layouts = []
    for folder in (tmp_path / "old", tmp_path / "new"):
        Records(folder).close()
        layouts.append(layout_of(folder / "records.sqlite3"))

    assert layouts[0] == layouts[1]


def test_records_of_a_newer_version_are_refused(
    records: Records, tmp_path: Path
) -> None:
    records.close()
    query(tmp_path / "records.sqlite3", "PRAGMA user_version = 99")

    with pytest.raises(SettingsError, match=r"records\.sqlite3: a newer version of "):
        Records(tmp_path)
