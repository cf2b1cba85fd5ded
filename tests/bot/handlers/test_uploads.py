"""Files that admins add to the articles, and take out of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import Message

from bot.handlers.rate_limit import BUDGET
from bot.uploads import Uploads
from tests.bot_process import BotProcess, running_bot
from tests.telegram_server import Fault, TelegramServer

pytestmark = pytest.mark.slow

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

    assert names_in(folder) == ["dogs.txt"]


async def test_an_undo_that_would_leave_no_article_is_not_done(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        await shows(telegram, "bees.txt: 38 words")
        await tap(telegram, "Add")
        await shows(telegram, "bees.txt was added.")
        (folder / "dogs.txt").unlink()
        await tap(telegram, "Undo")
        await shows(telegram, "The articles stay as they were: No article in")

    assert names_in(folder) == ["bees.txt"]


async def test_the_undo_of_an_earlier_upload_leaves_a_later_one(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        for hour in ("noon", "dawn"):
            bark = f"Dogs bark at {hour}."
            telegram.send_file("dogs.txt", bark.encode(), user_id=ADMIN)
            await shows(telegram, bark)
            await tap(telegram, "Add")
            await shows(telegram, "dogs.txt was added.")
        first = telegram.sent[0]
        telegram.press(first, undo_data(telegram), user_id=ADMIN)
        await telegram.wait_until(
            lambda: (
                telegram.sent[0].text
                == "dogs.txt has changed since, and stays as it is."
            )
        )

    assert (folder / "dogs.txt").read_text() == "Dogs bark at dawn."


async def test_what_a_dying_bot_was_adding_can_be_undone(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder) as bot:
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        await shows(telegram, "bees.txt: 38 words")
        await tap(telegram, "Add")
        await shows(telegram, "Adding bees.txt")
        await bot.kill()
        undo = undo_data(telegram)
    async with bot_of(telegram, folder):
        telegram.press(telegram.sent[-1], undo, user_id=ADMIN)
        await shows(telegram, "bees.txt is as it was before.")

    assert names_in(folder) == ["dogs.txt"]


async def test_to_cancel_after_adding_is_to_undo(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        preview = await shows(telegram, "bees.txt: 38 words")
        assert preview.reply_markup
        [[add, cancel]] = preview.reply_markup.inline_keyboard
        telegram.press(preview, str(add.callback_data), user_id=ADMIN)
        telegram.press(preview, str(cancel.callback_data), user_id=ADMIN)
        await shows(telegram, "bees.txt is as it was before.")

    assert names_in(folder) == ["dogs.txt"]
    # The second tap is answered while the articles are read again for the first.
    texts = [str(call.parameters.get("text")) for call in telegram.calls]
    methods = [call.method for call in telegram.calls]
    added = texts.index("bees.txt was added.")
    assert methods[:added].count("answerCallbackQuery") == 2


async def test_taps_take_effect_in_their_order_if_the_first_is_answered_late(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        preview = await shows(telegram, "bees.txt: 38 words")
        assert preview.reply_markup
        [[add, cancel]] = preview.reply_markup.inline_keyboard
        telegram.fail("answerCallbackQuery", Fault.RESET)
        telegram.press(preview, str(add.callback_data), user_id=ADMIN)
        telegram.press(preview, str(cancel.callback_data), user_id=ADMIN)
        await shows(telegram, "bees.txt is as it was before.")


async def test_a_question_below_an_upload_is_answered(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file(
            "bees.txt", TEXT.encode(), caption="Do dogs bark?", user_id=ADMIN
        )
        await shows(telegram, "bees.txt: 38 words")
        await tap(telegram, "Add")
        await shows(telegram, "bees.txt was added.")

    assert "Dogs bark at night." in (telegram.sent[0].text or "")
    assert len(telegram.sent) == 2


async def test_a_preview_says_what_could_not_be_read(
    telegram: TelegramServer, folder: Path
) -> None:
    damaged = ("Bees hum in café. " * 99).encode() + b"A caf\xff."
    async with bot_of(telegram, folder):
        telegram.send_file("bees.txt", damaged, user_id=ADMIN)
        await shows(telegram, "sentences\nsome of its characters are damaged\n")


async def test_a_forged_tap_leads_to_no_other_folder(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        other = folder.parent / "data" / "other"
        other.mkdir()
        (other / "name").write_text("a.txt")
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        preview = await shows(telegram, "bees.txt: 38 words")
        assert preview.reply_markup
        [[_, cancel]] = preview.reply_markup.inline_keyboard
        forged = f"{cancel.callback_data}/../../other"
        query = telegram.forge_tap(preview, forged, user_id=ADMIN)
        await telegram.wait_until(lambda: query in telegram.callback_queries.answers)
        await tap(telegram, "Cancel")
        await shows(telegram, "bees.txt was not added.")

    assert names_in(other) == ["name"]


async def test_taps_of_strangers_on_uploads_are_limited(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.private_message("Do dogs bark?", user_id=STRANGER)
        answer = await shows(telegram, "Dogs bark at night.")
        for _ in range(BUDGET):
            query = telegram.forge_tap(answer, f"u:a:{16 * '0'}", user_id=STRANGER)
        await telegram.wait_until(lambda: query in telegram.callback_queries.answers)

    notices = telegram.callback_queries.answers.values()
    assert any("That was fast!" in str(notice) for notice in notices)


async def test_a_file_with_two_blanks_in_a_row_is_removed(
    telegram: TelegramServer, folder: Path
) -> None:
    (folder / "two  cats.txt").write_text("Cats sleep by day.")
    async with bot_of(telegram, folder):
        telegram.private_message("/remove two  cats.txt", user_id=ADMIN)
        await shows(telegram, "was removed.")

    assert names_in(folder) == ["dogs.txt"]


@pytest.mark.parametrize("what", ["tap", "command"])
async def test_articles_are_changed_only_when_no_other_replica_does(
    telegram: TelegramServer, folder: Path, what: str
) -> None:
    uploads = Uploads(folder, folder.parent / "data")
    (folder / "cats.txt").write_text("Cats sleep by day.")
    async with bot_of(telegram, folder):
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        await shows(telegram, "bees.txt: 38 words")
        async with uploads.turn():
            if what == "tap":
                await tap(telegram, "Add")
            else:
                telegram.private_message("/remove cats.txt", user_id=ADMIN)
            # Of another chat, so that it has to wait for nothing.
            telegram.private_message("Do dogs bark?", user_id=STRANGER)
            await shows(telegram, "Dogs bark at night.")
            assert sorted(names_in(folder)) == ["cats.txt", "dogs.txt"]
        await telegram.wait_until(lambda: len(names_in(folder)) != 2)


async def test_nothing_is_changed_before_a_tap_is_answered(
    telegram: TelegramServer, folder: Path
) -> None:
    async with bot_of(telegram, folder):
        telegram.send_file("bees.txt", TEXT.encode(), user_id=ADMIN)
        await shows(telegram, "bees.txt: 38 words")
        telegram.fail("answerCallbackQuery", Fault.RESET, times=2)
        await tap(telegram, "Add")
        await shows(telegram, "bees.txt was added.")

    calls = [(call.method, str(call.parameters.get("text"))) for call in telegram.calls]
    methods, texts = zip(*calls, strict=True)
    answered = len(methods) - methods[::-1].index("answerCallbackQuery")
    assert methods.count("answerCallbackQuery") == 3
    assert not any("Adding" in text for text in texts[:answered])
