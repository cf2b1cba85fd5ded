"""Replies sent and edited as messages of Telegram."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from telegram import ForceReply, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.answers.replies import Reply

from .entities import to_message

Buttons = InlineKeyboardMarkup | None


async def send_reply(
    message: Message, reply: Reply, buttons: Buttons = None
) -> Message:
    """Send *reply* below *message*, in its topic, and return what was sent."""
    return await message.reply_text(
        **to_message(reply),
        reply_markup=buttons,
        # The question may be deleted by the time its answer is ready.
        reply_parameters=ReplyParameters(
            message.message_id, allow_sending_without_reply=True
        ),
    )


async def send_alone(
    message: Message, reply: Reply, markup: Buttons | ForceReply
) -> None:
    """Send *reply* to the chat of *message*."""
    await message.get_bot().send_message(
        message.chat_id,
        **to_message(reply),
        message_thread_id=message.message_thread_id,
        reply_markup=markup,
    )


async def send_file(message: Message, path: Path) -> None:
    """Send the file to the chat of *message*."""
    content = await asyncio.to_thread(path.read_bytes)
    await message.reply_document(content, filename=path.name)


async def edit_reply(
    message: Message, reply_id: int, reply: Reply, buttons: Buttons = None
) -> None:
    """Make the bot's message with *reply_id* in the chat of *message* show *reply*."""
    # "group migrated": the message is left behind in the old chat.
    reasons = "message is not modified", "message to edit not found", "group migrated"
    with _ignoring(*reasons):
        await message.get_bot().edit_message_text(
            chat_id=message.chat_id,
            message_id=reply_id,
            **to_message(reply),
            reply_markup=buttons,
        )


async def react(message: Message, emoji: ReactionEmoji) -> None:
    """Set a reaction to *message*, unless the chat does not allow it."""
    with suppress(BadRequest, Forbidden):
        await message.set_reaction(emoji)


def unless_too_late() -> AbstractContextManager[None]:
    """Ignore the error that an answer to a tap or an inline query comes too late."""
    return _ignoring("query is too old")


@contextmanager
def _ignoring(*reasons: str) -> Iterator[None]:
    """Ignore an error of Telegram whose text begins with one of *reasons*."""
    try:
        yield
    except TelegramError as error:
        if not error.message.lower().startswith(reasons):
            raise
