"""The bot as a process: whatever breaks, each question gets its answer."""

import asyncio
import random
import signal
from pathlib import Path

import pytest

from bot.delivery.sender import MOST_IN_FLIGHT
from tests.bot_process import answers, running_bot
from tests.telegram_server import ApiError, Fault, TelegramServer, too_many_requests

pytestmark = pytest.mark.slow


async def test_no_question_is_lost_when_the_process_is_killed_again_and_again(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.slow_down(0.05)
    questions = [
        telegram.private_message(f"Who is Rutte? {n}", user_id=n % 50 + 1).message_id
        for n in range(120)
    ]
    for _ in range(2):
        before = len(telegram.sent)
        async with running_bot(telegram, tmp_path) as bot:
            await telegram.wait_for_messages(before + random.randint(1, 40))
            await bot.kill()
    async with running_bot(telegram, tmp_path) as bot:
        await telegram.wait_until(lambda: len(answers(telegram)) == 120, seconds=20)
        assert await bot.stop() == 0

    count = answers(telegram)
    assert set(count) == set(questions)
    assert count.total() - 120 <= 2 * MOST_IN_FLIGHT


@pytest.mark.parametrize(("number", "times"), [(signal.SIGTERM, 3), (signal.SIGINT, 1)])
async def test_stopping_finishes_what_is_under_way_and_keeps_the_rest(
    telegram: TelegramServer, tmp_path: Path, number: signal.Signals, times: int
) -> None:
    async with running_bot(telegram, tmp_path) as bot:
        await telegram.wait_until(lambda: telegram.updates.polls > 0)
        # So slow that the bot is stopped long before the last question's turn.
        telegram.slow_down(0.5)
        for user_id in range(100):
            telegram.private_message("Who is Rutte?", user_id=user_id + 1)
        await telegram.wait_for_messages(5)
        for _ in range(times):
            bot.signal(number)
            await asyncio.sleep(0.01)
        assert await bot.ended() == 0
    assert len(telegram.sent) < 100

    telegram.slow_down(0)
    async with running_bot(telegram, tmp_path) as bot:
        await telegram.wait_until(lambda: len(telegram.sent) >= 100)
        await bot.stop()
    assert set(answers(telegram).values()) == {1}
    assert len(telegram.sent) == 100


BROKEN: list[Fault | ApiError] = [
    too_many_requests(retry_after=1),
    ApiError(500, "Internal Server Error"),
    ApiError(502, "Bad Gateway"),
    Fault.RESET,
    Fault.BAD_JSON,
]


async def test_every_question_is_answered_once_though_sending_fails(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail_at_random("sendMessage", *BROKEN, share=0.3)
    async with running_bot(telegram, tmp_path):
        for user_id in range(1, 61):
            telegram.private_message("Who is Rutte?", user_id=user_id)
        await telegram.wait_until(lambda: len(answers(telegram)) == 60, seconds=20)

    assert set(answers(telegram).values()) == {1}


async def test_limits_are_kept_and_a_flood_does_not_hold_up_others(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.enforce_limits()
    async with running_bot(telegram, tmp_path, MESSAGES_PER_SECOND="29"):
        for _ in range(4):
            telegram.private_message("Who is Rutte?", user_id=1)
        for user_id in range(2, 62):
            telegram.private_message("Who is Rutte?", user_id=user_id)
        messages = await telegram.wait_for_messages(64, seconds=20)

    # Requests may catch up with each other on their way.
    assert telegram.count_calls("sendMessage") - 64 < 5
    order = [message.chat.id for message in messages]
    assert order[-1] == 1
    asked = [m.reply_to_message for m in messages if m.chat.id == 1]
    ids = [question.message_id for question in asked if question]
    assert ids == sorted(ids)
