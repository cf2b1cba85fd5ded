"""Replies sent and edited as messages of Telegram."""

from collections.abc import Iterator
from contextlib import contextmanager

from telegram import InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated

from .replies import Reply
from .telegram_text import to_message

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


async def edit_reply(message: Message, reply: Reply, buttons: Buttons = None) -> None:
    """Make *message*, one of the bot's, show *reply*."""
    with _nothing_to_do_allowed():
        await message.edit_text(**to_message(reply), reply_markup=buttons)


async def edit_reply_by_id(
    question: Message, reply_id: int, reply: Reply, buttons: Buttons = None
) -> None:
    """Make the message with *reply_id* in the chat of *question* show *reply*."""
    with _nothing_to_do_allowed():
        await question.get_bot().edit_message_text(
            chat_id=question.chat_id,
            message_id=reply_id,
            **to_message(reply),
            reply_markup=buttons,
        )


@contextmanager
def unless_too_late() -> Iterator[None]:
    """Let it pass that nobody waits any more for the answer to a tap or a query."""
    try:
        yield
    except BadRequest as error:
        if not error.message.lower().startswith("query is too old"):
            raise


@contextmanager
def _nothing_to_do_allowed() -> Iterator[None]:
    """Let an edit pass that changes nothing, or whose message or chat is gone."""
    try:
        yield
    except ChatMigrated:
        return
    except BadRequest as error:
        reasons = ("message is not modified", "message to edit not found")
        if not error.message.lower().startswith(reasons):
            raise
