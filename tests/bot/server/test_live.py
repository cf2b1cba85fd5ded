"""Articles that change while the bot runs."""

import asyncio
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.errors import UpdateError
from bot.server.updating import update_library
from bot.server.watching import changes_in
from retrieval import Library, Retriever
from tests.bot_process import BotProcess, eventually, free_port, running_bot
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.slow

BARK = "Dogs bark at {}. Nobody minds."
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "dogs.txt").write_text(BARK.format("night"))
    (articles / "cats.txt").write_text("Cats sleep by day.")
    return articles


def replace_root(folder: Path) -> None:
    folder.rename(folder.with_name("old"))
    folder.mkdir()
    (folder / "dogs.txt").write_text(BARK.format("dusk"))


def rename(folder: Path) -> None:
    (folder / "dogs.txt").rename(folder / "hounds.txt")


def give_sources(folder: Path) -> None:
    folder.joinpath("sources.tsv").write_text(
        "file\ttitle\tdate\tlink\ndogs.txt\tAbout dogs\t2025-03-14\t\n"
    )


CHANGES: dict[str, tuple[Callable[[Path], object], dict[str, int], str]] = {
    "changed": (
        lambda folder: (folder / "dogs.txt").write_text(BARK.format("noon")),
        {"changed": 1},
        "Dogs bark at noon.\ndogs.txt",
    ),
    "renamed": (
        rename,
        {"added": 1, "removed": 1},
        "Dogs bark at night.\nhounds.txt",
    ),
    "removed": (
        lambda folder: (folder / "cats.txt").unlink(),
        {"removed": 1},
        "Dogs bark at night.\ndogs.txt",
    ),
    "the folder": (
        replace_root,
        {"changed": 1, "removed": 1},
        "Dogs bark at dusk.\ndogs.txt",
    ),
    "sources.tsv": (
        give_sources,
        {"changed": 1},
        "Dogs bark at night.\nAbout dogs · 14 Mar 2025 · dogs.txt",
    ),
    "200 files": (
        lambda folder: [
            (folder / f"{number}.txt").write_text(f"Number {number} rings.")
            for number in range(200)
        ],
        {"added": 200},
        "Dogs bark at night.\ndogs.txt",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_is_served_without_a_restart(
    telegram: TelegramServer, tmp_path: Path, folder: Path, name: str
) -> None:
    change, told, answer = CHANGES[name]
    async with live_bot(telegram, tmp_path, folder) as bot:
        change(folder)
        await eventually(lambda: counted(bot) == told)
        telegram.private_message("When do dogs bark?")
        await telegram.wait_for_messages(1)
        assert await bot.stop() == 0

    assert telegram.chats.sent[0]["text"] == answer


@asynccontextmanager
async def live_bot(
    telegram: TelegramServer, tmp_path: Path, folder: Path, **settings: str
) -> AsyncIterator[BotProcess]:
    settings |= {"ARTICLES_DIR": str(folder), "LOG_LEVEL": "INFO"}
    async with running_bot(telegram, tmp_path / "data", **settings) as bot:
        await telegram.wait_until(lambda: telegram.updates.polls > 0)
        yield bot


def counted(bot: BotProcess) -> dict[str, int]:
    """Return how many articles the log says were added, changed and removed."""
    counts: Counter[str] = Counter()
    for number, kind in re.findall(r"(\d+) (added|changed|removed) \(", bot.log):
        counts[kind] += int(number)
    return counts


async def test_admins_and_operators_are_told_what_changed(
    telegram: TelegramServer, tmp_path: Path, folder: Path
) -> None:
    port = free_port()
    settings = {"ADMIN_USERS": "3", "HTTP_PORT": str(port)}
    async with live_bot(telegram, tmp_path, folder, **settings) as bot:
        (folder / "dogs.txt").write_bytes(b"\x89PNG\r\n")
        (folder / "birds.txt").write_text("Birds sing.")
        await bot.logs("Left out dogs.txt: it is an image")
        await bot.logs("1 added (birds.txt), 1 removed (dogs.txt)")
        telegram.private_message("/stats", user_id=3)
        await telegram.wait_for_messages(1)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as operator:
            health = await (await operator.get("/healthz")).json()
        assert await bot.stop() == 0

    assert telegram.chats.sent[0]["text"].endswith(
        "Last change: 1 added, 0 changed, 1 removed\ndogs.txt: it is an image"
    )
    kinds = ("articles", "added", "changed", "removed")
    assert [health[f"library_{kind}"] for kind in kinds] == [2, 1, 0, 1]


async def test_what_is_wrong_with_a_new_article_is_logged_once(
    telegram: TelegramServer, tmp_path: Path, folder: Path
) -> None:
    async with live_bot(telegram, tmp_path, folder) as bot:
        text = "Łódź is a city. ".encode() * 30 + b"\xff"
        (folder / "birds.txt").write_bytes(text)
        await bot.logs("birds.txt: some of its characters are damaged")
        (folder / "cats.txt").unlink()
        await bot.logs("1 removed (cats.txt)")
        assert await bot.stop() == 0

    assert bot.log.count("are damaged") == 1


async def test_synonyms_that_change_are_used(
    telegram: TelegramServer, tmp_path: Path, folder: Path
) -> None:
    async with live_bot(telegram, tmp_path, folder) as bot:
        (folder / "synonyms.txt").write_text("dogs, snarfs")
        await bot.logs("taken up anew: no changes")
        telegram.private_message("When do snarfs bark?")
        await telegram.wait_for_messages(1)
        assert await bot.stop() == 0

    assert "Dogs bark at night." in telegram.chats.sent[0]["text"]


async def test_every_answer_quotes_what_a_file_held_before_or_after_a_change(
    telegram: TelegramServer, tmp_path: Path, folder: Path
) -> None:
    texts = [BARK.format(time) for time in ("night", "noon", "dusk", "dawn")]
    path = folder / "dogs.txt"
    async with live_bot(telegram, tmp_path, folder) as bot:
        for times, text in enumerate(texts[1:], 1):
            with path.open("w") as file:
                for character in text:
                    file.write(character)
                    file.flush()
                    await asyncio.sleep(0)
            asked = len(telegram.chats.sent)
            while bot.log.count("1 changed (dogs.txt)") < times:
                # Nobody asks so much that they have to wait.
                telegram.private_message("When do dogs bark?", user_id=asked + 1)
                asked += 1
                await telegram.wait_for_messages(asked)
        assert await bot.stop() == 0

    answers = {message["text"].partition("\n")[0] for message in telegram.chats.sent}
    assert answers <= {text.partition(" Nobody")[0] for text in texts}


def test_a_file_that_is_not_at_rest_stays_as_it_was(
    tmp_path: Path, folder: Path
) -> None:
    library = Library(tmp_path / "data")
    library.update(folder)
    (folder / "dogs.txt").write_text("Dogs ba")
    (folder / "birds.txt").write_text("Birds si")
    (folder / "cats.txt").unlink()

    moving = library.update(folder, rest_ns=10**12)
    texts = [article.text for article in Retriever.open(tmp_path / "data").articles]
    resting = library.update(folder)

    assert (moving.added, moving.changed, moving.removed) == ([], [], ["cats.txt"])
    assert moving.waiting == 2
    assert texts == [BARK.format("night")]
    assert (resting.added, resting.changed) == (["birds.txt"], ["dogs.txt"])
    assert not library.update(folder, rest_ns=10**12)


def test_what_sources_tsv_says_counts_more_than_the_file(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = "---\ntitle: Bees\nurl: https://example.org/1\n---\nBees hum.\n"
    (folder / "bees.md").write_text(text)
    rows = ["bees.md\tAll bees\tMay 2024", "dogs.txt\t\t\thttps://a:b@example.org"]
    (folder / "sources.tsv").write_text("\n".join(rows))
    library = Library(tmp_path / "data")
    library.update(folder)
    bees = Retriever.open(tmp_path / "data").articles[0]
    (folder / "sources.tsv").unlink()

    assert (bees.title, str(bees.date)) == ("All bees", "2024-05-01")
    assert bees.link == "https://example.org/1"
    assert any(
        line.startswith("sources.tsv, line 2: left out https://a:b@example.org: ")
        for line in caplog.messages
    )
    assert library.update(folder).changed == ["bees.md"]


@needs_proc
async def test_an_update_that_is_killed_changes_nothing_and_can_be_repeated(
    tmp_path: Path, folder: Path
) -> None:
    data = tmp_path / "data"
    Library(data).update(folder)
    (folder / "dogs.txt").write_text(BARK.format("noon"))
    await asyncio.sleep(0.6)
    others = children()
    update = asyncio.create_task(update_library(folder, data))
    await eventually(lambda: children() - others)
    [updater] = children() - others
    os.kill(updater, signal.SIGKILL)

    with pytest.raises(UpdateError, match="died"):
        await update
    assert Retriever.open(data).articles[1].text == BARK.format("night")
    assert (await update_library(folder, data)).changed == ["dogs.txt"]


async def test_without_articles_the_reason_is_told(
    tmp_path: Path, folder: Path
) -> None:
    with pytest.raises(UpdateError, match="There is no folder"):
        await update_library(folder / "gone", tmp_path / "data")


def move(folder: Path, to: Path) -> None:
    folder.rename(to)


async def test_a_folder_that_goes_and_comes_back_is_noticed(
    tmp_path: Path, folder: Path
) -> None:
    changes = changes_in(folder, ignored=tmp_path / "data")
    noticed = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)
    move(folder, tmp_path / "away")
    await noticed
    noticed = asyncio.ensure_future(anext(changes))
    move(tmp_path / "away", folder)

    await noticed
    await changes.aclose()


def children() -> set[int]:
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for pids in lists for pid in pids.read_text().split()}
