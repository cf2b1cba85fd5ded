"""The bot as a process: whatever breaks, each question gets its answer."""

import asyncio
import random
import signal
from pathlib import Path

import pytest

from tests.bot_process import answers, running_bot
from tests.telegram_server import TelegramServer

IN_FLIGHT = 16


async def test_no_question_is_lost_when_the_process_is_killed_again_and_again(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.slow_down(0.05)
    questions = [
        telegram.private_message(f"Who is Rutte? {n}", user_id=n % 50 + 1).message_id
        for n in range(200)
    ]
    for _ in range(2):
        before = len(telegram.sent)
        async with running_bot(telegram, tmp_path) as bot:
            await telegram.wait_for_messages(before + random.randint(1, 60))
            await bot.kill()
    async with running_bot(telegram, tmp_path) as bot:
        await telegram.wait_until(lambda: len(answers(telegram)) == 200, seconds=20)
        assert await bot.stop() == 0

    count = answers(telegram)
    assert set(count) == set(questions)
    assert count.total() - 200 <= 2 * IN_FLIGHT


@pytest.mark.parametrize(
    ("number", "times"), [(signal.SIGTERM, 1), (signal.SIGTERM, 3), (signal.SIGINT, 2)]
)
async def test_stopping_finishes_what_is_under_way_and_keeps_the_rest(
    telegram: TelegramServer, tmp_path: Path, number: signal.Signals, times: int
) -> None:
    telegram.slow_down(0.05)
    for user_id in range(100):
        telegram.private_message("Who is Rutte?", user_id=user_id + 1)
    async with running_bot(telegram, tmp_path) as bot:
        await telegram.wait_for_messages(5)
        for _ in range(times):
            bot.signal(number)
            await asyncio.sleep(0.01)
        assert await bot.ended() == 0
    assert len(telegram.sent) < 100

    async with running_bot(telegram, tmp_path) as bot:
        await telegram.wait_until(lambda: len(telegram.sent) >= 100)
        await bot.stop()
    assert set(answers(telegram).values()) == {1}
    assert len(telegram.sent) == 100
