import logging
import os
import random
import re
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from bot.answers.records import QUESTION_LENGTH, Records, Stats, Waiting
from bot.answers.records_file import KEEP_DAYS, MOST_ROWS, MOST_ROWS_OF_PERSON
from bot.answers.records_schema import UPGRADES
from bot.database import open_database
from bot.errors import SettingsError
from tests.databases import damage, layout_of, make_database, query, version_of

BOT, OTHER_BOT = 1000, 2000
USER, OTHER = 123456789, 987654321
MESSAGE = (USER, 7)
DAY = 86400


OpenRecords = Callable[[], Records]


@pytest.fixture
def open_records(tmp_path: Path) -> Iterator[OpenRecords]:
    """Open the records of the same folder, as a restart or another process does."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Records(tmp_path, BOT)))


@pytest.fixture
def records(open_records: OpenRecords) -> Records:
    return open_records()


def file_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("records*")))


def test_unanswered_questions_come_most_asked_first(records: Records) -> None:
    records.add_unanswered(USER, "Perpetual motion?")
    for user in (USER, OTHER):
        records.add_unanswered(user, "Atlantis!")

    assert records.shortcomings(10).unanswered == [
        ("Atlantis!", 2),
        ("Perpetual motion?", 1),
    ]
    assert records.shortcomings(1).unanswered == [("Atlantis!", 2)]


def test_questions_without_a_sure_or_a_liked_answer_are_listed_apart(
    records: Records,
) -> None:
    for user in (USER, OTHER):
        records.add_unsure(user, "Where is Atlantis?")
    records.add_unsure(USER, "Who built it?")
    records.add_vote(USER, (1, 1), "Who rules?", [], False)
    records.add_vote(OTHER, (2, 2), "who rules", [], False)
    records.add_vote(USER, (1, 2), "When?", [], False)
    records.add_vote(USER, (1, 3), "Why?", [], False)
    records.add_vote(USER, (1, 3), "Why?", [], True)

    assert records.shortcomings(2) == (
        [],
        [("Where is Atlantis?", 2), ("Who built it?", 1)],
        [("who rules", 2), ("When?", 1)],
    )


def test_forgetting_a_person_leaves_the_others(
    records: Records, open_records: OpenRecords, tmp_path: Path
) -> None:
    records.add_unanswered(USER, "mine")
    records.add_unanswered(OTHER, "theirs")
    records.add_unsure(USER, "my doubt")
    records.add_vote(USER, MESSAGE, "my vote", [("a.txt", 0, 5, "Dogs")], True)
    records.forget(USER)
    records.close()

    assert open_records().shortcomings(10).unanswered == [("theirs", 1)]
    assert b"my vote" not in file_bytes(tmp_path)
    assert b"my doubt" not in file_bytes(tmp_path)


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
    with closing(Records(tmp_path, BOT, now=lambda: now)) as records:
        records.add_unanswered(USER, "old")
        now = (KEEP_DAYS - 1) * DAY
        records.add_unanswered(USER, "new")
        assert len(records.shortcomings(10).unanswered) == 2
        now = (KEEP_DAYS + 1) * DAY
        records.add_question("high", 0.001)

        assert records.shortcomings(10).unanswered == [("new", 1)]


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
        Records(tmp_path / "data", BOT)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_text("no database" * 100)

    with pytest.raises(
        SettingsError, match=r"records\.sqlite3: file is not a database"
    ):
        Records(tmp_path, BOT)


def test_a_damaged_file_is_named(records: Records, tmp_path: Path) -> None:
    records.add_question("high", 0.001)
    records.close()
    damage(tmp_path / "records.sqlite3")

    with pytest.raises(SettingsError) as caught:
        Records(tmp_path, BOT)

    assert re.fullmatch(
        r"DATA_DIR='.*' cannot be used: records\.sqlite3: .*(damaged|malformed)",
        str(caught.value),
    )


@pytest.mark.parametrize("version", [0, 1])
def test_records_of_an_older_version_are_upgraded_and_keep_all(
    tmp_path: Path, version: int
) -> None:
    file = tmp_path / "records.sqlite3"
    make_database(file, "records-0.sql")
    query(file, f"PRAGMA user_version = {version}")
    tables = "asked", "unanswered", "feedback", "replies", "claims", "notes"
    before = [query(file, f"SELECT *, {BOT} FROM {table}") for table in tables]

    with closing(Records(tmp_path, BOT, now=lambda: 4.0)) as records:
        assert records.shortcomings(10).unanswered == [
            ("Atlantis?", 2),
            ("Perpetual motion?", 1),
        ]
        assert records.stats() == Stats(3, 1, 1, 4.0, 4.0)
        assert records.note("profile") == "known"
        assert records.claim("album", 7)
        query(file, "DELETE FROM notes WHERE name = 'key'")
        assert [query(file, f"SELECT * FROM {table}") for table in tables] == before
        assert version_of(file) == len(UPGRADES)


def test_an_upgrade_cuts_long_questions_and_wipes_what_was_deleted(
    tmp_path: Path,
) -> None:
    file = tmp_path / "records.sqlite3"
    make_database(file, "records-0.sql")
    query(file, "UPDATE unanswered SET question = printf('%.400c', 'q')")
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA secure_delete = OFF")
        for _ in range(9):
            database.execute(
                "INSERT INTO unanswered VALUES (1, 'a', 'Nobody may see this', 'x')"
            )
        database.execute("DELETE FROM unanswered WHERE words = 'x'")
    assert b"Nobody may see this" in file_bytes(tmp_path)

    with closing(Records(tmp_path, BOT)) as records:
        assert b"Nobody may see this" not in file_bytes(tmp_path)
        assert records.shortcomings(1).unanswered == [("q" * 300, 2)]


def test_upgraded_records_have_the_layout_of_new_ones(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    make_database(tmp_path / "old" / "records.sqlite3", "records-0.sql")
    layouts = []
    for folder in (tmp_path / "old", tmp_path / "new"):
        Records(folder, BOT).close()
        layouts.append(layout_of(folder / "records.sqlite3"))

    assert layouts[0] == layouts[1]


def test_records_of_a_newer_version_are_refused(
    records: Records, tmp_path: Path
) -> None:
    records.close()
    query(tmp_path / "records.sqlite3", "PRAGMA user_version = 99")

    with pytest.raises(SettingsError, match=r"records\.sqlite3: a newer version of "):
        Records(tmp_path, BOT)


def test_bots_that_share_a_folder_do_not_see_each_other(tmp_path: Path) -> None:
    with (
        closing(Records(tmp_path, BOT)) as one,
        closing(Records(tmp_path, OTHER_BOT)) as other,
    ):
        one.add_unanswered(USER, "Atlantis?")
        one.add_question("high", 1.0)
        one.add_reply(MESSAGE, 8, "Atlantis?")
        one.set_note("profile", "known")
        assert one.claim("album", 1)

        assert other.shortcomings(10).unanswered == []
        assert other.stats().questions == 0
        assert other.reply_to_edit(MESSAGE, "Eldorado?") is None
        assert other.note("profile") is None
        assert other.claim("album", 2)
        other.add_reply(MESSAGE, 9, "Eldorado?")
        other.set_note("profile", "new")
        other.forget(USER)
        assert one.shortcomings(10).unanswered == [("Atlantis?", 1)]
        assert one.reply_to_edit(MESSAGE, "Eldorado?") == 8
        assert one.note("profile") == "known"


def test_only_the_first_bot_gets_the_rows_of_older_versions(tmp_path: Path) -> None:
    make_database(tmp_path / "records.sqlite3", "records-0.sql")
    with (
        closing(Records(tmp_path, BOT, now=lambda: 4.0)) as first,
        closing(Records(tmp_path, OTHER_BOT, now=lambda: 4.0)) as second,
    ):
        assert first.stats().questions == 3
        assert second.stats().questions == 0


def test_a_question_is_kept_up_to_a_length(records: Records, tmp_path: Path) -> None:
    # One character that is 18 when it is normalised.
    records.add_unanswered(
        USER, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 999
    )
    records.add_vote(USER, MESSAGE, "q" * 999, [], True)
    file = tmp_path / "records.sqlite3"

    [[question, words]] = query(file, "SELECT question, words FROM unanswered")
    [[voted]] = query(file, "SELECT question FROM feedback")
    assert (len(question), len(words), len(voted)) == (QUESTION_LENGTH,) * 3


def test_a_person_fills_a_share_of_the_file_only(records: Records) -> None:
    records.add_unanswered(OTHER, "theirs")
    for number in range(MOST_ROWS_OF_PERSON + 5):
        records.add_unanswered(USER, f"question {number}")

    kept = {
        question
        for question, _ in records.shortcomings(2 * MOST_ROWS_OF_PERSON).unanswered
    }
    assert kept == {"theirs"} | {
        f"question {number}" for number in range(5, MOST_ROWS_OF_PERSON + 5)
    }


def test_all_persons_together_fill_the_file_up_to_a_size(
    records: Records, tmp_path: Path
) -> None:
    query(
        tmp_path / "records.sqlite3",
        "WITH RECURSIVE numbers(n) AS"
        f" (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {MOST_ROWS})"
        " INSERT INTO unanswered"
        " SELECT unixepoch() - n, n, 'old', 'old', 1000 FROM numbers",
    )
    records.add_unanswered(USER, "new")

    assert records.shortcomings(10).unanswered == [("old", MOST_ROWS - 1), ("new", 1)]


@pytest.mark.parametrize("seed", [10, 19])
def test_forgetting_leaves_no_word_in_any_file(tmp_path: Path, seed: int) -> None:
    # With these seeds, rows that moved to other pages have left copies behind.
    choose = random.Random(seed)
    with closing(Records(tmp_path, BOT)) as records:
        for _ in range(800):
            user = choose.choice([USER, *range(1, 5)])
            words = "Xanadu " if user == USER else "theirs "
            text = words * choose.randrange(1, 40)
            records.add_unanswered(user, text)
            records.add_vote(user, (1, choose.randrange(99)), text, [], True)
        records.forget(USER)

        data = file_bytes(tmp_path)
        assert b"theirs" in data
        assert b"xanadu" not in data.lower()


@pytest.mark.parametrize("size", [0, 5, 33])
def test_a_key_of_another_length_is_refused(
    records: Records, tmp_path: Path, size: int
) -> None:
    (tmp_path / "key").write_bytes(b"k" * size)

    with pytest.raises(SettingsError) as caught:
        Records(tmp_path, BOT)

    assert str(caught.value) == (
        f"DATA_DIR={str(tmp_path)!r} cannot be used: key: it has {size} bytes instead "
        "of 32. Put the right one back, or remove it and have a new one made"
    )


@pytest.mark.parametrize("is_missing", [True, False])
def test_another_key_is_noticed_and_what_it_cannot_tell_apart_is_forgotten(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, is_missing: bool
) -> None:
    with closing(Records(tmp_path, BOT, now=lambda: 1.0)) as records:
        records.add_unanswered(USER, "Xanadu?")
    assert not caplog.records
    if is_missing:
        (tmp_path / "key").unlink()
    else:
        (tmp_path / "key").write_bytes(b"k" * 32)

    for _ in range(2):
        with closing(Records(tmp_path, BOT, now=lambda: 2.0)) as records:
            records.add_unanswered(OTHER, "theirs")
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "The file key in DATA_DIR is not the one" in caplog.text

    with closing(Records(tmp_path, BOT, now=lambda: 3.0)) as records:
        assert records.shortcomings(10).unanswered == [("theirs", 2), ("Xanadu?", 1)]
        records.forget(USER)
        assert records.shortcomings(10).unanswered == [("theirs", 2)]
    assert b"Xanadu" not in file_bytes(tmp_path)


def test_records_of_an_older_version_without_their_key_are_noticed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_database(tmp_path / "records.sqlite3", "records-0.sql")
    Records(tmp_path, BOT).close()

    assert "The file key in DATA_DIR is not the one" in caplog.text


def test_what_was_waited_for_before_articles_were_kept_is_still_waited_for(
    tmp_path: Path,
) -> None:
    file = tmp_path / "records.sqlite3"
    open_database(file, UPGRADES[:3], synchronous="NORMAL").close()
    waiting = Waiting(USER, "Atlantis?", "de")
    values = f"2, 'p', {USER}, 'Atlantis?', '{waiting.code}', 'de', {BOT}"
    query(file, f"INSERT INTO waiting VALUES ({values})")

    with closing(Records(tmp_path, BOT, now=lambda: 3.0)) as records:
        assert records.waiting() == [waiting]
        assert records.take_waiting(USER, waiting.code)
