"""Answers that people wait for reach them once, and nobody else."""

from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answers.records import MOST_WAITING, Records, Waiting
from bot.locales.choice import LANGUAGES
from tests.player import PEOPLE, Player
from tests.telegram_server import ApiError, TelegramServer

ENGLISH = LANGUAGES["en"]
QUESTION = "Who is the mayor of Atlantis?"
ME = PEOPLE["User"]


@pytest.fixture
async def player(telegram: TelegramServer, tmp_path: Path) -> AsyncIterator[Player]:
    async with Player(telegram, tmp_path) as player:
        yield player


async def wait_for_answer(player: Player) -> None:
    await player.see(f"User: {QUESTION}")
    await player.see(f"User taps [{ENGLISH.tell_me}]")


def told(player: Player) -> list[str]:
    texts = (message.text or "" for message in player.telegram.sent)
    return [text for text in texts if ENGLISH.told in text]


def waiting(folder: Path) -> list[Waiting]:
    with closing(Records(folder, 1000)) as records:
        return records.waiting()


async def test_an_answer_is_told_once(player: Player) -> None:
    await wait_for_answer(player)
    await player.see("(An article says it.)")
    await player.see("(The bot restarts.)")

    assert len(told(player)) == 1
    assert waiting(player.folder) == []


async def test_an_answer_that_could_not_be_sent_is_told_next_time(
    player: Player, telegram: TelegramServer
) -> None:
    await wait_for_answer(player)
    telegram.fail("sendMessage", ApiError(502, "Bad Gateway"))
    player.change_articles("An article says it")
    await player.start()
    assert told(player) == []
    await player.see("(The bot restarts.)")

    assert len(told(player)) == 1


async def test_who_has_blocked_the_bot_is_not_told_later(
    player: Player, telegram: TelegramServer
) -> None:
    await wait_for_answer(player)
    telegram.block(ME)
    player.change_articles("An article says it")
    await player.start()

    assert told(player) == []
    assert waiting(player.folder) == []


async def test_who_is_no_longer_invited_is_not_told(player: Player) -> None:
    await wait_for_answer(player)
    player.settings["allowed_users"] = str(PEOPLE["Nutzer"])
    await player.see("(An article says it.)")

    assert told(player) == []


def test_a_person_waits_for_a_few_answers_only(tmp_path: Path) -> None:
    with closing(Records(tmp_path, 1000)) as records:
        for number in range(MOST_WAITING):
            assert records.add_waiting(Waiting(ME, f"question {number}", "en"))
        assert records.add_waiting(Waiting(ME, "question 1", "en"))
        assert not records.add_waiting(Waiting(ME, "one more", "en"))
        assert records.add_waiting(Waiting(2, "one more", "en"))

        assert len(records.waiting(ME)) == MOST_WAITING
        records.forget(ME)
        assert [each.chat for each in records.waiting()] == [2]
