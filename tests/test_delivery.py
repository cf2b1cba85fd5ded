"""The bot as a process: whatever breaks, each question gets its answer."""

import asyncio
import random
import signal
from pathlib import Path

import pytest

from bot.replies import SORRY_FOR_THE_DELAY
from bot.sending import MOST_IN_FLIGHT
from tests.bot_process import answers, running_bot
from tests.telegram_server import ApiError, Fault, TelegramServer, too_many_requests


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
    assert count.total() - 200 <= 2 * MOST_IN_FLIGHT


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


async def test_answer_that_may_have_arrived_is_sent_once_more_at_most(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail("sendMessage", Fault.ANSWER_LOST, times=2)
    async with running_bot(telegram, tmp_path) as bot:
        telegram.private_message("Who is Rutte?")
        await telegram.wait_for_messages(2)
        await asyncio.sleep(1)
        await bot.stop()

    assert len(telegram.sent) == 2


@pytest.mark.parametrize(
    # When an answer is refused, the user gets words about it, unless nobody is there.
    ("status", "requests"),
    [(400, 2), (403, 1)],
)
async def test_what_telegram_refuses_is_not_sent_again(
    telegram: TelegramServer, tmp_path: Path, status: int, requests: int
) -> None:
    telegram.fail("sendMessage", ApiError(status, "No: the question"), times=requests)
    async with running_bot(telegram, tmp_path) as bot:
        telegram.private_message("Who is Rutte?", user_id=1)
        answered = telegram.private_message("Who is Rutte?", user_id=1)
        await telegram.wait_for_messages(1)
        await bot.stop()

    assert answers(telegram) == {answered.message_id: 1}
    assert telegram.count_calls("sendMessage") == requests + 1
    assert "the question" not in bot.log


async def test_being_told_to_wait_in_one_chat_does_not_hold_up_another(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail("sendMessage", too_many_requests(retry_after=3))
    async with running_bot(telegram, tmp_path):
        telegram.private_message("Who is Rutte?", user_id=1)
        await telegram.wait_until(lambda: telegram.count_calls("sendMessage") == 1)
        for _ in range(3):
            telegram.private_message("Who is Rutte?", user_id=2)
        await telegram.wait_for_messages(4)

    assert [message.chat.id for message in telegram.sent] == [2, 2, 2, 1]


async def test_limits_are_kept_and_a_flood_does_not_hold_up_others(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.enforce_limits()
    async with running_bot(telegram, tmp_path, MESSAGES_PER_SECOND="29"):
        for _ in range(7):
            telegram.private_message("Who is Rutte?", user_id=1)
        for user_id in range(2, 62):
            telegram.private_message("Who is Rutte?", user_id=user_id)
        messages = await telegram.wait_for_messages(67, seconds=20)

    # Requests may catch up with each other on their way.
    assert telegram.count_calls("sendMessage") - 67 < 5
    order = [message.chat.id for message in messages]
    assert order[-1] == 1
    asked = [m.reply_to_message for m in messages if m.chat.id == 1]
    ids = [question.message_id for question in asked if question]
    assert ids == sorted(ids)


async def test_questions_that_came_while_nobody_answered_get_an_apology(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    message = telegram.private_message("Who is Rutte?", user_id=1).to_dict()
    telegram.updates.clear()
    telegram.updates.put("message", message | {"date": message["date"] - 600})
    async with running_bot(telegram, tmp_path):
        [reply] = await telegram.wait_for_messages(1)

    assert reply.text
    assert reply.text.startswith(f"{SORRY_FOR_THE_DELAY}\n\n")
    assert "Rutte" in set(reply.parse_entities(["bold"]).values())
