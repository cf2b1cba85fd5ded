"""The real bot, over real HTTP, as its users meet it."""

import asyncio
import re
import signal
import threading
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.answers.links import Link
from bot.answers.records import Records
from bot.handlers.routes import ALLOWED_UPDATES
from bot.locales.choice import strings_for
from bot.logs import RedactingFormatter
from bot.server.application import telegram_application
from bot.settings import Settings
from retrieval import Answer, Article, Excerpt, Retriever
from tests.programs import BOT, ROOT, environment
from tests.telegram_server import ApiError, TelegramServer

PETS = Article("pets.txt", "Pets\n\nDogs bark at night. Cats <b>sleep</b> & purr.\n")


class BrokenRetriever(Retriever):
    """Fails as a defect would, with the question in the error."""

    def answer(self, question: str, k: int = 3) -> Answer:
        raise ValueError(question)


class FarRetriever(Retriever):
    """Notes which threads ask for articles, as if these were far away."""

    def __init__(self, articles: Iterable[Article]) -> None:
        super().__init__(articles)
        self.askers: set[threading.Thread] = set()

    def article_as_listed(self, number: int) -> Article | None:
        self.askers.add(threading.current_thread())
        return super().article_as_listed(number)

    def steps(self, number: int) -> list[Excerpt]:
        self.askers.add(threading.current_thread())
        return super().steps(number)


@asynccontextmanager
async def running_bot(
    telegram: TelegramServer, retriever: Retriever, folder: Path, **others: str
) -> AsyncIterator[None]:
    settings = Settings.model_validate(
        {
            "telegram_bot_token": telegram.token,
            "telegram_api_url": telegram.url,
            **others,
        }
    )
    records = Records(folder, 1000)
    async with telegram_application(settings, retriever, records) as application:
        assert application.updater
        await application.start()
        await application.updater.start_polling(allowed_updates=ALLOWED_UPDATES)
        yield
        await application.updater.stop()
        await application.stop()
    records.close()


@pytest.fixture
async def chat(
    telegram: TelegramServer, tmp_path: Path
) -> AsyncIterator[TelegramServer]:
    async with running_bot(telegram, Retriever([PETS]), tmp_path):
        yield telegram


@pytest.mark.parametrize("command", ["/start {link}", "/verify Dogs bark at night."])
async def test_an_article_that_is_fetched_holds_up_nobody(
    telegram: TelegramServer, tmp_path: Path, command: str
) -> None:
    retriever = FarRetriever([PETS])
    link = Link(retriever.version, 0, 6, 26)
    async with running_bot(telegram, retriever, tmp_path):
        telegram.private_message(command.format(link=link.payload()))
        [reply] = await telegram.wait_for_messages(1)

    assert "Dogs bark" in (reply.text or "")
    assert retriever.askers
    assert threading.current_thread() not in retriever.askers


def sends(telegram: TelegramServer) -> int:
    return sum(call.method == "sendMessage" for call in telegram.calls)


async def test_question_is_answered_with_a_quote_and_its_source(
    chat: TelegramServer,
) -> None:
    question = chat.private_message("when do dogs bark?")

    [reply] = await chat.wait_for_messages(1)
    assert reply.text == "Dogs bark at night.\nPets · pets.txt"
    assert [(entity.type, text) for entity, text in reply.parse_entities().items()] == [
        ("blockquote", "Dogs bark at night."),
        ("bold", "Dogs"),
        ("bold", "bark"),
    ]
    assert reply.reply_to_message
    assert reply.reply_to_message.message_id == question.message_id
    assert reply.link_preview_options
    assert reply.link_preview_options.is_disabled


@pytest.mark.parametrize(
    ("semantic", "is_named"), [("auto", True), ("on", True), ("off", False)]
)
async def test_privacy_names_the_server_that_embeds_questions(
    telegram: TelegramServer, tmp_path: Path, semantic: str, *, is_named: bool
) -> None:
    url = "https://me:secret@embeddings.example:8080/v1"
    retriever, settings = Retriever([PETS]), {"semantic": semantic, "semantic_url": url}
    async with running_bot(telegram, retriever, tmp_path, **settings):
        telegram.private_message("/privacy")
        [reply] = await telegram.wait_for_messages(1)

    text = reply.text or ""
    assert ("articles to embeddings.example." in text) is is_named
    assert "secret" not in text


async def test_privacy_names_the_hosts_of_the_search_engine(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    urls = "https://one.example:9200, https://two.example:9200"
    async with running_bot(telegram, Retriever([PETS]), tmp_path, engine_url=urls):
        telegram.private_message("/privacy")
        [reply] = await telegram.wait_for_messages(1)

    assert "the search engine at one.example, two.example." in (reply.text or "")


async def test_privacy_names_no_server_without_one(chat: TelegramServer) -> None:
    chat.private_message("/privacy")

    [reply] = await chat.wait_for_messages(1)
    assert "I send" not in (reply.text or "")


async def test_button_is_served(chat: TelegramServer) -> None:
    chat.private_message("when do dogs bark?")
    [reply] = await chat.wait_for_messages(1)
    assert reply.reply_markup
    [[context], _] = reply.reply_markup.inline_keyboard
    chat.press(reply, str(context.callback_data))

    await chat.wait_until(lambda: chat.sent[0].edit_date)
    assert "Cats <b>sleep</b> & purr." in (chat.sent[0].text or "")


async def test_markup_in_an_article_is_shown_as_it_is(chat: TelegramServer) -> None:
    chat.private_message("do cats sleep")

    [reply] = await chat.wait_for_messages(1)
    assert "Cats <b>sleep</b> & purr." in (reply.text or "")


@pytest.mark.parametrize("text", ["/ask when do dogs bark?", "/ask@excerpt_bot\ndogs"])
async def test_ask_command_answers_what_follows_it(
    chat: TelegramServer, text: str
) -> None:
    chat.private_message(text)

    [reply] = await chat.wait_for_messages(1)
    assert (reply.text or "").startswith("Dogs bark at night.")


async def test_message_with_4096_hostile_characters_is_answered(
    chat: TelegramServer,
) -> None:
    chat.private_message(("dogs 😂<&>[]()*_`\u202e\u0301 " * 300)[:3500])

    [reply] = await chat.wait_for_messages(1)
    assert "Dogs bark at night." in (reply.text or "")


async def test_internal_error_gives_a_neutral_line_and_a_log_without_the_question(
    telegram: TelegramServer, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.handler.setFormatter(RedactingFormatter(telegram.token))
    async with running_bot(telegram, BrokenRetriever([PETS]), tmp_path):
        telegram.private_message("my secret question")
        [reply] = await telegram.wait_for_messages(1)

    number = re.search(r"An update failed with ValueError \((\w{4})\)", caplog.text)
    assert number
    assert reply.text == strings_for("en").failed.format(id=number[1])
    assert Path(__file__).name in caplog.text
    assert "secret question" not in caplog.text
    assert telegram.token not in caplog.text


async def test_failure_to_send_does_not_stop_the_bot(
    chat: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    chat.private_message("do dogs bark")
    await chat.wait_for_messages(1)
    chat.fail("sendMessage", ApiError(400, "Bad Request: no"), times=2)

    chat.private_message("do dogs bark")
    await chat.wait_until(lambda: sends(chat) == 3)
    chat.private_message("do dogs bark")

    assert len(await chat.wait_for_messages(2)) == 2
    assert "An update failed with BadRequest" in caplog.text


class TestAsAProgram:
    @pytest.fixture(autouse=True)
    def no_data_yet(self, tmp_path: Path) -> None:
        self.data_dir = tmp_path / "data"

    async def start(self, telegram: TelegramServer, **changes: str) -> Process:
        settings = {
            "DATA_DIR": str(self.data_dir),
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            **changes,
        }
        return await asyncio.create_subprocess_exec(
            *BOT,
            "telegram",
            cwd=ROOT,
            env=environment(**settings),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def test_it_answers_from_the_articles_that_ship_until_it_is_told_to_stop(
        self, telegram: TelegramServer
    ) -> None:
        bot = await self.start(telegram, LOG_LEVEL="DEBUG")
        telegram.private_message("What did Rutte say about NATO membership?")
        [reply] = await telegram.wait_for_messages(1)
        bot.send_signal(signal.SIGTERM)
        output, log = await asyncio.wait_for(bot.communicate(), timeout=20)

        assert "· white-house-summit.txt" in (reply.text or "")
        assert ("all_private_chats", "") in telegram.profile.commands
        assert b"Privacy mode is on: in groups, only /ask and replies" in log
        assert bot.returncode == 0
        assert output == b""
        assert telegram.token.encode() not in log
        assert b"Rutte" not in log

    async def test_token_that_telegram_refuses_ends_it_with_a_clear_line(
        self, telegram: TelegramServer
    ) -> None:
        bot = await self.start(telegram, TELEGRAM_BOT_TOKEN="1:wrong")
        _, log = await asyncio.wait_for(bot.communicate(), timeout=20)

        last = log.decode().splitlines()[-1]
        assert last.startswith("Telegram does not accept TELEGRAM_BOT_TOKEN: ")
        assert b"1:wrong" not in log
        assert bot.returncode == 2

    async def test_folder_that_cannot_be_written_ends_it_with_a_clear_line(
        self, telegram: TelegramServer
    ) -> None:
        self.data_dir.write_text("a file")
        bot = await self.start(telegram)
        _, log = await asyncio.wait_for(bot.communicate(), timeout=20)

        last = log.decode().splitlines()[-1]
        assert last.startswith(f"DATA_DIR='{self.data_dir}' cannot be used: ")
        assert bot.returncode == 2

    @pytest.mark.slow
    async def test_server_that_is_not_there_yet_is_waited_for(
        self, telegram: TelegramServer
    ) -> None:
        telegram.fail("getMe", ApiError(502, "Bad Gateway"), times=2)
        bot = await self.start(telegram)
        telegram.private_message("What did Rutte say about NATO membership?")

        await telegram.wait_until(lambda: telegram.sent, seconds=20)
        bot.send_signal(signal.SIGINT)
        await asyncio.wait_for(bot.communicate(), timeout=20)
        assert bot.returncode == 0
