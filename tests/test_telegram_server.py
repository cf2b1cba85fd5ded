import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import (
    Bot,
)

from tests.telegram_server import TelegramServer

USER_ID = 1


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
        yield bot


@pytest.fixture
def chat_id(telegram: TelegramServer) -> int:
    return telegram.private_message("hello").chat.id


async def post(telegram: TelegramServer, path: str, **body: object) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(f"{telegram.url}/{path}", **body)  # type: ignore[arg-type]


async def test_a_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()

    assert me.is_bot
    assert me.username == "excerpt_bot"


async def test_a_wrong_token_is_unauthorized(telegram: TelegramServer) -> None:
    answer = await post(telegram, "bot1000:wrong/getMe")

    assert answer.status_code == 401
    assert answer.json() == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }


async def test_a_message_reaches_the_bot_until_it_is_confirmed(
    telegram: TelegramServer, bot: Bot
) -> None:
    sent = telegram.private_message("When do dogs bark?")

    [update] = await bot.get_updates()
    [again] = await bot.get_updates()
    rest = await bot.get_updates(offset=update.update_id + 1)

    assert update.message == sent
    assert update.message.text == "When do dogs bark?"
    assert again == update
    assert rest == ()


async def test_a_poll_returns_as_soon_as_a_message_arrives(
    telegram: TelegramServer, bot: Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await telegram.wait_until(lambda: len(telegram.calls) == 2)
    telegram.private_message("hello")
    [update] = await poll

    assert update.message
    assert update.message.text == "hello"
