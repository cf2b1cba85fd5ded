"""What becomes of an update when its handlers or its requests fail."""

import asyncio
import signal
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.error import BadRequest, NetworkError
from telegram.ext import ContextTypes, TypeHandler

from bot.answers.records import Records
from bot.delivery import worker
from bot.delivery.inbox import Inbox
from bot.delivery.inbox_table import MOST_TRIES
from bot.delivery.metrics import Metrics
from bot.delivery.pacing import Pace
from bot.delivery.sender import Sender
from bot.delivery.worker import MOST_IN_PREPARATION, Claim, Delivery
from bot.handlers.rate_limit import BUDGET, Cost
from bot.locales.choice import LANGUAGES
from bot.server.application import telegram_application
from bot.server.heartbeat import Heartbeat
from bot.server.lifecycle import ENGINE_THREADS, serve
from bot.server.signals import STOP_SIGNALS
from bot.settings import Settings
from retrieval import Answer, Article, EngineUnavailableError, Retriever
from retrieval.errors import EngineRefusalError
from tests.bot_process import PATIENCE_SECONDS, answers, eventually, states
from tests.telegram_server import (
    ApiError,
    Fault,
    TelegramServer,
    chat_migrated,
    too_many_requests,
)

PETS = Article("pets.txt", "Pets\n\nDogs bark at night. Cats sleep and purr.\n")


Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


class FailingRetriever(Retriever):
    """Fails so many times, as a defect would, with the question in the error."""

    failures = 0
    error: type[Exception] = ValueError
    is_back = threading.Event()
    """What an answer waits for."""
    is_back.set()

    def answer(self, question: str, k: int = 3) -> Answer:
        self.is_back.wait()
        self.failures -= 1
        if self.failures >= 0:
            raise self.error(question)
        return super().answer(question, k=k)


class AwayClaims:
    """The claims of hosts, which cannot be reached the first *failures* times."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    def take(self, _: int) -> bool:
        self.failures -= 1
        if self.failures >= 0:
            raise EngineUnavailableError("away")
        return True


def settings(telegram: TelegramServer, **changes: str) -> Settings:
    return Settings.model_validate(
        {
            "telegram_bot_token": telegram.token,
            "telegram_api_url": telegram.url,
            **changes,
        }
    )


@asynccontextmanager
async def delivering(
    telegram: TelegramServer,
    folder: Path,
    *,
    failures: int = 0,
    error: type[Exception] = ValueError,
    afterwards: Callback | None = None,
    claim: Claim | None = None,
    patience: float | None = None,
    **changes: str,
) -> AsyncIterator[None]:
    """Deliver what people write to *telegram*, with handlers that fail at first.

    What has been handled goes to *afterwards*, too.
    """
    retriever = FailingRetriever([PETS])
    retriever.failures, retriever.error = failures, error
    metrics = Metrics()
    sender = Sender(Pace(0), metrics)
    inbox = Inbox(folder, settings(telegram).bot_id())
    records = Records(folder, 1000)
    async with telegram_application(
        settings(telegram, **changes), retriever, records, sender
    ) as application:
        if afterwards:
            application.add_handler(TypeHandler(Update, afterwards), group=1)
        delivery = Delivery(application, inbox, sender, metrics, claim, patience)
        work = asyncio.create_task(delivery.run())
        await delivery.accept(await telegram.updates.get_updates())
        yield
        work.cancel()
        await delivery.finish(seconds=PATIENCE_SECONDS)
    await inbox.close()
    records.close()


def is_put_off(folder: Path) -> bool:
    """Whether an update has been settled as one to try later."""
    database = sqlite3.connect(folder / "inbox-1000.sqlite3")
    result = database.execute("SELECT max(not_before) FROM updates").fetchall()
    database.close()
    return bool(result[0][0])


async def test_a_handler_that_fails_at_first_is_tried_again_without_a_word(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    question = telegram.private_message("When do dogs bark?")
    async with delivering(telegram, tmp_path, failures=2):
        [reply] = await telegram.wait_for_messages(1)

    assert answers(telegram) == {question.message_id: 1}
    assert not (reply.text or "").startswith("Something failed")
    assert states(tmp_path) == [("answered", 0)]


async def test_a_handler_that_fails_after_its_answer_arrived_is_not_called_again(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    first = telegram.private_message("When do dogs bark?")
    second = telegram.private_message("When do dogs bark?")

    async def fail(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.message_id == first.message_id:
            raise ValueError

    async with delivering(telegram, tmp_path, afterwards=fail):
        # Of one chat, the second question has to wait until the first is settled.
        await telegram.wait_until(lambda: answers(telegram)[second.message_id])

    # An answer to each, and that something failed.
    assert answers(telegram) == {first.message_id: 2, second.message_id: 1}
    assert states(tmp_path) == [("given up", 1), ("answered", 0)]


@pytest.mark.parametrize("error", [ValueError, EngineRefusalError])
async def test_a_handler_that_always_fails_tells_the_user_once_and_is_given_up(
    telegram: TelegramServer, tmp_path: Path, error: type[Exception]
) -> None:
    telegram.private_message("When do dogs bark?")
    answered = telegram.private_message("When do dogs bark?")
    async with delivering(telegram, tmp_path, failures=MOST_TRIES, error=error):
        apology, reply = await telegram.wait_for_messages(2)

    assert (apology.text or "").startswith("Something failed")
    assert reply.reply_to_message
    assert reply.reply_to_message.message_id == answered.message_id
    assert states(tmp_path) == [("given up", MOST_TRIES), ("answered", 0)]


async def test_while_the_articles_are_out_of_reach_a_question_waits_for_its_answer(
    telegram: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POSTPONED_SECONDS", (0.01, 0.02))
    question = telegram.private_message("When do dogs bark?")
    tries = MOST_TRIES + 2
    async with delivering(
        telegram, tmp_path, failures=tries, error=EngineUnavailableError
    ):
        notice, reply = await telegram.wait_for_messages(2)

    assert (notice.text or "").startswith("I cannot reach the articles right now.")
    assert "Dogs bark at night." in (reply.text or "")
    assert answers(telegram)[question.message_id] == 2
    assert states(tmp_path) == [("answered", 0)]


async def test_a_question_is_counted_once_however_often_it_is_tried(
    telegram: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POSTPONED_SECONDS", (0.0, 0.01))
    telegram.private_message("When do dogs bark?")
    async with delivering(
        telegram,
        tmp_path,
        failures=BUDGET // Cost.MESSAGE + 1,
        error=EngineUnavailableError,
    ):
        _, reply = await telegram.wait_for_messages(2)

    assert "Dogs bark at night." in (reply.text or "")


async def test_while_it_is_unknown_which_host_answers_nobody_is_told_anything(
    telegram: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POSTPONED_SECONDS", (0.0, 0.01))
    telegram.private_message("When do dogs bark?", user_id=1)
    telegram.private_message("When do dogs bark?", user_id=2)
    claims = AwayClaims(2 * MOST_TRIES)
    async with delivering(telegram, tmp_path, claim=claims.take, allowed_users="1"):
        replies = await telegram.wait_for_messages(2)

    texts = {reply.chat.id: reply.text or "" for reply in replies}
    assert "Dogs bark at night." in texts[1]
    assert LANGUAGES["en"].not_allowed in texts[2]
    assert states(tmp_path) == [("answered", 0)] * 2


async def test_an_edit_waits_until_it_is_known_which_host_answers(
    telegram: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POSTPONED_SECONDS", (0.0, 0.01))
    question = telegram.private_message("When do cats purr?")
    async with delivering(telegram, tmp_path):
        await telegram.wait_for_messages(1)
        await eventually(lambda: states(tmp_path) == [("answered", 0)])
    telegram.edit(question, "When do dogs bark?")
    async with delivering(telegram, tmp_path, claim=AwayClaims(1).take):
        await telegram.wait_until(
            lambda: "Dogs bark at night." in (telegram.sent[0].text or "")
        )


async def test_a_post_of_a_channel_is_saved_whichever_host_answers(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    channel = telegram.open_channel("bees_daily")
    telegram.post(channel, "Bees hum.")
    articles = tmp_path / "articles"
    articles.mkdir()
    async with delivering(
        telegram,
        tmp_path,
        claim=lambda _: False,
        channels="@bees_daily",
        articles_dir=str(articles),
    ):
        await eventually(lambda: states(tmp_path) == [("answered", 0)])

    assert [path.suffix for path in articles.glob("*/[!.]*")] == [".md"]


async def test_what_may_have_arrived_twice_waits_for_a_later_try(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail("sendMessage", Fault.RESET, times=2)
    telegram.private_message("When do dogs bark?")
    async with delivering(telegram, tmp_path):
        await eventually(lambda: is_put_off(tmp_path))

    assert telegram.count_calls("sendMessage") == 2
    assert states(tmp_path) == [("waiting", 0)]
    assert telegram.sent == []


async def test_answer_that_may_have_arrived_is_sent_once_more_at_most(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail("sendMessage", Fault.ANSWER_LOST, times=2)
    question = telegram.private_message("When do dogs bark?")
    async with delivering(telegram, tmp_path):
        await eventually(lambda: is_put_off(tmp_path))

    assert answers(telegram) == {question.message_id: 2}


@pytest.mark.parametrize(
    # When an answer is refused, the user gets words about it, unless nobody is there.
    ("status", "requests"),
    [(400, 2), (403, 1)],
)
async def test_what_telegram_refuses_is_not_sent_again(
    telegram: TelegramServer, tmp_path: Path, status: int, requests: int
) -> None:
    telegram.fail("sendMessage", ApiError(status, "No"), times=requests)
    telegram.private_message("When do dogs bark?")
    answered = telegram.private_message("When do dogs bark?")
    async with delivering(telegram, tmp_path):
        await telegram.wait_for_messages(1)

    assert answers(telegram) == {answered.message_id: 1}
    assert telegram.count_calls("sendMessage") == requests + 1


async def test_being_told_to_wait_in_one_chat_does_not_hold_up_another(
    telegram: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Else the library warns that a number of seconds will become something else.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    telegram.fail("sendMessage", too_many_requests(retry_after=1))
    for user_id in (1, 2, 1, 2):
        telegram.private_message("When do dogs bark?", user_id=user_id)
    async with delivering(telegram, tmp_path):
        messages = await telegram.wait_for_messages(4)

    # Either may be the first to be told.
    chats = [message.chat.id for message in messages]
    assert chats in ([1, 1, 2, 2], [2, 2, 1, 1])
    assert telegram.count_calls("sendMessage") == 5
    assert states(tmp_path) == [("answered", 0)] * 4


async def test_answers_that_wait_for_their_turn_do_not_hold_up_others(
    telegram: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    wait = too_many_requests(retry_after=3600)
    telegram.fail("sendMessage", wait, times=MOST_IN_PREPARATION)
    for user_id in range(MOST_IN_PREPARATION + 1):
        telegram.private_message("When do dogs bark?", user_id=user_id + 1)
    async with delivering(telegram, tmp_path):
        await telegram.wait_for_messages(1)

    assert states(tmp_path).count(("waiting", 0)) >= MOST_IN_PREPARATION


async def test_questions_that_wait_for_the_articles_do_not_hold_up_others(
    telegram: TelegramServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_back = threading.Event()
    monkeypatch.setattr(FailingRetriever, "is_back", is_back)
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(ENGINE_THREADS))
    for user_id in range(MOST_IN_PREPARATION):
        telegram.private_message("When do dogs bark?", user_id=user_id + 1)
    telegram.private_message("/help", user_id=MOST_IN_PREPARATION + 1)
    async with delivering(telegram, tmp_path, patience=0.01):
        try:
            [help_reply] = await telegram.wait_for_messages(1)
        finally:
            is_back.set()
        await telegram.wait_for_messages(MOST_IN_PREPARATION + 1)

    assert help_reply.chat.id == MOST_IN_PREPARATION + 1


async def test_an_update_that_cannot_be_parsed_is_given_up_at_once(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    message = telegram.private_message("When do dogs bark?").to_dict()
    telegram.updates.clear()
    telegram.updates.put("message", {**message, "date": "today"})
    # Of one chat, the second has to wait until the first is settled.
    telegram.private_message("When do dogs bark?")
    async with delivering(telegram, tmp_path):
        await telegram.wait_for_messages(1)

    assert states(tmp_path)[0] == ("given up", 1)


async def test_answer_to_a_group_that_has_migrated_is_sent_to_its_successor(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    group = telegram.add_to_group()
    telegram.updates.clear()
    telegram.write(group, "/ask When do dogs bark?")
    successor = telegram.migrate(group)
    question = telegram.write(successor, "/ask When do dogs bark?")
    async with delivering(telegram, tmp_path):
        await telegram.wait_for_messages(2)

    assert [message.chat.id for message in telegram.sent] == [successor] * 2
    assert answers(telegram) == {question.message_id: 1}
    # Ids are others there: what it replied to may be another message, or none.
    moved = [call for call in telegram.calls if call.method == "sendMessage"]
    assert sum("reply_parameters" not in call.parameters for call in moved) == 1
    assert states(tmp_path) == [("answered", 0)] * 2


@pytest.mark.parametrize(
    ("fault", "copies"),
    [
        (too_many_requests(retry_after=1), 1),
        (ApiError(502, "Bad Gateway"), 1),
        (Fault.RESET, 1),
        (Fault.ANSWER_LOST, 2),
    ],
)
async def test_answer_to_a_group_that_has_migrated_survives_another_failure(
    telegram: TelegramServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault | ApiError,
    copies: int,
) -> None:
    # Else the library warns that a number of seconds will become something else.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    group = telegram.add_to_group()
    telegram.updates.clear()
    telegram.write(group, "/ask When do dogs bark?")
    successor = telegram.migrate(group)
    telegram.fail("sendMessage", chat_migrated(successor))
    telegram.fail("sendMessage", fault)
    async with delivering(telegram, tmp_path):
        await telegram.wait_for_messages(copies)

    assert [message.chat.id for message in telegram.sent] == [successor] * copies
    assert telegram.count_calls("sendMessage") == 3
    assert states(tmp_path) == [("answered", 0)]


async def test_a_chat_that_migrates_twice_is_not_followed(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    telegram.fail("sendMessage", chat_migrated(2), times=2)
    telegram.private_message("When do dogs bark?")
    async with delivering(telegram, tmp_path):
        [notice] = await telegram.wait_for_messages(1)

    assert (notice.text or "").startswith("Something failed")
    assert states(tmp_path) == [("given up", 1)]


async def test_reply_that_stayed_in_a_group_that_has_migrated_is_not_edited(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    group = telegram.add_to_group()
    telegram.updates.clear()
    question = telegram.write(group, "/ask When do dogs bark?")
    telegram.edit(question, "/ask When do cats purr?")
    telegram.write(group, "/ask When do dogs bark?")
    telegram.fail("editMessageText", chat_migrated(-2))
    async with delivering(telegram, tmp_path):
        # Of one chat, this one has to wait until the edit is settled.
        await telegram.wait_for_messages(2)

    assert telegram.count_calls("editMessageText") == 1
    assert telegram.count_calls("sendMessage") == 2
    assert states(tmp_path) == [("answered", 0)] * 3


@pytest.mark.parametrize(
    ("code", "language"), [("en", "en"), ("de-AT", "de"), (None, "en")]
)
async def test_answer_to_an_old_question_begins_with_an_apology(
    telegram: TelegramServer, tmp_path: Path, code: str | None, language: str
) -> None:
    message = telegram.private_message("When do dogs bark?").to_dict()
    message["from"] = {**message["from"], "language_code": code}
    telegram.updates.clear()
    telegram.updates.put("message", {**message, "date": message["date"] - 600})
    async with delivering(telegram, tmp_path):
        [reply] = await telegram.wait_for_messages(1)

    apology = LANGUAGES[language].sorry_for_the_delay
    assert reply.text
    assert reply.text.startswith(f"{apology}\n\nDogs bark")
    assert [*reply.parse_entities(["bold"]).values()] == ["Dogs", "bark"]


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals_as_before")
@pytest.mark.parametrize("error", [BadRequest("no"), NetworkError("away")])
async def test_introduction_that_fails_does_not_keep_the_bot_from_starting(
    telegram: TelegramServer, tmp_path: Path, error: Exception
) -> None:
    errors = [error]

    async def introduce(_: object) -> None:
        if errors:
            raise errors.pop()

    class Receiver:
        async def run(self) -> None:
            assert application.running

    inbox, sender = Inbox(tmp_path, 1000), Sender(Pace(0), Metrics())
    records = Records(tmp_path, 1000)
    application = telegram_application(
        settings(telegram), FailingRetriever([PETS]), records, sender
    )
    application.post_init = introduce
    delivery = Delivery(application, inbox, sender, Metrics())
    await serve(application, delivery, Receiver(), Heartbeat())
    await inbox.close()
    records.close()

    assert not errors
    assert not application.running


@pytest.mark.parametrize("kind", ["callback_query", "inline_query"])
async def test_a_query_that_telegram_has_given_up_is_not_answered(
    telegram: TelegramServer, tmp_path: Path, kind: str
) -> None:
    user = {"id": 1, "is_bot": False, "first_name": "User"}
    telegram.updates.put(
        kind,
        {"id": "1", "from": user, "chat_instance": "1", "query": "dogs", "offset": ""},
    )
    inbox = Inbox(tmp_path, 1000)
    await inbox.add(await telegram.updates.get_updates())
    await inbox.close()
    database = sqlite3.connect(tmp_path / "inbox-1000.sqlite3")
    database.execute("UPDATE updates SET received = received - 100")
    database.commit()
    database.close()
    async with delivering(telegram, tmp_path, failures=9):
        await eventually(lambda: states(tmp_path) == [("answered", 0)])

    assert [call.method for call in telegram.calls] == ["getMe"]
