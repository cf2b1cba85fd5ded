import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.http_client import AnswerLostError, HttpClient, NotSentError
from tests.bot_process import free_port


def form(**values: object) -> RequestData:
    return RequestData([RequestParameter.from_input(*item) for item in values.items()])


@pytest.fixture
async def client() -> AsyncIterator[HttpClient]:
    async with HttpClient(connections=2, answer_seconds=20) as client:
        yield client


@pytest.fixture
async def impatient() -> AsyncIterator[HttpClient]:
    async with HttpClient(connections=2, answer_seconds=0.2) as client:
        yield client


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A server that echoes what it gets, hangs or breaks the connection."""

    async def echo(request: web.Request) -> web.Response:
        parts = {
            name: value.file.read().decode()
            if isinstance(value, web.FileField)
            else str(value)
            for name, value in (await request.post()).items()
        }
        return web.json_response(parts, status=418)

    async def hang(_: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    async def break_off(request: web.Request) -> web.Response:
        assert request.transport
        request.transport.abort()
        return web.Response()

    application = web.Application()
    application.router.add_post("/echo", echo)
    application.router.add_post("/hang", hang)
    application.router.add_post("/break", break_off)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_any_status_comes_with_its_body(client: HttpClient, url: str) -> None:
    status, body = await client.do_request(
        f"{url}/echo", "POST", form(text="a & ü", chat_id=1)
    )

    assert (status, body) == (418, b'{"text": "a & \\u00fc", "chat_id": "1"}')


async def test_files_are_sent(client: HttpClient, url: str) -> None:
    document = InputFile(b"content", filename="a.txt")
    _, body = await client.do_request(
        f"{url}/echo", "POST", form(chat_id=1, document=document)
    )

    assert b'"content"' in body
    assert b'"chat_id": "1"' in body


async def test_connection_that_is_refused_has_sent_nothing(client: HttpClient) -> None:
    with pytest.raises(NotSentError):
        await client.do_request(f"http://127.0.0.1:{free_port()}/", "POST")


@asynccontextmanager
async def proxy(
    monkeypatch: pytest.MonkeyPatch, reply: bytes = b""
) -> AsyncIterator[None]:
    """Send *reply* to clients that ask for a tunnel; if it is empty, never answer."""

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", "")
        yield


async def test_a_proxy_that_never_opens_a_tunnel_is_not_waited_for_for_ever(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.http_client.READY_SECONDS", 0.2)
    async with proxy(monkeypatch), asyncio.timeout(10):
        with pytest.raises(NotSentError):
            await client.do_request("https://api.example/", "POST")


async def test_a_proxy_that_refuses_a_tunnel_has_sent_nothing(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with proxy(monkeypatch, b"HTTP/1.1 502 Bad Gateway\r\n\r\n"):
        with pytest.raises(NotSentError):
            await client.do_request("https://api.example/", "POST")


async def test_a_proxy_without_a_scheme_has_sent_nothing(
    client: HttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "127.0.0.1:3128")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(NotSentError):
        await client.do_request("https://api.example/", "POST")


@pytest.mark.parametrize("path", ["hang", "break"])
async def test_answer_that_does_not_come_leaves_a_doubt(
    impatient: HttpClient, url: str, path: str
) -> None:
    with pytest.raises(AnswerLostError):
        await impatient.do_request(f"{url}/{path}", "POST")


async def test_a_request_may_have_more_patience_than_others(
    impatient: HttpClient, url: str
) -> None:
    async with asyncio.timeout(10):
        waiting = asyncio.create_task(
            impatient.do_request(f"{url}/hang", "POST", read_timeout=5)
        )
        done, _ = await asyncio.wait([waiting], timeout=0.5)
        waiting.cancel()

    assert not done
