"""The server refuses what Telegram refuses: files, reactions, guests and buttons."""

from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReactionTypeEmoji,
    SwitchInlineQueryChosenChat,
)
from telegram.error import BadRequest

from . import TelegramServer

RESULT = InlineQueryResultArticle("1", "title", InputTextMessageContent("text"))


@pytest.fixture
async def bot(telegram: TelegramServer) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
        yield bot


async def test_a_guest_is_answered_once(telegram: TelegramServer, bot: Bot) -> None:
    query = telegram.ask_as_guest("@excerpt_bot hello")
    [update] = await bot.get_updates()
    assert update.guest_message
    assert update.guest_message.guest_query_id == query

    await bot.answer_guest_query(query, RESULT)
    assert telegram.guest_queries.answers[query]["text"] == "text"
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_guest_query(query, RESULT)


async def test_only_some_emoji_are_reactions(
    telegram: TelegramServer, bot: Bot
) -> None:
    message = telegram.private_message("hello")
    await bot.set_message_reaction(1, message.message_id, "🤷")

    assert telegram.chats.reactions == {(1, message.message_id): "🤷"}
    with pytest.raises(BadRequest, match="invalid"):
        await bot.set_message_reaction(1, message.message_id, ReactionTypeEmoji("🔒"))
    with pytest.raises(BadRequest, match="not found"):
        await bot.set_message_reaction(1, 99, "🤷")


async def test_files_have_content(telegram: TelegramServer, bot: Bot) -> None:
    telegram.private_message("hello")
    await bot.send_document(1, "é".encode(), filename="a.txt")

    [message] = telegram.sent
    assert message.document
    assert message.document.file_name == "a.txt"
    with pytest.raises(BadRequest, match="non-empty"):
        await bot.send_document(1, b"", filename="a.txt")


@pytest.mark.parametrize(
    "button",
    [
        InlineKeyboardButton(
            "x",
            switch_inline_query_chosen_chat=SwitchInlineQueryChosenChat(
                "a" * 257, allow_user_chats=True
            ),
        ),
        InlineKeyboardButton(
            "x", switch_inline_query_chosen_chat=SwitchInlineQueryChosenChat("a")
        ),
    ],
)
async def test_a_shared_query_is_short_and_for_some_chats(
    telegram: TelegramServer, bot: Bot, button: InlineKeyboardButton
) -> None:
    telegram.private_message("hello")

    with pytest.raises(BadRequest):
        await bot.send_message(
            1, "hi", reply_markup=InlineKeyboardMarkup.from_button(button)
        )


async def test_a_placeholder_is_short(telegram: TelegramServer, bot: Bot) -> None:
    telegram.private_message("hello")
    await bot.send_message(1, "hi", reply_markup=ForceReply())

    with pytest.raises(BadRequest, match="placeholder"):
        await bot.send_message(
            1, "hi", reply_markup=ForceReply(input_field_placeholder="a" * 65)
        )


async def test_a_notice_leads_to_the_bot_only(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.private_message("hello")
    more = InlineKeyboardMarkup.from_button(
        InlineKeyboardButton("More", callback_data="m")
    )
    message = await bot.send_message(1, "hi", reply_markup=more)
    query = telegram.press(message, "m")

    with pytest.raises(BadRequest):
        await bot.answer_callback_query(query, url="https://example.org")
    await bot.answer_callback_query(query, url="https://t.me/excerpt_bot?start=a")


async def test_posts_of_a_channel_have_no_author(
    telegram: TelegramServer, bot: Bot
) -> None:
    channel = telegram.open_channel("news")
    number = telegram.post(channel, "words")
    telegram.edit_post(channel, number, "other words")

    posted, edited = await bot.get_updates()
    assert posted.channel_post
    assert posted.channel_post.from_user is None
    assert edited.edited_channel_post
    assert edited.edited_channel_post.text == "other words"
