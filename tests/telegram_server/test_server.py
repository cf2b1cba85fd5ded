import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.ext import ApplicationBuilder, CommandHandler, ContextTypes

from . import ApiError, Fault, TelegramServer, too_many_requests

MORE = InlineKeyboardMarkup.from_button(InlineKeyboardButton("More", callback_data="m"))


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
        yield bot


@pytest.fixture
def chat_id(telegram: TelegramServer) -> int:
    return telegram.private_message("hello").chat.id


async def post(telegram: TelegramServer, path: str, **body: Any) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(f"{telegram.url}/{path}", **body)


async def post_json(telegram: TelegramServer, method: str, body: str) -> httpx.Response:
    path = f"bot{telegram.token}/{method}"
    headers = {"Content-Type": "application/json"}
    return await post(telegram, path, content=body, headers=headers)


async def test_a_bot_knows_itself(bot: Bot) -> None:
    me = await bot.get_me()

    assert me.is_bot
    assert me.username == "excerpt_bot"


async def test_a_wrong_token_is_unauthorized(telegram: TelegramServer) -> None:
    answer = await post(telegram, "bot1000:wrong/getMe")

    assert answer.status_code == 401
    assert answer.json() == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }


async def test_a_message_reaches_the_bot_until_it_is_confirmed(
    telegram: TelegramServer, bot: Bot
) -> None:
    sent = telegram.private_message("When do dogs bark?")

    [update] = await bot.get_updates()
    [again] = await bot.get_updates(offset=update.update_id)
    rest = await bot.get_updates(offset=update.update_id + 1)

    assert update.message == sent
    assert update.message.text == "When do dogs bark?"
    assert again == update
    assert rest == ()


async def test_a_poll_returns_as_soon_as_a_message_arrives(
    telegram: TelegramServer, bot: Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await telegram.wait_until(lambda: len(telegram.calls) == 2)
    telegram.private_message("hello")
    [update] = await poll

    assert update.message
    assert update.message.text == "hello"


async def test_only_allowed_updates_are_queued(
    telegram: TelegramServer, bot: Bot
) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    telegram.private_message("hello")

    assert await bot.get_updates() == ()


async def test_a_negative_offset_keeps_the_end_of_the_queue(
    telegram: TelegramServer, bot: Bot
) -> None:
    for text in ("one", "two", "three"):
        telegram.private_message(text)
    await bot.get_updates(offset=-2)
    updates = await bot.get_updates()

    assert [u.message.text for u in updates if u.message] == ["two", "three"]


async def test_no_more_updates_are_returned_than_asked_for(
    telegram: TelegramServer, bot: Bot
) -> None:
    for text in ("one", "two", "three"):
        telegram.private_message(text)

    assert len(await bot.get_updates(limit=2)) == 2


async def test_a_second_poller_ends_the_poll_of_the_first(
    telegram: TelegramServer, bot: Bot
) -> None:
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as second_bot:
        first = asyncio.create_task(bot.get_updates(timeout=50))
        await telegram.wait_until(lambda: len(telegram.calls) == 3)
        second = asyncio.create_task(second_bot.get_updates(timeout=50))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        telegram.private_message("hello")

        assert len(await second) == 1


async def test_a_poll_ends_when_a_webhook_is_set(
    telegram: TelegramServer, bot: Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await telegram.wait_until(lambda: len(telegram.calls) == 2)
    await bot.set_webhook("https://example.com/hook")

    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll


async def test_a_poller_that_goes_away_is_no_rival(
    telegram: TelegramServer, bot: Bot
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await telegram.wait_until(lambda: len(telegram.calls) == 2)
    poll.cancel()
    with pytest.raises(asyncio.CancelledError):
        await poll

    assert await bot.get_updates() == ()
    assert [call.error for call in telegram.calls] == [None, None, None]


async def test_the_server_stops_while_a_poll_waits() -> None:
    async with TelegramServer() as telegram:
        path = f"bot{telegram.token}/getUpdates"
        poll = asyncio.create_task(post(telegram, path, data={"timeout": "50"}))
        await telegram.wait_until(lambda: telegram.calls)

    with pytest.raises(httpx.TransportError):
        await poll


async def test_waiting_updates_are_dropped_on_demand(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.private_message("hello")
    await bot.delete_webhook(drop_pending_updates=True)

    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("/ask When do dogs bark?", ["/ask"]),
        ("\U0001f415 /ask@excerpt_bot", ["/ask@excerpt_bot"]),
        ("and/or, 1/2, </b>", []),
    ],
)
async def test_commands_in_a_message_are_marked(
    telegram: TelegramServer, text: str, commands: list[str]
) -> None:
    message = telegram.private_message(text)

    assert list(message.parse_entities(["bot_command"]).values()) == commands


async def test_a_webhook_excludes_polling_until_it_is_deleted(bot: Bot) -> None:
    await bot.set_webhook("https://example.com/hook", secret_token="secret")
    info = await bot.get_webhook_info()
    with pytest.raises(Conflict, match="use deleteWebhook"):
        await bot.get_updates()
    await bot.delete_webhook()

    assert info.url == "https://example.com/hook"
    assert await bot.get_updates() == ()


async def test_a_sent_message_reads_as_it_was_sent(
    telegram: TelegramServer, bot: Bot
) -> None:
    question = telegram.private_message("When do dogs bark?")
    returned = await bot.send_message(
        question.chat.id,
        "\U0001f415 Dogs bark at night.",
        entities=[MessageEntity("blockquote", 0, 22), MessageEntity("bold", 3, 4)],
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(question.message_id),
        reply_markup=MORE,
        protect_content=True,
    )
    [message] = await telegram.wait_for_messages(1)

    assert message == returned
    assert message.text == "\U0001f415 Dogs bark at night."
    assert message.parse_entities(["bold"]) == {message.entities[1]: "Dogs"}
    assert message.reply_to_message == question
    assert message.reply_markup == MORE
    assert message.link_preview_options == LinkPreviewOptions(is_disabled=True)
    assert message.has_protected_content
    assert message.from_user == bot.bot


async def test_a_reply_shows_one_step_back(
    telegram: TelegramServer, bot: Bot, chat_id: int
) -> None:
    first = await bot.send_message(chat_id, "one")
    second = await bot.send_message(chat_id, "two", reply_to_message_id=first.id)
    third = await bot.send_message(chat_id, "three", reply_to_message_id=second.id)

    assert third.reply_to_message
    assert third.reply_to_message.text == "two"
    assert third.reply_to_message.reply_to_message is None


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"text": "a" * 4097}, "Message is too long"),
        ({"text": " "}, "Message text is empty"),
        ({"text": "a", "chat_id": 2}, "Chat not found"),
        ({"text": "a", "parse_mode": "HTML"}, "Unknown parameter"),
        ({"text": "a", "entities": [MessageEntity("bold", 0, 2)]}, "end of the text"),
        ({"text": "a", "reply_to_message_id": 77}, "to be replied not found"),
        ({"text": "a", "reply_parameters": ReplyParameters(1, 2)}, "another chat"),
        (
            {"text": "a", "reply_parameters": ReplyParameters(1, quote="hello")},
            r"reply parameters: \['quote'\]",
        ),
        (
            {
                "text": "a",
                "reply_markup": InlineKeyboardMarkup.from_button(
                    InlineKeyboardButton("More", callback_data="\u00e9" * 33)
                ),
            },
            "Button_data_invalid",
        ),
    ],
)
async def test_a_message_that_breaks_a_rule_is_refused(
    telegram: TelegramServer,
    bot: Bot,
    chat_id: int,
    parameters: dict[str, Any],
    reason: str,
) -> None:
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(**{"chat_id": chat_id, **parameters})

    assert telegram.sent == []
    assert telegram.calls[-1].error


async def test_a_reply_may_be_sent_without_what_it_replies_to(
    bot: Bot, chat_id: int
) -> None:
    reply = ReplyParameters(77, allow_sending_without_reply=True)
    message = await bot.send_message(chat_id, "a", reply_parameters=reply)

    assert message.reply_to_message is None


async def test_who_blocks_the_bot_gets_nothing_until_they_write_again(
    telegram: TelegramServer, bot: Bot, chat_id: int
) -> None:
    telegram.block(chat_id)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(chat_id, "a")
    telegram.private_message("hello again", user_id=chat_id)

    assert await bot.send_message(chat_id, "a")


async def test_an_edit_changes_the_message_in_place(
    telegram: TelegramServer, bot: Bot, chat_id: int
) -> None:
    sent = await bot.send_message(chat_id, "one", reply_markup=MORE)
    await sent.edit_text("two")

    [message] = telegram.sent
    assert message.text == "two"
    assert message.reply_markup is None
    assert message.edit_date


async def test_an_edit_must_change_something(bot: Bot, chat_id: int) -> None:
    bold = [MessageEntity("bold", 0, 3)]
    sent = await bot.send_message(chat_id, "one", entities=bold, reply_markup=MORE)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("one", entities=bold, reply_markup=MORE)


@pytest.mark.parametrize(
    ("message_id", "reason"),
    [(1, "can't be edited"), (77, "to edit not found")],
)
async def test_only_own_messages_can_be_edited(
    bot: Bot, chat_id: int, message_id: int, reason: str
) -> None:
    with pytest.raises(BadRequest, match=reason):
        await bot.edit_message_text("two", chat_id, message_id)


async def test_a_pressed_button_is_answered_once(
    telegram: TelegramServer, bot: Bot, chat_id: int
) -> None:
    sent = await bot.send_message(chat_id, "one", reply_markup=MORE)
    query_id = telegram.press(sent, "m")
    update = (await bot.get_updates())[-1]
    assert update.callback_query
    await update.callback_query.answer("Thanks")

    assert update.callback_query.message == sent
    assert telegram.callback_queries.answers[query_id]["text"] == "Thanks"
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer("Thanks")


async def test_only_buttons_that_are_there_can_be_pressed(
    telegram: TelegramServer, bot: Bot, chat_id: int
) -> None:
    sent = await bot.send_message(chat_id, "one", reply_markup=MORE)

    with pytest.raises(ValueError, match="no button with 'less'"):
        telegram.press(sent, "less")


async def test_a_notice_has_at_most_200_units(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query("1", "a" * 201)


async def test_commands_and_descriptions_are_kept(
    telegram: TelegramServer, bot: Bot
) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("ask", "Ask the articles")], scope, "de")
    await bot.set_my_description("Answers questions")
    await bot.set_my_short_description("Answers", language_code="de")

    [command] = telegram.profile.commands["all_private_chats", "de"]
    assert command == {"command": "ask", "description": "Ask the articles"}
    assert telegram.profile.descriptions == {"": "Answers questions"}
    assert telegram.profile.short_descriptions == {"de": "Answers"}


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("setMyCommands", {"commands": [{"command": "Ask"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "a" * 33}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "ask"}]}, 'field "description"'),
        (
            "setMyCommands",
            {"commands": [{"command": "ask", "description": ""}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "ask", "description": "a" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ("setMyCommands", {"commands": [{}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"commands": [], "scope": {"type": "all"}}, "Scope"),
        ("setMyDescription", {"description": "a" * 513}, "too long"),
        ("setMyDescription", {"language_code": "english"}, "two letters"),
        ("setMyShortDescription", {"language_code": "EN"}, "two letters"),
        ("setMyCommands", {"commands": [], "language_code": "e"}, "two letters"),
        ("setMyShortDescription", {"short_description": "a" * 121}, "too long"),
        ("setWebhook", {"url": "http://example.com"}, "HTTPS"),
        ("setWebhook", {"url": "", "secret_token": "a b"}, "secret token"),
        ("getUpdates", {"limit": 101}, "limit"),
        ("getUpdates", {"timeout": -1}, "timeout"),
        ("getUpdates", {"allowed_updates": ["messages"]}, "unknown types"),
        ("sendChatAction", {"chat_id": 1, "action": "sleeping"}, "action"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("sendMessage", {"text": "a"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1, "text": 1}, "can't parse text"),
        ("sendMessage", {"chat_id": "@a", "text": "a"}, "can't parse chat_id"),
        ("sendMessage", {"chat_id": True, "text": "a"}, "can't parse chat_id"),
        ("sendMessage", {"chat_id": 1, "text": "\ud83d"}, "encoded in UTF-8"),
        ("sendMessage", {"chat_id": 1, "txt": "a"}, "unknown parameter"),
        ("sendMessage", {"chat_id": 1, "entities": {}}, "can't parse entities"),
    ],
)
async def test_wrong_parameters_are_refused(
    telegram: TelegramServer, method: str, parameters: dict[str, Any], reason: str
) -> None:
    telegram.private_message("hello", user_id=1)
    answer = await post_json(telegram, method, json.dumps(parameters))

    assert answer.status_code == 400
    assert answer.json()["description"].startswith("Bad Request: ")
    assert reason in answer.json()["description"]


async def test_parameters_may_come_as_form_as_json_or_in_the_address(
    telegram: TelegramServer, chat_id: int
) -> None:
    path = f"bot{telegram.token}/sendMessage"
    entities = [{"type": "bold", "offset": 0, "length": 1}]
    fields = {"chat_id": str(chat_id), "text": "a", "entities": json.dumps(entities)}
    await post(telegram, path, data=fields)
    await post(telegram, path, files={name: (None, fields[name]) for name in fields})
    await post(telegram, path, json={**fields, "entities": entities})
    async with httpx.AsyncClient() as client:
        await client.get(f"{telegram.url}/{path}", params=fields)

    assert [m.entities[0].type for m in telegram.sent] == ["bold"] * 4


@pytest.mark.parametrize("body", ["{", "[]"])
async def test_a_body_that_is_no_json_object_is_refused(
    telegram: TelegramServer, body: str
) -> None:
    answer = await post_json(telegram, "sendMessage", body)

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["bot{}/sendTelegram", "bot{}", "", "file/bot{}/a"])
async def test_an_unknown_method_is_not_found(
    telegram: TelegramServer, path: str
) -> None:
    answer = await post(telegram, path.format(telegram.token))

    assert answer.status_code == 404
    assert answer.json()["description"] == "Not Found"


async def test_methods_are_called_with_get_or_post(telegram: TelegramServer) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.put(f"{telegram.url}/bot{telegram.token}/getMe")

    assert answer.status_code == 404


async def test_an_ordered_error_is_the_answer_as_often_as_ordered(
    telegram: TelegramServer, bot: Bot, chat_id: int
) -> None:
    telegram.fail("sendMessage", ApiError(502, "Bad Gateway"), times=2)
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(chat_id, "a")
    message = await bot.send_message(chat_id, "a")

    assert telegram.sent == [message]


async def test_flood_control_says_how_long_to_wait(telegram: TelegramServer) -> None:
    telegram.fail("sendMessage", too_many_requests(retry_after=2))
    answer = await post(telegram, f"bot{telegram.token}/sendMessage")

    assert answer.status_code == 429
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 2",
        "parameters": {"retry_after": 2},
    }


@pytest.mark.parametrize(
    ("fault", "error", "sent"),
    [
        (Fault.RESET, NetworkError, 0),
        (Fault.HANG, TimedOut, 0),
        (Fault.BAD_JSON, TelegramError, 0),
        (Fault.ANSWER_LOST, NetworkError, 1),
    ],
)
async def test_an_ordered_fault_leaves_the_bot_without_an_answer(
    telegram: TelegramServer,
    bot: Bot,
    chat_id: int,
    fault: Fault,
    error: type[TelegramError],
    sent: int,
) -> None:
    telegram.fail("sendMessage", fault)
    seconds = 0.2 if fault is Fault.HANG else 20
    with pytest.raises(error):
        await bot.send_message(chat_id, "a", read_timeout=seconds)

    assert len(telegram.sent) == sent
    assert await bot.send_message(chat_id, "b")


async def test_waiting_ends_with_any_call_that_fulfils_it(
    telegram: TelegramServer, bot: Bot
) -> None:
    waiting = asyncio.create_task(
        telegram.wait_until(lambda: telegram.profile.descriptions)
    )
    await asyncio.sleep(0)
    await bot.set_my_description("Answers questions")

    await waiting


async def test_waiting_in_vain_says_what_was_refused(
    telegram: TelegramServer, bot: Bot, chat_id: int
) -> None:
    with pytest.raises(BadRequest):
        await bot.send_message(chat_id, "")

    with pytest.raises(AssertionError, match="message text is empty"):
        await telegram.wait_until(lambda: telegram.sent, seconds=0)


async def test_an_application_polls_and_answers(telegram: TelegramServer) -> None:
    async def answer(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text("Dogs bark at night.", do_quote=True)

    builder = ApplicationBuilder().token(telegram.token)
    application = builder.base_url(f"{telegram.url}/bot").build()
    application.add_handler(CommandHandler("ask", answer))
    async with application:
        assert application.updater
        await application.updater.start_polling()
        await application.start()
        question = telegram.private_message("/ask When do dogs bark?")
        [reply] = await telegram.wait_for_messages(1)
        await application.updater.stop()
        await application.stop()

    assert reply.text == "Dogs bark at night."
    assert reply.reply_to_message == question


async def test_another_process_reaches_the_server(telegram: TelegramServer) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).status)",
        f"{telegram.url}/bot{telegram.token}/getMe",
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()

    assert output.strip() == b"200"


async def test_a_server_that_was_stopped_is_back_at_the_same_place(
    telegram: TelegramServer,
) -> None:
    url = telegram.url
    await telegram.stop()
    await telegram.start()

    assert telegram.url == url
