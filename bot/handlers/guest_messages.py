"""Guest mode: ``@bot question`` in a chat that the bot is no member of."""

import asyncio

from telegram import InlineQueryResultArticle as Result
from telegram import Update
from telegram.ext import ContextTypes

from bot.answers.answerer import Answering
from bot.answers.follow_ups import Question
from bot.answers.quotes import message_reply
from bot.answers.replies import found_reply
from bot.chat.sending import unless_too_late
from bot.locales.choice import strings_for
from bot.locales.strings import Strings

from .addressing import question_of
from .inline_queries import bare_result, excerpt_result
from .rate_limit import RateLimit, moment_of, person_of


class GuestHandlers:
    """The callback for guest messages."""

    def __init__(self, answering: Answering, rate: RateLimit) -> None:
        self._answering = answering
        self._rate = rate

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer with the best excerpt; nobody there has asked for a notice."""
        message = update.guest_message
        assert message
        assert message.guest_query_id
        text = question_of(message, message.get_bot())
        if not text or not self._answering.titles:
            return
        if self._rate.seconds_to_wait(person_of(message), moment_of(message)):
            return
        user = message.from_user
        strings = strings_for(user.language_code if user else None)
        bot = message.get_bot()
        result = await asyncio.to_thread(self._result, text, strings, bot.username)
        with unless_too_late():
            await bot.answer_guest_query(message.guest_query_id, result)

    def _result(self, text: str, strings: Strings, username: str) -> Result:
        # Without an id: nobody could delete what is kept of a question asked there.
        found = self._answering.ask(Question(text), in_group=True, user_id=None)
        reply = found_reply(found, 0, strings)
        if found.is_empty:
            return bare_result(reply, strings)
        first = found.pages[0][0]
        if not found.title and found.confidence == "high":
            reply = message_reply(first, strings)
        link = self._answering.link(first)
        return excerpt_result("0", first, reply, link, strings, username)
