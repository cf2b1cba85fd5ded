"""Answers that people wait for reach them once, and nobody else."""

from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from telegram import Bot

from bot.answers.answerer import Answering
from bot.answers.records import MOST_WAITING, Records, Waiting
from bot.answers.small_talk import checksum
from bot.handlers import telling as handlers_telling
from bot.handlers.telling import tell_waiting, telling
from bot.locales.choice import LANGUAGES
from retrieval import Answer, Article, EngineUnavailableError, Retriever
from retrieval.errors import EngineRefusalError
from tests.databases import query
from tests.player import PEOPLE, Player
from tests.telegram_server import ApiError, Fault, TelegramServer

ENGLISH = LANGUAGES["en"]
QUESTION = "Who is the mayor of Atlantis?"
ME, OTHER = PEOPLE["User"], PEOPLE["Nutzer"]
SAID = Article("atlantis.txt", "The mayor of Atlantis is Ada.")


class BrokenRetriever(Retriever):
    """Fails on one question, as a defect would, and for good unless *times* is set."""

    error: type[Exception] = ValueError
    times = 1_000

    def answer(self, question: str, k: int = 3) -> Answer:
        if question == "broken" and self.times:
            self.times -= 1
            raise self.error(question)
        return super().answer(question, k)


@pytest.fixture
async def player(telegram: TelegramServer, tmp_path: Path) -> AsyncIterator[Player]:
    async with Player(telegram, tmp_path) as player:
        yield player


@pytest.fixture
async def api(telegram: TelegramServer) -> AsyncIterator[Bot]:
    telegram.private_message("hello", user_id=ME)
    telegram.private_message("hello", user_id=OTHER)
    async with Bot(telegram.token, f"{telegram.url}/bot") as api:
        yield api


def answering_with(retriever: Retriever, records: Records) -> Answering:
    return Answering(retriever, records, k=3)


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


async def test_what_one_article_was_asked_is_told_from_that_article(
    telegram: TelegramServer, api: Bot, tmp_path: Path
) -> None:
    silent = Article("rome.txt", "Rome has seven hills.")
    with closing(Records(tmp_path, 1000)) as records:
        records.add_waiting(Waiting(ME, QUESTION, "en", silent.name))
        records.add_waiting(Waiting(OTHER, QUESTION, "en", SAID.name))
        answering = answering_with(Retriever([SAID, silent]), records)
        await tell_waiting(answering, records, api, frozenset())

        assert [message.chat.id for message in telegram.sent] == [OTHER]
        assert f"Only in: {SAID.name}" in (telegram.sent[0].text or "")
        assert [each.article for each in records.waiting()] == [silent.name]


async def test_tell_me_keeps_the_article_that_was_asked(player: Player) -> None:
    await player.see("User: Who picks the coffee?")
    await player.see("User taps [Context]")
    await player.see("User taps [Ask this article]")
    await player.see(f"User (to the bot): {QUESTION}")
    await player.see(f"User taps [{ENGLISH.tell_me}]")

    assert [each.article for each in waiting(player.folder)] == ["coffee.txt"]


@pytest.mark.parametrize("error", [ValueError, EngineRefusalError])
async def test_a_question_that_fails_keeps_no_other_from_being_told(
    telegram: TelegramServer,
    api: Bot,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    error: type[Exception],
) -> None:
    retriever = BrokenRetriever([SAID])
    retriever.error = error
    with closing(Records(tmp_path, 1000)) as records:
        records.add_waiting(Waiting(ME, "broken", "en"))
        records.add_waiting(Waiting(OTHER, QUESTION, "en"))
        answering = answering_with(retriever, records)
        await tell_waiting(answering, records, api, frozenset())

        assert [message.chat.id for message in telegram.sent] == [OTHER]
        assert [each.chat for each in records.waiting()] == [ME]
    assert error.__name__ in caplog.text


async def test_answers_are_told_when_the_articles_are_in_reach_again(
    telegram: TelegramServer, api: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers_telling, "RETRY_SECONDS", 0.0)
    retriever = BrokenRetriever([SAID])
    retriever.error, retriever.times = EngineUnavailableError, 2
    with closing(Records(tmp_path, 1000)) as records:
        records.add_waiting(Waiting(ME, "broken", "en"))
        records.add_waiting(Waiting(OTHER, QUESTION, "en"))
        async with telling(records, frozenset()) as wake:
            wake(answering_with(retriever, records), api)
            await telegram.wait_for_messages(1)

    assert [message.chat.id for message in telegram.sent] == [OTHER]


async def test_after_an_error_of_the_records_answers_are_told_the_next_time(
    telegram: TelegramServer, api: Bot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "records.sqlite3"
    with closing(Records(tmp_path, 1000)) as records:
        records.add_waiting(Waiting(ME, QUESTION, "en"))
        answering = answering_with(Retriever([SAID]), records)
        query(file, "ALTER TABLE waiting RENAME TO away")
        await tell_waiting(answering, records, api, frozenset())
        assert "Nobody can be told now" in caplog.text
        query(file, "ALTER TABLE away RENAME TO waiting")
        await tell_waiting(answering, records, api, frozenset())

        assert len(telegram.sent) == 1


@pytest.mark.parametrize("is_forgotten", [False, True])
async def test_an_answer_whose_sending_was_cut_short_waits_on_unless_forgotten(
    telegram: TelegramServer, api: Bot, tmp_path: Path, is_forgotten: bool
) -> None:
    waiting = Waiting(ME, QUESTION, "en")
    telegram.fail("sendMessage", Fault.HANG)
    with closing(Records(tmp_path, 1000)) as records:
        records.add_waiting(waiting)
        async with telling(records, frozenset()) as wake:
            wake(answering_with(Retriever([SAID]), records), api)
            await telegram.wait_until(lambda: telegram.count_calls("sendMessage"))
            assert records.waiting() == []
            if is_forgotten:
                records.forget(ME)

        assert records.waiting() == ([] if is_forgotten else [waiting])


async def test_who_taps_while_the_disk_is_full_is_promised_nothing(
    player: Player,
) -> None:
    await player.see(f"User: {QUESTION}")
    query(
        player.folder / "records.sqlite3",
        "CREATE TRIGGER full BEFORE INSERT ON waiting"
        " BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
    )
    [notice] = await player.see(f"User taps [{ENGLISH.tell_me}]")

    assert ENGLISH.will_tell not in notice
    assert ENGLISH.failed.partition("(")[0] in notice


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


def test_what_a_person_waits_for_outlives_another_key(tmp_path: Path) -> None:
    with closing(Records(tmp_path, 1000)) as records:
        records.add_waiting(Waiting(ME, QUESTION, "en"))
        records.add_waiting(Waiting(OTHER, QUESTION, "de"))
    (tmp_path / "key").write_bytes(b"k" * 32)

    with closing(Records(tmp_path, 1000)) as records:
        assert len(records.waiting(ME)) == 1
        records.add_waiting(Waiting(ME, QUESTION, "en"))
        assert records.take_waiting(ME, checksum(QUESTION))
        assert records.waiting(ME) == []
        records.forget(ME)
        assert [each.chat for each in records.waiting()] == [OTHER]
