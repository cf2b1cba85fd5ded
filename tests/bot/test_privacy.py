"""What is left in DATA_DIR of a person who had everything deleted."""

from contextlib import closing
from pathlib import Path
from unittest.mock import ANY

import pytest
from telegram import Message

from bot.delivery.inbox_table import InboxTable, Result, State
from bot.locales.choice import LANGUAGES
from tests.bot_process import eventually, running_bot, states
from tests.player import PEOPLE, Player
from tests.telegram_server import TelegramServer

WORD = "Xanadu"
ME, OTHER = 123456789, 987654321
DONE = LANGUAGES["en"].deleted


def files_with(folder: Path, word: str) -> list[str]:
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and word.lower().encode() in path.read_bytes().lower()
    ]


def give_up(folder: Path, user_id: int) -> None:
    """Leave an update in the inbox whose handling has failed too often."""
    message = {"chat": {"id": user_id}, "from": {"id": user_id}, "text": WORD}
    with closing(InboxTable(folder, 1000)) as inbox:
        inbox.add([{"update_id": 1, "message": message}])
        inbox.exchange([Result(1, State.GIVEN_UP, 4)], [], 0, alone=True)


async def vote(telegram: TelegramServer, answer: Message) -> None:
    assert answer.reply_markup
    [data] = [
        str(button.callback_data)
        for row in answer.reply_markup.inline_keyboard
        for button in row
        if button.text == "👎"
    ]
    telegram.press(answer, data, user_id=ME)
    await telegram.wait_until(lambda: telegram.count_calls("answerCallbackQuery") == 1)


async def test_no_file_holds_the_words_of_a_person_who_had_them_deleted(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    give_up(tmp_path, ME)
    async with running_bot(telegram, tmp_path) as bot:
        telegram.private_message(WORD, user_id=ME)
        await telegram.wait_for_messages(1)
        telegram.private_message(f"Mark Rutte in {WORD}?", user_id=ME)
        await vote(telegram, (await telegram.wait_for_messages(2))[-1])
        telegram.private_message("Eldorado", user_id=OTHER)
        await telegram.wait_for_messages(3)
        assert len(files_with(tmp_path, WORD)) > 1

        telegram.private_message("/privacy delete", user_id=ME)
        assert (await telegram.wait_for_messages(4))[-1].text == DONE
        assert files_with(tmp_path, WORD) == []
        await eventually(
            lambda: {state for state, _ in states(tmp_path)} == {"answered"}
        )
        assert await bot.stop() == 0
    assert files_with(tmp_path, "Eldorado")
    for trace in (WORD, str(ME)):
        assert files_with(tmp_path, trace) == []


@pytest.mark.parametrize("name", ["GroupAnonymousBot", "Channel_Bot"])
async def test_a_question_in_the_name_of_a_chat_is_answered_and_not_kept(
    telegram: TelegramServer, tmp_path: Path, name: str
) -> None:
    shared = {"GroupAnonymousBot": 1087968824, "Channel_Bot": 136817688}[name]
    async with Player(telegram, tmp_path) as player:
        group = telegram.add_to_group()
        telegram.write(group, f"/ask {WORD}", user_id=PEOPLE["User"])
        for update in telegram.updates.take():
            if message := update.get("message"):
                message["from"] = {"id": shared, "is_bot": True, "first_name": name}
                message["sender_chat"] = {"id": -5, "type": "channel", "title": "News"}
                telegram.updates.put("message", message)
        await player.deliver()

        assert "do not answer" in (telegram.sent[-1].text or "")
        assert files_with(tmp_path, WORD) == []


async def test_the_id_of_a_stranger_is_told_in_private_only(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with Player(telegram, tmp_path) as player:
        await player.see("(Only invited people may ask.)")
        group = telegram.add_to_group()
        for chat in (ME, group):
            telegram.write(chat, "/ask honey", user_id=ME)
        await player.deliver()

    texts = [message.text or "" for message in telegram.sent]
    assert [str(ME) in text for text in texts if "invited people" in text] == [True]
    assert [*telegram.chats.reactions] == [(group, ANY)]
