"""Taps on the buttons below a message of the bot."""

import asyncio
import time

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.answers.answerer import Answering
from bot.answers.notices import article_reply
from bot.answers.pages import Found
from bot.answers.records import Records
from bot.answers.replies import Reply, context_reply, found_reply
from bot.chat.article_list import list_page
from bot.chat.keyboards import (
    Action,
    Press,
    answer_buttons,
    back_button,
    checksum,
    read_press,
)
from bot.chat.sending import Buttons, edit_reply, unless_too_late
from bot.locales.choice import strings_for
from bot.locales.strings import Strings

from .addressing import is_group, question_of
from .rate_limit import Cost, RateLimit

# The result of a tap: a notice, or a reply that replaces the message.
Outcome = str | tuple[Reply, Buttons]


class TapHandlers:
    """The callbacks for buttons; all their state is in the button and its message."""

    def __init__(self, answering: Answering, records: Records, rate: RateLimit) -> None:
        self._answering = answering
        self._records = records
        self._rate = rate

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what the button says, and end its progress indicator in any case."""
        query = update.callback_query
        assert query
        user = query.from_user
        if seconds := self._rate.seconds_to_wait(user.id, time.time(), Cost.TAP):
            strings = strings_for(user.language_code)
            with unless_too_late():
                await query.answer(strings.too_many.format(seconds=seconds))
            return
        outcome = await asyncio.to_thread(self._outcome, query)
        notice = outcome if isinstance(outcome, str) else None
        with unless_too_late():
            await query.answer(notice)
        if not isinstance(outcome, str):
            assert isinstance(query.message, Message)
            await edit_reply(query.message, query.message.message_id, *outcome)

    def _outcome(self, query: CallbackQuery) -> Outcome:
        strings = strings_for(query.from_user.language_code)
        press = read_press(query.data or "")
        if press is None or not isinstance(query.message, Message):
            return strings.button_outdated
        if press.version != self._answering.version:
            return strings.articles_changed
        if press.action is Action.LIST:
            page = list_page(self._answering, press.page, strings)
            return page or strings.button_outdated
        if press.action is Action.ARTICLE:
            return self._article(press, strings)
        original = query.message.reply_to_message
        question = question_of(original, query.get_bot()) if original else ""
        if not question or checksum(question) != press.question:
            return strings.question_gone
        in_group = is_group(query.message)
        found = self._answering.find(question, in_group=in_group)
        quotes = found.quotes(press.page) if press.page < len(found.pages) else ()
        if press.item >= len(quotes):
            return strings.button_outdated
        if press.action in (Action.GOOD, Action.BAD):
            self._vote(query, press, found)
            return strings.thanks_for_vote
        return self._show(press, found, strings, in_group=in_group)

    def _show(
        self, press: Press, found: Found, strings: Strings, *, in_group: bool
    ) -> Outcome:
        if press.action is Action.CONTEXT:
            excerpt = self._answering.context(found.quotes(press.page)[press.item])
            buttons = back_button(press, Action.PAGE, strings)
            return context_reply(excerpt, strings), buttons
        version = self._answering.version
        return (
            found_reply(found, press.page, strings),
            answer_buttons(found, press.page, version, strings, in_group=in_group),
        )

    def _article(self, press: Press, strings: Strings) -> Outcome:
        if press.item >= len(self._answering.titles):
            return strings.button_outdated
        title = self._answering.titles[press.item]
        reply = article_reply(title, self._answering.beginning(press.item), strings)
        return reply, back_button(press, Action.LIST, strings)

    def _vote(self, query: CallbackQuery, press: Press, found: Found) -> None:
        assert query.message
        self._records.add_vote(
            query.from_user.id,
            (query.message.chat.id, query.message.message_id),
            found.text,
            [(e.source, e.start, e.end) for e in found.quotes(press.page)],
            press.action is Action.GOOD,
        )
