"""What happens on each kind of update from Telegram: unpack, call, send."""

import asyncio
import contextlib
import logging
import traceback
from typing import Any

from telegram import Message, ReplyParameters, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from retrieval import Retriever

from . import replies
from .replies import Reply
from .telegram_text import MOST_UNITS, to_message

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

logger = logging.getLogger(__name__)

# An edited message is an update too, but it has no `message`.
_NEW = filters.UpdateType.MESSAGE
_PRIVATE = _NEW & filters.ChatType.PRIVATE


class Handlers:
    """The callbacks, and what they need to answer."""

    def __init__(self, retriever: Retriever, *, k: int) -> None:
        self._retriever = retriever
        self._k = k

    async def greet(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply to /start."""
        await _send(update, replies.greeting(len(self._retriever.articles)))

    async def help(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply to /help."""
        await _send(update, replies.help_text(len(self._retriever.articles)))

    async def ask(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply to /ask with excerpts."""
        question = " ".join(context.args or ())
        if question:
            await _send(update, await self._answer(question))
        else:
            await _send(update, replies.QUESTION_MISSING)

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply to a plain question with excerpts."""
        text = _message(update).text
        assert text
        await _send(update, await self._answer(text))

    async def refuse_command(
        self, update: Update, _: ContextTypes.DEFAULT_TYPE
    ) -> None:
        """Reply to a command that nobody knows."""
        await _send(update, replies.UNKNOWN_COMMAND)

    async def _answer(self, question: str) -> Reply:
        # Ranking is CPU work: off the event loop, which serves the other chats.
        answer = await asyncio.to_thread(self._retriever.answer, question, k=self._k)
        return replies.answer_reply(answer, most_units=MOST_UNITS)


async def report_failure(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log what failed and tell the user that something did.

    The log gets the kind of the error and where it was raised: its text may hold the
    question, or the token in an address.
    """
    error = context.error
    assert error
    if not isinstance(update, Update):
        logger.warning("No contact with Telegram (%s), trying on", type(error).__name__)
        return
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("An update failed with %s\n%s", type(error).__name__, where)
    if update.message:
        # What failed may be the sending itself; that is in the log already.
        with contextlib.suppress(TelegramError):
            await _send(update, replies.FAILED)


def add_handlers(application: AnyApplication, retriever: Retriever, *, k: int) -> None:
    """Make *application* answer questions with up to *k* excerpts."""
    handlers = Handlers(retriever, k=k)
    application.add_handlers(
        [
            CommandHandler("start", handlers.greet, _NEW),
            CommandHandler("help", handlers.help, _NEW),
            CommandHandler("ask", handlers.ask, _NEW),
            MessageHandler(_PRIVATE & filters.COMMAND, handlers.refuse_command),
            MessageHandler(_PRIVATE & filters.TEXT, handlers.answer),
        ]
    )
    application.add_error_handler(report_failure)


def _message(update: Update) -> Message:
    message = update.message
    assert message, "the filters let only new messages through"
    return message


async def _send(update: Update, reply: Reply) -> None:
    message = _message(update)
    await message.reply_text(
        **to_message(reply),
        # The question may be deleted by the time its answer is ready.
        reply_parameters=ReplyParameters(
            message.message_id, allow_sending_without_reply=True
        ),
    )
