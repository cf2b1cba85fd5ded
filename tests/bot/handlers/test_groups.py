"""The Bot API server of the tests: groups, media, edits and inline queries."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest

from tests.telegram_server import TelegramServer


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
        yield bot


async def received(bot: Bot) -> list[Update]:
    """Return the new updates and confirm them."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return list(updates)


def result(number: int, **fields: Any) -> InlineQueryResultArticle:
    content = InputTextMessageContent("Dogs bark.", entities=[])
    return InlineQueryResultArticle(
        **{
            "id": str(number),
            "title": "dogs.txt",
            "input_message_content": content,
            **fields,
        }
    )


async def test_a_bot_is_told_that_it_was_added_to_a_group(
    telegram: TelegramServer, bot: Bot
) -> None:
    group = telegram.add_to_group()

    [update] = await received(bot)
    assert update.my_chat_member
    assert update.my_chat_member.chat.id == group
    assert update.my_chat_member.new_chat_member.status == "member"
    assert (await bot.send_message(group, "hello")).chat.type == "supergroup"


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("/ask dogs", True),
        ("/ask@excerpt_bot dogs", True),
        ("/ask@other_bot dogs", False),
        ("@excerpt_bot dogs", False),
        ("dogs", False),
    ],
)
async def test_privacy_mode_lets_commands_through(
    telegram: TelegramServer, bot: Bot, text: str, arrives: bool
) -> None:
    group = telegram.add_to_group()
    await received(bot)
    telegram.write(group, text)

    assert len(await received(bot)) == arrives


async def test_privacy_mode_lets_replies_to_the_bot_through(
    telegram: TelegramServer, bot: Bot
) -> None:
    group = telegram.add_to_group()
    await received(bot)
    said = await bot.send_message(group, "hello")
    reply = telegram.write(group, "and cats?", reply_to=said)
    telegram.write(group, "me too", reply_to=reply)

    [update] = await received(bot)
    assert update.message == reply
    assert update.message.reply_to_message == said


async def test_without_privacy_mode_everything_arrives(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.profile.reads_all_group_messages = True
    group = telegram.add_to_group()
    await received(bot)
    telegram.write(group, "dogs")
    telegram.send_media(group, "sticker")

    assert len(await received(bot)) == 2
    assert (await bot.get_me()).can_read_all_group_messages


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("@excerpt_bot dogs", ["@excerpt_bot"]),
        ("\U0001f415 dogs, @Excerpt_Bot!", ["@Excerpt_Bot"]),
        ("@excerpt_bots @excerpt_bot", ["@excerpt_bots", "@excerpt_bot"]),
        ("me@excerpt_bot.com", []),
        ("https://t.me/@excerpt_bot", []),
        ("x@excerpt_bot", []),
    ],
)
async def test_mentions_are_marked(
    telegram: TelegramServer, text: str, mentions: list[str]
) -> None:
    message = telegram.private_message(text)

    assert list(message.parse_entities(["mention"]).values()) == mentions


async def test_a_name_without_a_username_mentions_its_user(
    telegram: TelegramServer,
) -> None:
    message = telegram.write(1, "Excerpts, when do dogs bark?", mentioned=True)

    [entity] = message.entities
    assert entity.user
    assert entity.user.username == "excerpt_bot"
    assert message.parse_entity(entity) == "Excerpts,"


async def test_a_message_of_a_topic_stays_in_it(
    telegram: TelegramServer, bot: Bot
) -> None:
    group = telegram.add_to_group(is_forum=True)
    topic = telegram.open_topic(group)
    await received(bot)
    telegram.write(group, "/ask dogs", topic=topic)
    [update] = await received(bot)
    assert update.message
    answer = await update.message.reply_text("Dogs bark.", do_quote=True)

    assert update.message.reply_to_message
    assert update.message.reply_to_message.forum_topic_created
    assert answer.message_thread_id == topic
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(group, "hello", message_thread_id=topic + 1)


@pytest.mark.parametrize("kind", ["photo", "sticker", "voice", "location"])
async def test_media_arrive(telegram: TelegramServer, bot: Bot, kind: str) -> None:
    telegram.send_media(1, kind)

    [update] = await received(bot)
    assert update.message
    assert getattr(update.message, kind)
    assert update.message.text is None


async def test_a_caption_is_marked_and_an_album_has_an_id(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.send_media(1, "photo", "/ask dogs", album="7")

    [update] = await received(bot)
    message = update.message
    assert message
    assert message.media_group_id == "7"
    assert message.caption == "/ask dogs"
    assert list(message.parse_caption_entities().values()) == ["/ask"]


async def test_an_edit_arrives_and_shows_in_what_replies_to_it(
    telegram: TelegramServer, bot: Bot
) -> None:
    question = telegram.private_message("dogs?")
    sent = await bot.send_message(1, "Dogs bark.", reply_to_message_id=question.id)
    await received(bot)
    telegram.chats.clock = lambda: time.time() + 60
    telegram.edit(question, "/ask cats?")

    [update] = await received(bot)
    edited = update.edited_message
    assert edited
    assert edited.text == "/ask cats?"
    assert edited.edit_date
    assert (edited.edit_date - edited.date).total_seconds() >= 60
    stored = telegram.chats.find(1, sent.message_id)
    assert stored
    assert stored["reply_to_message"]["text"] == "/ask cats?"


async def test_nothing_replies_to_a_deleted_message(
    telegram: TelegramServer, bot: Bot
) -> None:
    question = telegram.private_message("dogs?")
    await bot.send_message(1, "Dogs bark.", reply_to_message_id=question.id)
    telegram.chats.delete(1, question.message_id)

    [answer] = telegram.sent
    assert answer.reply_to_message is None


async def test_an_inline_query_is_answered_once(
    telegram: TelegramServer, bot: Bot
) -> None:
    query_id = telegram.type_inline("dogs", offset="10")
    [update] = await received(bot)
    assert update.inline_query
    assert (update.inline_query.query, update.inline_query.offset) == ("dogs", "10")
    button = InlineQueryResultsButton("Ask", start_parameter="ask")
    await update.inline_query.answer(
        [result(1), result(2)], next_offset="20", is_personal=True, button=button
    )

    answer = telegram.inline_queries.answers[query_id]
    assert [found["id"] for found in answer["results"]] == ["1", "2"]
    assert answer["next_offset"] == "20"
    assert answer["button"] == button.to_dict()
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.inline_query.answer([])


async def test_queries_expire(telegram: TelegramServer, bot: Bot) -> None:
    telegram.type_inline("dogs")
    [update] = await received(bot)
    telegram.inline_queries.expire()

    assert update.inline_query
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.inline_query.answer([result(1)])


@pytest.mark.parametrize(
    ("results", "more", "reason"),
    [
        ([result(number) for number in range(51)], {}, "Results_too_much"),
        ([result(1), result(1)], {}, "Result_id_duplicate"),
        ([result(1, id="a" * 65)], {}, "Result_id_invalid"),
        ([result(1, title=" ")], {}, "title"),
        (
            [result(1, input_message_content=InputTextMessageContent("a" * 4097))],
            {},
            "too long",
        ),
        (
            [
                result(
                    1,
                    input_message_content=InputTextMessageContent(
                        "a", entities=[MessageEntity("bold", 0, 2)]
                    ),
                )
            ],
            {},
            "end of the text",
        ),
        ([result(1, url="https://example.com")], {}, "unknown fields"),
        ([], {"next_offset": "a" * 65}, "Next_offset_invalid"),
        (
            [],
            {"button": InlineQueryResultsButton("Ask", start_parameter="a b")},
            "Start_param_invalid",
        ),
        (
            [],
            {"button": InlineQueryResultsButton(" ", start_parameter="a")},
            "text is empty",
        ),
    ],
)
async def test_results_that_break_a_rule_are_refused(
    telegram: TelegramServer,
    bot: Bot,
    results: list[InlineQueryResultArticle],
    more: dict[str, Any],
    reason: str,
) -> None:
    query_id = telegram.type_inline("dogs")

    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await bot.answer_inline_query(query_id, results, **more)


async def test_a_chosen_result_is_a_message_sent_by_means_of_the_bot(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.choose(1, result(1).to_dict())

    [update] = await received(bot)
    assert update.message
    assert update.message.text == "Dogs bark."
    assert update.message.via_bot
    assert update.message.via_bot.username == "excerpt_bot"


async def test_commands_of_a_chat_need_that_chat(
    telegram: TelegramServer, bot: Bot
) -> None:
    commands = [BotCommand("stats", "Figures")]
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.set_my_commands(commands, BotCommandScopeChat(1))
    message: Message = telegram.private_message("hello")
    await bot.set_my_commands(commands, BotCommandScopeChat(message.chat.id))

    assert list(telegram.profile.commands) == [("chat 1", "")]


async def test_a_tap_can_come_too_late(telegram: TelegramServer, bot: Bot) -> None:
    telegram.callback_queries.expire()

    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("1")
