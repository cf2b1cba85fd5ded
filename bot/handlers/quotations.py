"""Quotations looked up word for word: forwarded messages, and /verify."""

import asyncio

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.answers.answerer import Answering, step_with
from bot.answers.notices import verdict_reply
from bot.answers.reply import Reply
from bot.answers.verification import Verdict, verify
from bot.chat.keyboards import context_button
from bot.chat.sending import Buttons, send_reply
from bot.locales.strings import Strings

from .addressing import is_group, question_of
from .questions import is_too_fast, strings_of
from .rate_limit import RateLimit


class QuotationHandlers:
    """The callbacks for quotations."""

    def __init__(self, answering: Answering, rate: RateLimit) -> None:
        self._answering = answering
        self._rate = rate

    async def verify(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say whether a text stands in the articles, and where."""
        message = update.message
        assert message
        if await is_too_fast(message, self._rate):
            return
        strings, text = strings_of(message), _quotation(message)
        if not text:
            await send_reply(message, Reply(strings.verify_missing))
            return
        verdict = await asyncio.to_thread(verify, text, self._answering.retriever)
        buttons = (
            None
            if is_group(message)
            else await asyncio.to_thread(self._buttons, verdict, strings)
        )
        await send_reply(message, verdict_reply(verdict, strings), buttons)

    def _buttons(self, verdict: Verdict, strings: Strings) -> Buttons:
        if (excerpt := verdict.excerpt) is None:
            return None
        number = self._answering.number_of(excerpt)
        step = 1 + step_with(excerpt, self._answering.steps(number))
        return context_button(number, step, self._answering.version, strings)


def _quotation(message: Message) -> str:
    """Return the text of *message*, or of what its command replies to."""
    bot = message.get_bot()
    text = question_of(message, bot)
    if text:
        return text
    if message.quote:
        return message.quote.text
    original = message.reply_to_message
    return question_of(original, bot) if original else ""
