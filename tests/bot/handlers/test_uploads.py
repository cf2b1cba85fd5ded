"""Files that admins add to the articles, and take out of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import Message

from tests.bot_process import BotProcess, running_bot
from tests.telegram_server import TelegramServer

ADMIN, STRANGER = 3, 4
TEXT = "About bees\n\n" + " ".join(f"Bee number {n} hums." for n in range(9))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "dogs.txt").write_text("Dogs bark at night.")
    return articles


@asynccontextmanager
async def bot_of(telegram: TelegramServer, folder: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(
        telegram,
        folder.parent / "data",
        ARTICLES_DIR=str(folder),
        ADMIN_USERS=str(ADMIN),
        LOG_LEVEL="INFO",
    ) as bot:
        await telegram.wait_until(lambda: telegram.updates.polls > 0)
        yield bot


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def shows(telegram: TelegramServer, words: str) -> Message:
    """Wait until the bot's last message contains *words*."""
    await telegram.wait_until(
        lambda: telegram.sent and words in (telegram.sent[-1].text or "")
    )
    return telegram.sent[-1]


async def tap(telegram: TelegramServer, label: str, *, user_id: int = ADMIN) -> None:
    message = telegram.sent[-1]
    assert message.reply_markup
    [data] = [
        str(button.callback_data)
        for row in message.reply_markup.inline_keyboard
        for button in row
        if button.text == label
    ]
    query = telegram.press(message, data, user_id=user_id)
    await telegram.wait_until(lambda: query in telegram.callback_queries.answers)


async def test_an_upload_is_shown_added_and_undone_in_one_message(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        preview = await shows(telegram, "bees.txt: 38 words, 9 sentences")
        assert not (folder / "bees.txt").exists()
        await tap(telegram, "Add")
        await shows(telegram, "bees.txt was added.")
        telegram.private_message("Which bee number 5 hums?", user_id=ADMIN)
        answer = await shows(telegram, "About bees · bees.txt")
        telegram.press(preview, undo_data(telegram), user_id=ADMIN)
        await telegram.wait_until(
            lambda: telegram.sent[0].text == "bees.txt is as it was before."
        )

    samples = [f"\n\nBee number {number} hums." for number in (0, 4, 8)]
    assert "".join(samples) in (preview.text or "")
    assert "Bee number 5 hums." in (answer.text or "")
    assert not (folder / "bees.txt").exists()
    assert len(telegram.sent) == 2


def undo_data(telegram: TelegramServer) -> str:
    markup = telegram.sent[0].reply_markup
    assert markup
    [[undo]] = markup.inline_keyboard
    return str(undo.callback_data)


async def test_an_upload_that_replaces_is_undone_to_what_was_there(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("dogs.txt", b"Dogs bark at noon.", user_id=ADMIN)
        await shows(telegram, "It replaces the article of that name.")
        await tap(telegram, "Add")
        await shows(telegram, "dogs.txt was added.")
        assert (folder / "dogs.txt").read_text() == "Dogs bark at noon."
        await tap(telegram, "Undo")
        await shows(telegram, "dogs.txt is as it was before.")

    assert (folder / "dogs.txt").read_text() == "Dogs bark at night."
    assert names_in(folder) == ["dogs.txt"]


async def test_a_text_that_is_there_already_is_named_and_an_upload_can_be_cancelled(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("../hounds?.txt", b"Dogs bark at night.", user_id=ADMIN)
        await shows(telegram, "The same text is in dogs.txt.")
        await tap(telegram, "Cancel")
        await shows(telegram, "hounds_.txt was not added.")

    assert names_in(folder) == ["dogs.txt"]
    assert names_in(folder.parent / "data" / "uploads") == []


async def test_what_cannot_be_an_article_is_refused_before_it_is_downloaded(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("a.exe", b"MZ", user_id=ADMIN)
        await shows(telegram, "a.exe: files of this kind are not read")
        telegram.send_file("b.txt", b"Bees.", size=21_000_000, user_id=ADMIN)
        await shows(telegram, "b.txt is larger than 20 MB")
        assert telegram.files.downloads == 0
        telegram.send_file("c.txt", b"\x89PNG\r\n", user_id=ADMIN)
        await shows(telegram, "c.txt: it is an image")

    assert telegram.files.downloads == 1
    assert names_in(folder) == ["dogs.txt"]


async def test_a_file_of_a_stranger_is_never_downloaded_nor_their_taps_heeded(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("bees.txt", TEXT.encode(), user_id=STRANGER)
        await shows(telegram, "I can only read text.")
        assert telegram.count_calls("getFile") == 0
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        await shows(telegram, "bees.txt: 38 words")
        await tap(telegram, "Add", user_id=STRANGER)
        await tap(telegram, "Cancel", user_id=ADMIN)
        await shows(telegram, "bees.txt was not added.")

    assert telegram.files.downloads == 1


async def test_an_article_is_removed_and_brought_back(
    telegram: TelegramServer, folder: Path
) -> None:
    (folder / "cats.txt").write_text("Cats sleep by day.")
    async with bot_of(telegram, folder):
        telegram.private_message("/remove birds.txt", user_id=ADMIN)
        await shows(telegram, "There is no article birds.txt.")
        telegram.private_message("/remove cats.txt", user_id=STRANGER)
        await shows(telegram, "I do not know that command.")
        telegram.private_message("/remove cats.txt", user_id=ADMIN)
        await shows(telegram, "cats.txt was removed.")
        assert not (folder / "cats.txt").exists()
        await tap(telegram, "Undo")
        await shows(telegram, "cats.txt is as it was before.")

    assert (folder / "cats.txt").read_text() == "Cats sleep by day."


async def test_reading_again_says_what_changed_or_why_nothing_did(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.private_message("/reindex", user_id=ADMIN)
        await shows(telegram, "Last change: 0 added, 0 changed, 0 removed")
        telegram.private_message("/remove dogs.txt", user_id=ADMIN)
        await shows(telegram, "The articles stay as they were: No article in")
        await asyncio.sleep(0)
