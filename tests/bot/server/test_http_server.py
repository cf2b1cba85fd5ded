"""What strangers may send to the HTTP server of a running bot."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest

from tests.bot_process import BotProcess, free_port, running_bot, started
from tests.programs import BOT
from tests.telegram_server import TelegramServer

SECRET = "s3cret-of-the-webhook"
QUESTION = "Who is Rutte?"

limited = pytest.mark.skipif(os.name != "posix", reason="`ulimit` is a POSIX shell's")


def webhook(port: int, path: str = "/telegram") -> dict[str, str]:
    return {
        "WEBHOOK_URL": f"https://bot.example{path}",
        "WEBHOOK_SECRET": SECRET,
        "HTTP_PORT": str(port),
    }


@asynccontextmanager
async def listening_bot(
    telegram: TelegramServer, data_dir: Path, path: str = "/telegram"
) -> AsyncIterator[tuple[BotProcess, int]]:
    port = free_port()
    async with running_bot(telegram, data_dir, **webhook(port, path)) as bot:
        await telegram.wait_until(lambda: telegram.updates.webhook_url)
        yield bot, port


async def exchange(port: int, *parts: bytes) -> bytes:
    """Send *parts* and return all that arrives until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(30):
            return await reader.read()
    finally:
        writer.close()


def request(body: bytes, *headers: str, target: str = "/telegram") -> bytes:
    lines = [
        f"POST {target} HTTP/1.1",
        "Host: bot.example",
        "Connection: close",
        f"X-Telegram-Bot-Api-Secret-Token: {SECRET}",
        *headers,
    ]
    if not any(header.startswith("Transfer-Encoding") for header in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.slow
async def test_who_does_not_finish_a_request_is_hung_up_on(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    no_secret = b"POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
    async with listening_bot(telegram, tmp_path) as (bot, port):
        responses = await asyncio.gather(
            exchange(port),
            exchange(port, b"POST /telegram HTTP/1.1\r\nHost: x\r\n"),
            exchange(port, request(b"{}")[:-1]),
            exchange(port, no_secret),
            exchange(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
        )
        assert await bot.stop() == 0

    idle, headers, body, elsewhere, health = responses
    assert idle == headers == b""
    assert body.startswith(b"HTTP/1.1 408 ")
    assert elsewhere.startswith(b"HTTP/1.1 404 ")
    assert health.startswith(b"HTTP/1.1 200 ")
    assert 'File "' not in bot.log


@pytest.mark.slow
@limited
async def test_half_open_connections_keep_nobody_else_out(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    port = free_port()
    limit = ("sh", "-c", 'ulimit -n 300 && exec "$@"', "sh")
    async with started(
        telegram, tmp_path, command=(*limit, *BOT, "telegram"), **webhook(port)
    ) as bot:
        await telegram.wait_until(lambda: telegram.updates.webhook_url)
        strangers = [
            (await asyncio.open_connection("127.0.0.1", port))[1] for _ in range(300)
        ]
        for stranger in strangers:
            stranger.write(b"POST /telegram HTTP/1.1\r\n")
        async with aiohttp.ClientSession() as operator:
            url = f"http://127.0.0.1:{port}/healthz"
            health = (await operator.get(url)).status
        telegram.private_message(QUESTION)
        await telegram.updates.deliver(port)
        await telegram.wait_for_messages(1)
        assert await bot.stop() == 0
        for stranger in strangers:
            stranger.close()

    assert health == HTTPStatus.OK
    assert "cannot be accepted" not in bot.log
    assert len(bot.log) < 10_000


WRONG = {
    "deep JSON": request(b"[" * 100_000),
    "unknown charset": request(b"{}", "Content-Type: text/json; charset=klingon"),
    "no text": request(b"\xff\xfe\xfd"),
    "no gzip": request(b"not gzip", "Content-Encoding: gzip"),
    "huge number": request(b"1" * 5000),
    "overlong header": request(b"{}", f"X-Long: {'x' * 9000}"),
    "many headers": request(b"{}", *(f"X-{number}: x" for number in range(200))),
    "overlong target": request(b"{}", target="/" + "a" * 9000),
    "bad chunk": request(b"zz\r\n", "Transfer-Encoding: chunked"),
    "no HTTP": b"\x16\x03\x01 hello\r\n\r\n",
}


async def test_requests_that_are_wrong_in_any_way_are_400_and_leave_no_trace(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with listening_bot(telegram, tmp_path) as (bot, port):
        responses = {kind: await exchange(port, sent) for kind, sent in WRONG.items()}
        telegram.private_message(QUESTION)
        await telegram.updates.deliver(port)
        await telegram.wait_for_messages(1)
        assert await bot.stop() == 0

    statuses = {kind: response[9:12] for kind, response in responses.items()}
    assert statuses == dict.fromkeys(WRONG, b"400")
    assert 'File "' not in bot.log


async def test_update_that_is_nested_too_deeply_holds_up_no_other(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    depths = [2**power for power in range(8, 17)]
    async with listening_bot(telegram, tmp_path) as (bot, port):
        for number, depth in enumerate(depths):
            nested = b"[" * depth + b"]" * depth
            update = b'{"update_id": %d, "message": %s}' % (number, nested)
            await exchange(port, request(update))
        telegram.private_message(QUESTION)
        await telegram.updates.deliver(port)
        await telegram.wait_for_messages(1)
        assert await bot.stop() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/tele%67ram", "/b%C3%B6t", "/böt", "/a%7Bb%7D", "/{id}", "//x", "/a%2Fb"]
)
async def test_address_with_encoded_characters_gets_its_updates(
    telegram: TelegramServer, tmp_path: Path, path: str
) -> None:
    async with listening_bot(telegram, tmp_path, path) as (_, port):
        telegram.private_message(QUESTION)
        await telegram.updates.deliver(port)
        await telegram.wait_for_messages(1)
