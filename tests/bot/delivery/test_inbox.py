import re
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.delivery.inbox import Inbox
from bot.delivery.inbox_table import MOST_TRIES, Entry, Result, State
from bot.delivery.raw_updates import Json
from bot.errors import InboxError
from tests.databases import damage, layout_of, make_database, query, version_of
from tests.programs import ROOT, environment

BOT_ID = 1000


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Inbox]:
    inbox = Inbox(folder, BOT_ID)
    yield inbox
    await inbox.close()


@pytest.fixture
async def inbox(tmp_path: Path) -> AsyncIterator[Inbox]:
    async with opened(tmp_path) as inbox:
        yield inbox


def message(update_id: int, chat: int = 1) -> Json:
    return {"update_id": update_id, "message": {"chat": {"id": chat}, "text": "?"}}


def ids(entries: list[Entry]) -> list[int]:
    return [entry.update_id for entry in entries]


async def take(inbox: Inbox, *results: Result, limit: int = 100) -> list[int]:
    return ids(await inbox.exchange(results, limit=limit, alone=True))


def answered(update_id: int) -> Result:
    return Result(update_id, State.ANSWERED)


async def test_an_update_comes_once_however_often_it_was_added(inbox: Inbox) -> None:
    assert await inbox.add([message(1), message(2, chat=2)]) == 2
    assert await inbox.add([message(2, chat=2)]) == 0

    assert await take(inbox) == [1, 2]
    assert await take(inbox, answered(1), answered(2)) == []
    assert await inbox.add([message(1)]) == 0
    assert await take(inbox) == []


async def test_a_chat_keeps_its_order_and_others_need_not_wait(inbox: Inbox) -> None:
    await inbox.add([message(1), message(2), message(3, chat=2), message(4)])

    assert await take(inbox) == [1, 3]
    assert await take(inbox, answered(1)) == [2]
    assert await take(inbox, answered(2), answered(3), limit=0) == []
    assert await take(inbox) == [4]


async def test_a_button_does_not_wait_behind_the_messages_of_its_chat(
    inbox: Inbox,
) -> None:
    query = {"from": {"id": 1}, "message": {"chat": {"id": 1}}, "data": "more"}
    await inbox.add([message(1), {"update_id": 2, "callback_query": query}])

    assert await take(inbox) == [1, 2]


async def test_a_tap_that_changes_the_articles_holds_up_no_other(inbox: Inbox) -> None:
    taps: list[Json] = [
        {
            "update_id": number,
            "callback_query": {"id": str(number), "from": {"id": 1}, "data": data},
        }
        for number, data in enumerate(("u:a:0", "u:c:0", "1:p", "1:p"), 1)
    ]
    await inbox.add(taps)

    assert await take(inbox) == [1, 2, 3]


async def test_what_waits_again_comes_no_sooner_than_it_shall(inbox: Inbox) -> None:
    await inbox.add([message(1), message(2)])
    await take(inbox)

    assert await take(inbox, Result(1, State.WAITING, 1, not_before=2**40)) == []
    assert await take(inbox, Result(1, State.WAITING, 1, not_before=0)) == [1]


async def test_what_failed_before_comes_after_what_did_not(inbox: Inbox) -> None:
    await inbox.add([message(1), message(2, chat=2)])
    await take(inbox)

    tried, untried = Result(1, State.WAITING, 1), Result(2, State.WAITING)
    assert await take(inbox, tried, untried, limit=1) == [2]


async def test_what_is_given_up_is_kept_and_its_chat_goes_on(
    inbox: Inbox, tmp_path: Path
) -> None:
    await inbox.add([message(1), message(2)])
    await take(inbox)

    assert await take(inbox, Result(1, State.GIVEN_UP, 4)) == [2]
    assert (await inbox.count_waiting())[0] == 1
    [(body,)] = execute(tmp_path, "SELECT body FROM updates WHERE state = 'given up'")
    assert '"text"' in str(body)


async def test_no_text_is_kept_of_what_is_answered(
    inbox: Inbox, tmp_path: Path
) -> None:
    await inbox.add([message(1)])
    await take(inbox)
    await take(inbox, answered(1))

    assert execute(tmp_path, "SELECT body FROM updates") == [(None,)]


async def test_prune_forgets_what_is_old_but_nothing_that_waits(
    inbox: Inbox, tmp_path: Path
) -> None:
    await inbox.add([message(n, chat=n) for n in range(1, 7)])
    await take(inbox)
    await take(inbox, *map(answered, (1, 2)))
    await take(inbox, *(Result(n, State.GIVEN_UP) for n in (3, 4)))
    execute(tmp_path, "UPDATE updates SET received = 0 WHERE update_id IN (1, 3, 5)")
    await inbox.clean_up()

    assert execute(tmp_path, "SELECT update_id FROM updates") == [
        (2,),
        (4,),
        (5,),
        (6,),
    ]


@pytest.mark.parametrize(
    "update",
    [{}, {"update_id": "1"}, {"update_id": -1}, {"update_id": 2**63}],
)
async def test_an_update_without_a_proper_id_is_left_out(
    inbox: Inbox, update: Json
) -> None:
    assert await inbox.add([update, message(1)]) == 1


async def test_any_text_survives(inbox: Inbox) -> None:
    text = "\ud800\0' OR 1 = 1; DROP TABLE updates; --"
    await inbox.add([{"update_id": 1, "message": {"text": text}}])
    [entry] = await inbox.exchange([], limit=1, alone=True)

    assert "\\ud800\\u0000' OR 1 = 1" in entry.body


async def test_what_was_at_work_when_the_inbox_was_closed_comes_again(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as inbox:
        await inbox.add([message(1), message(2, chat=2)])
        assert await take(inbox) == [1, 2]
    async with opened(tmp_path) as inbox:
        [first, _] = await inbox.exchange([], limit=5, alone=False)

    assert first.tries == 0


async def test_replicas_share_the_updates(tmp_path: Path) -> None:
    async with opened(tmp_path) as one, opened(tmp_path) as other:
        await one.add([message(1), message(2, chat=2), message(3)])

        assert await take(one, limit=1) == [1]
        assert await take(other) == [2]
        await other.clean_up()
        assert await take(other) == []
        assert await take(one, answered(1), limit=0) == []
        assert await take(other) == [3]


async def test_bots_do_not_share_theirs(tmp_path: Path) -> None:
    other = Inbox(tmp_path, BOT_ID + 1)
    async with opened(tmp_path) as inbox:
        await inbox.add([message(1)])

        assert await other.add([message(1)]) == 1
    await other.close()


async def test_a_replica_takes_over_from_one_that_was_killed(tmp_path: Path) -> None:
    async with opened(tmp_path) as inbox:
        await inbox.add([message(1)])
        die_at_work(tmp_path)
        assert await take(inbox) == []
        await inbox.clean_up()
        [entry] = await inbox.exchange([], limit=5, alone=False)

    assert (entry.update_id, entry.tries) == (1, 1)


async def test_an_update_that_kills_the_process_is_tried_alone_and_then_given_up(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as inbox:
        await inbox.add([message(1)])
    for _ in range(2):
        die_at_work(tmp_path)
    async with opened(tmp_path) as inbox:
        await inbox.add([message(2, chat=2)])
        assert await take(inbox) == [2]
        assert ids(await inbox.exchange([], limit=5, alone=False)) == []
        assert await take(inbox, answered(2)) == [1]
    for _ in range(MOST_TRIES - 2):
        die_at_work(tmp_path)
    async with opened(tmp_path) as inbox:
        assert await take(inbox) == []

    assert execute(tmp_path, "SELECT state FROM updates WHERE update_id = 1") == [
        ("given up",)
    ]


async def test_an_update_that_only_waits_for_the_network_is_not_to_blame(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as inbox:
        await inbox.add([message(1)])
    for _ in range(MOST_TRIES):
        die_at_work(tmp_path, harmless=True)
    async with opened(tmp_path) as inbox:
        [entry] = await inbox.exchange([], limit=5, alone=False)

    assert entry.tries == 0


async def test_a_full_disk_is_an_error_that_passes(tmp_path: Path) -> None:
    long = {"update_id": 1, "message": {"chat": {"id": 1}, "text": 100_000 * "?"}}
    async with opened(tmp_path) as inbox:
        written = tmp_path / f"inbox-{BOT_ID}.sqlite3-wal"
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        little_more = written.stat().st_size + 100
        resource.setrlimit(resource.RLIMIT_FSIZE, (little_more, limits[1]))
        try:
            with pytest.raises(sqlite3.Error):
                await inbox.add([message(2, chat=2), long])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

        assert await inbox.add([message(2, chat=2), long]) == 2
        assert await take(inbox) == [1, 2]


async def test_nobody_else_may_read_the_questions(tmp_path: Path) -> None:
    async with opened(tmp_path / "data") as inbox:
        await inbox.add([message(1)])
        files = [tmp_path / "data", *(tmp_path / "data").glob("inbox-1000.sqlite3*")]
        modes = [stat.S_IMODE(file.stat().st_mode) for file in files]

    assert len(files) > 2
    assert not any(mode & 0o077 for mode in modes)


def test_file_that_is_no_inbox_is_an_error_with_the_folder(tmp_path: Path) -> None:
    (tmp_path / "inbox-1000.sqlite3").write_text("This is no database. " * 100)

    with pytest.raises(InboxError, match=r"^DATA_DIR=.* cannot hold the inbox: "):
        Inbox(tmp_path, BOT_ID)


def test_an_inbox_that_cannot_be_opened_is_closed(tmp_path: Path) -> None:
    (tmp_path / "inbox-1000.replica-1").mkdir()

    with pytest.raises(InboxError, match=r"^DATA_DIR=.* cannot hold the inbox: "):
        Inbox(tmp_path, BOT_ID)

    # SQLite removes this file with its last connection.
    assert not (tmp_path / "inbox-1000.sqlite3-wal").exists()


async def test_a_damaged_inbox_is_an_error_with_the_file(tmp_path: Path) -> None:
    async with opened(tmp_path) as inbox:
        await inbox.add([message(1)])
    damage(tmp_path / "inbox-1000.sqlite3")

    with pytest.raises(InboxError) as caught:
        Inbox(tmp_path, BOT_ID)

    assert re.fullmatch(
        r"DATA_DIR='.*' cannot hold the inbox: "
        r"inbox-1000\.sqlite3: .*(damaged|malformed)",
        str(caught.value),
    )


async def test_an_inbox_without_a_version_is_upgraded_and_keeps_all(
    tmp_path: Path,
) -> None:
    file = tmp_path / "inbox-1000.sqlite3"
    make_database(file, "inbox-0.sql")
    async with opened(tmp_path) as inbox:
        entries = await inbox.exchange([], limit=5, alone=True)

    assert entries == [
        Entry(1, '{"update_id": 1}', 10.0, 0),
        Entry(2, '{"update_id": 2}', 20.0, 1),
    ]
    assert query(file, "SELECT update_id, state, tries FROM updates") == [
        (1, "waiting", 0),
        (2, "waiting", 1),
        (3, "answered", 0),
        (4, "given up", 4),
    ]
    assert version_of(file) == 2


SECRET = "Xanadu"


def written(
    update_id: int, user: int, chat: int, text: str = SECRET, **content: Json
) -> Json:
    message = {"chat": {"id": chat}, "from": {"id": user}, "text": text, **content}
    return {"update_id": update_id, "message": message}


async def give_up(inbox: Inbox, *updates: Json) -> None:
    await inbox.add(updates)
    for update in updates:
        result = Result(update["update_id"], State.GIVEN_UP, MOST_TRIES)
        await inbox.exchange([result], limit=0, alone=True)


async def test_what_a_person_sent_is_forgotten_whatever_has_become_of_it(
    inbox: Inbox, tmp_path: Path
) -> None:
    me, group, other = 7, -5, 8
    reply = {"reply_to_message": {"chat": {"id": group}, "from": {"id": me}}}
    await inbox.add([written(1, me, me)])
    await take(inbox)
    await take(inbox, answered(1))
    await give_up(inbox, written(2, me, me), written(3, other, group, SECRET, **reply))
    await inbox.add([written(4, me, group), written(5, me, me, "/privacy delete")])
    await inbox.add([written(6, me, me, "later"), written(7, other, group, "theirs")])
    assert await take(inbox) == [4, 5]
    assert SECRET.encode() in file_bytes(tmp_path)

    await inbox.forget(me, before=5)

    assert SECRET.encode() not in file_bytes(tmp_path)
    # The work on what was forgotten ends badly, and there is nothing to try again.
    again = Result(4, State.WAITING, 1)
    assert await take(inbox, again, answered(5)) == [6, 7]


async def test_what_is_answered_names_nobody(inbox: Inbox, tmp_path: Path) -> None:
    await inbox.add([written(1, 987654321, 987654321)])
    await take(inbox)
    await take(inbox, answered(1))

    [row] = query(tmp_path / "inbox-1000.sqlite3", "SELECT * FROM updates")
    assert "987654321" not in str(row)
    assert SECRET not in str(row)


async def test_words_in_the_name_of_a_chat_are_not_kept_when_they_are_given_up(
    inbox: Inbox, tmp_path: Path
) -> None:
    await give_up(inbox, written(1, 1087968824, -5, sender_chat={"id": -5}))
    await inbox.add([written(2, 136817688, -6, sender_chat={"id": -6})])
    query(
        tmp_path / "inbox-1000.sqlite3",
        f"UPDATE updates SET owner = 9, tries = {MOST_TRIES} WHERE update_id = 2",
    )
    await inbox.clean_up()

    file = tmp_path / "inbox-1000.sqlite3"
    assert query(file, "SELECT state, body FROM updates") == [("given up", None)] * 2


def file_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_an_upgraded_inbox_has_the_layout_of_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    make_database(tmp_path / "old" / "inbox-1000.sqlite3", "inbox-0.sql")
    layouts = []
    for folder in (tmp_path / "old", tmp_path / "new"):
        async with opened(folder):
            layouts.append(layout_of(folder / "inbox-1000.sqlite3"))

    assert layouts[0] == layouts[1]


async def test_an_inbox_of_a_newer_version_is_refused_and_left_as_it_is(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as inbox:
        await inbox.add([message(1)])
    execute(tmp_path, "PRAGMA user_version = 99")

    with pytest.raises(InboxError, match=r"inbox-1000\.sqlite3: a newer version of "):
        Inbox(tmp_path, BOT_ID)

    assert execute(tmp_path, "SELECT update_id FROM updates") == [(1,)]


def execute(folder: Path, statement: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(folder / "inbox-1000.sqlite3", isolation_level=None)
    result = database.execute(statement).fetchall()
    database.close()
    return result


def die_at_work(folder: Path, *, harmless: bool = False) -> None:
    """Let another process take all updates, and be killed."""
    program = f"""
import asyncio, os, signal, sys
from pathlib import Path
from bot.delivery.inbox import Inbox

async def work():
    inbox = Inbox(Path(sys.argv[1]), {BOT_ID})
    entries = await inbox.exchange([], limit=100, alone=True)
    if {harmless}:
        ids = [entry.update_id for entry in entries]
        await inbox.exchange([], harmless=ids, limit=0, alone=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(work())
"""
    command = [sys.executable, "-c", program, str(folder)]
    ended = subprocess.run(command, cwd=ROOT, env=environment(), check=False)

    assert ended.returncode == -signal.SIGKILL
