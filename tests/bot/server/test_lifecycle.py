"""The bot as a process: start, outages, signals of life, webhook and end."""

import io
import socket
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest

from tests.bot_process import answers, eventually, free_port, running_bot, states
from tests.databases import query
from tests.telegram_server import ApiError, Fault, TelegramServer

# Each test starts the bot as a process, some twice.
pytestmark = pytest.mark.slow

SECRET = "s3cret-of-the-webhook"
QUESTION = "Who is Rutte?"


def webhook(port: int) -> dict[str, str]:
    return {
        "WEBHOOK_URL": "https://bot.example/telegram",
        "WEBHOOK_SECRET": SECRET,
        "HTTP_PORT": str(port),
    }


async def test_api_that_is_away_is_waited_for_with_a_few_lines_in_the_log(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with running_bot(telegram, tmp_path, LOG_LEVEL="INFO") as bot:
        telegram.private_message(QUESTION)
        await telegram.wait_for_messages(1)
        await telegram.stop()
        telegram.private_message(QUESTION)
        await bot.logs("No contact with Telegram")
        telegram.fail("getUpdates", Fault.RESET, times=2)
        await telegram.start()
        await telegram.wait_for_messages(2)
        await bot.stop()

    assert "Updates arrive again" in bot.log
    assert len(bot.log.splitlines()) < 10


async def test_answer_waits_on_disk_for_the_api_to_return(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail("sendMessage", ApiError(503, "Service Unavailable"), times=100)
    async with running_bot(telegram, tmp_path) as bot:
        telegram.private_message(QUESTION)
        await telegram.wait_until(lambda: len(telegram.calls) > 4)
        assert await bot.stop() == 0
    telegram.stop_failing()

    async with running_bot(telegram, tmp_path):
        await telegram.wait_for_messages(1)


async def test_polling_goes_on_after_any_failure(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail("getUpdates", ApiError(401, "Unauthorized"))
    telegram.fail("getUpdates", Fault.BAD_JSON)
    telegram.private_message(QUESTION)
    async with running_bot(telegram, tmp_path):
        await telegram.wait_for_messages(1)


async def test_second_instance_says_so_and_goes_on_when_the_first_is_gone(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with running_bot(telegram, tmp_path / "first") as first:
        await telegram.wait_until(lambda: telegram.updates.polls > 0)
        async with running_bot(telegram, tmp_path / "second") as second:
            # Telegram ends the poll of the first when the second asks.
            await first.logs("Another instance")
            await second.logs("Another instance")
            await first.stop()
            telegram.private_message(QUESTION)
            await telegram.wait_for_messages(1)


async def test_update_that_cannot_be_parsed_is_set_aside(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    message = telegram.private_message(QUESTION).to_dict()
    telegram.updates.clear()
    telegram.updates.put("message", {**message, "date": QUESTION})
    telegram.updates.put("message", {"chat": message["chat"], "text": QUESTION})
    telegram.updates.put("callback_query", {"from": None, "data": 7})
    async with running_bot(telegram, tmp_path) as bot:
        answered = telegram.private_message(QUESTION)
        await telegram.wait_for_messages(1)
        await bot.logs("is given up", times=3)

    assert answers(telegram) == {answered.message_id: 1}


async def test_webhook_takes_updates_with_its_secret_only(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    port = free_port()
    async with (
        running_bot(telegram, tmp_path, **webhook(port)) as bot,
        aiohttp.ClientSession() as stranger,
    ):
        await telegram.wait_until(lambda: telegram.updates.webhook_url)
        url = f"http://127.0.0.1:{port}/telegram"
        refused = [
            (await stranger.post(url, json={"update_id": 1}, headers=headers)).status
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"})
        ]
        authorised = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        bodies = [b"{", b"[]", io.BytesIO(b"0" * 2_000_000)]
        bad = [
            (await stranger.post(url, data=body, headers=authorised)).status
            for body in bodies
        ]
        telegram.private_message(QUESTION)
        await telegram.updates.deliver(port)
        await telegram.wait_for_messages(1)
        assert await bot.stop() == 0

    assert refused == [HTTPStatus.FORBIDDEN] * 2
    assert bad == [
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ]
    assert SECRET not in bot.log


async def test_replicas_behind_one_webhook_answer_each_update_once_though_one_dies(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.slow_down(0.05)
    ports = free_port(), free_port()
    async with (
        running_bot(telegram, tmp_path, **webhook(ports[0])) as one,
        running_bot(telegram, tmp_path, **webhook(ports[1])),
    ):
        await telegram.wait_until(
            lambda: (
                sum(call.method == "setWebhook" for call in telegram.calls) == 2
                and telegram.updates.webhook_url
            )
        )
        for user_id in range(1, 41):
            telegram.private_message(QUESTION, user_id=user_id)
        await telegram.updates.deliver(*ports)
        await one.stop()
        await telegram.wait_until(lambda: len(answers(telegram)) == 40)

    assert set(answers(telegram).values()) == {1}


async def test_health_and_metrics_tell_how_the_bot_does(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    port = free_port()
    async with (
        running_bot(telegram, tmp_path, HTTP_PORT=str(port)),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as operator,
    ):
        telegram.private_message(QUESTION)
        telegram.private_message("zzyzx quux?")
        await telegram.wait_for_messages(2)
        # The inbox is told a little later than the answer arrives.
        await eventually(lambda: states(tmp_path) == [("answered", 0)] * 2)
        health = await (await operator.get("/healthz")).json()
        metrics = await (await operator.get("/metrics")).text()

    assert health["healthy"]
    assert health["inbox_updates"] == 0
    assert health["last_poll_seconds"] < 60
    assert health["library_version"]
    assert "bot_updates_received_total 2.0" in metrics
    assert 'bot_updates_settled_total{state="answered"} 2.0' in metrics
    assert 'bot_answers_total{confidence="high"} 1.0' in metrics
    assert 'bot_answers_total{confidence="low"} 0.0' in metrics
    assert 'bot_answers_total{confidence="none"} 1.0' in metrics
    assert 'replica="1"' in metrics


async def test_the_log_says_when_the_bot_is_ready_and_how_to_stop_it(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with running_bot(telegram, tmp_path, LOG_LEVEL="INFO") as bot:
        await bot.logs("@excerpt_bot answers from 2 articles; Ctrl+C stops")


async def test_systemd_hears_of_the_start_of_life_and_of_the_end(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        async with running_bot(
            telegram, tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify")
        ) as bot:
            telegram.private_message(QUESTION)
            await telegram.wait_for_messages(1)
            await bot.stop()
        systemd.setblocking(False)
        states = [systemd.recv(100) for _ in range(5)]

    # One at the start, one each before a poll.
    life = [b"WATCHDOG=1"] * 3
    assert states == [b"READY=1", *life, b"STOPPING=1"]


async def test_folder_that_cannot_hold_the_inbox_ends_the_start_with_a_line(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    async with running_bot(telegram, tmp_path / "file") as bot:
        assert await bot.ended() == 2

    assert bot.log.splitlines()[-1].startswith("DATA_DIR=")


@pytest.mark.parametrize("name", ["records.sqlite3", "inbox-1000.sqlite3"])
async def test_file_of_a_newer_version_ends_the_start_with_a_line(
    telegram: TelegramServer, tmp_path: Path, name: str
) -> None:
    query(tmp_path / name, "PRAGMA user_version = 99")
    async with running_bot(telegram, tmp_path) as bot:
        assert await bot.ended() == 2

    assert "Traceback" not in bot.log
    assert (
        f"{name}: a newer version of this program wrote it" in bot.log.splitlines()[-1]
    )
