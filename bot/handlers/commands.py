"""Commands, and what the bot says when it is added to a group."""

import asyncio

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.answers.answerer import Answering
from bot.answers.links import Link, read_payload
from bot.answers.notices import (
    article_reply,
    help_reply,
    privacy_reply,
    start_reply,
    stats_reply,
    unanswered_reply,
)
from bot.answers.records import KEEP_DAYS, Records
from bot.answers.replies import Reply, context_reply
from bot.chat.article_list import list_page
from bot.chat.sending import send_reply
from bot.delivery.inbox import Inbox
from bot.delivery.inbox_table import GIVEN_UP_KEPT_DAYS
from bot.locales.choice import strings_for
from bot.locales.strings import Strings

from .questions import is_too_fast, strings_of
from .rate_limit import RateLimit

MOST_UNANSWERED = 20

_PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


class CommandHandlers:
    """The callbacks for commands."""

    def __init__(
        self,
        answering: Answering,
        records: Records,
        inbox: Inbox | None,
        rate: RateLimit,
    ) -> None:
        self._answering = answering
        self._records = records
        self._inbox = inbox
        self._rate = rate

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet, or show what a link leads to."""
        message = _message(update)
        strings = strings_of(message)
        link = read_payload(" ".join(context.args or ()))
        if link is None:
            reply = start_reply(self._answering.titles, strings)
        elif await is_too_fast(message, self._rate):
            return
        elif self._answering.has(link):
            reply = await asyncio.to_thread(self._opened, link, strings)
        else:
            reply = Reply(strings.articles_changed)
        await send_reply(message, reply)

    async def help(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to ask."""
        message = _message(update)
        reply = help_reply(
            len(self._answering.titles),
            self._answering.read_at,
            message.get_bot().username,
            strings_of(message),
        )
        await send_reply(message, reply)

    async def list(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """List the articles."""
        message = _message(update)
        strings = strings_of(message)
        page = list_page(self._answering, 0, strings)
        await send_reply(message, *(page or (Reply(strings.no_articles),)))

    async def privacy(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what is stored, or delete it."""
        message = _message(update)
        strings = strings_of(message)
        if [word.lower() for word in context.args or ()] == ["delete"]:
            assert message.from_user
            person = message.from_user.id
            if self._inbox:
                await self._inbox.forget(person, before=update.update_id)
            await asyncio.to_thread(self._records.forget, person)
            await send_reply(message, Reply(strings.deleted))
        else:
            reply = privacy_reply(KEEP_DAYS, GIVEN_UP_KEPT_DAYS, strings)
            await send_reply(message, reply)

    async def stats(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show an admin how much is asked and answered."""
        message = _message(update)
        stats = await asyncio.to_thread(self._records.stats)
        reply = stats_reply(
            stats,
            KEEP_DAYS,
            len(self._answering.titles),
            self._answering.read_at,
            strings_of(message),
            self._answering.changes,
        )
        await send_reply(message, reply)

    async def unanswered(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show an admin the questions for which nothing was found."""
        message = _message(update)
        rows = await asyncio.to_thread(self._records.unanswered, MOST_UNANSWERED)
        await send_reply(message, unanswered_reply(rows, strings_of(message)))

    async def refuse(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply to an unknown command."""
        message = _message(update)
        await send_reply(message, Reply(strings_of(message).unknown_command))

    async def introduce(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to ask when the bot is added to a group."""
        change = update.my_chat_member
        assert change
        was_there = change.old_chat_member.status in _PRESENT
        if change.chat.type == ChatType.PRIVATE or was_there:
            return
        if change.new_chat_member.status not in _PRESENT:
            return
        bot = change.get_bot()
        strings = strings_for(change.from_user.language_code)
        # With privacy mode on, a mention may never arrive.
        text = (
            strings.group_help_with_mentions.format(bot=bot.username)
            if bot.can_read_all_group_messages
            else strings.group_help
        )
        await change.chat.send_message(text)

    def _opened(self, link: Link, strings: Strings) -> Reply:
        if link.is_whole:
            title = self._answering.titles[link.article]
            beginning = self._answering.beginning(link.article)
            return article_reply(title, beginning, strings)
        context = self._answering.context(self._answering.excerpt(link))
        return context_reply(context, strings)


def _message(update: Update) -> Message:
    message = update.message
    assert message, "the filters let only new messages through"
    return message
