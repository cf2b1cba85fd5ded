"""Commands, and what the bot says when it is added to a group."""

import asyncio
from collections.abc import Set as AbstractSet

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.answers.answerer import Answering
from bot.answers.links import LIST_PAYLOAD, read_payload
from bot.answers.notices import (
    help_reply,
    shortcomings_reply,
    start_reply,
    stats_reply,
)
from bot.answers.records import Records
from bot.answers.records_file import KEEP_DAYS
from bot.answers.regression import line_of
from bot.answers.replies import example_questions
from bot.answers.reply import Reply
from bot.chat.article_list import list_page
from bot.chat.keyboards import example_buttons
from bot.chat.sending import Buttons, send_reply
from bot.delivery.inbox import Inbox
from bot.locales.choice import strings_for
from bot.locales.strings import Strings

from .privacy import privacy_page
from .questions import is_too_fast, strings_of
from .rate_limit import RateLimit
from .reading import Reading, Surface

MOST_OF_A_KIND = 10
"""How many questions are shown that were not answered, or not well."""

EXPORTED_FILE = "questions.tsv"

_PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


class CommandHandlers:
    """The callbacks for commands."""

    def __init__(
        self,
        answering: Answering,
        records: Records,
        inbox: Inbox | None,
        rate: RateLimit,
        admins: AbstractSet[int],
    ) -> None:
        self._answering = answering
        self._records = records
        self._inbox = inbox
        self._rate = rate
        self._admins = admins
        self._reading = Reading(answering)

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet, or show what a link leads to."""
        message = _message(update)
        strings = strings_of(message)
        payload = " ".join(context.args or ())
        link = read_payload(payload)
        if payload == LIST_PAYLOAD:
            await self.list(update, context)
        elif link is None:
            await send_reply(message, *self._greeting(strings))
        elif await is_too_fast(message, self._rate):
            return
        elif await asyncio.to_thread(self._answering.has, link):
            surface = Surface(message.get_bot(), strings, in_group=False)
            shown = await asyncio.to_thread(self._reading.opened, link, surface)
            await send_reply(message, *shown)
        else:
            await send_reply(message, Reply(strings.articles_changed))

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
            person = message.chat_id
            servers = self._answering.servers
            page = await asyncio.to_thread(
                privacy_page, self._records, servers, person, strings
            )
            await send_reply(message, *page)

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
            self._answering.retriever.embedded,
        )
        await send_reply(message, reply)

    async def unanswered(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show an admin the questions that were not answered well."""
        message = _message(update)
        found = await asyncio.to_thread(self._records.shortcomings, MOST_OF_A_KIND)
        await send_reply(message, shortcomings_reply(found, strings_of(message)))

    async def export(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Send an admin the answers that admins liked, for `excerpt-bot check`."""
        message = _message(update)
        liked = await asyncio.to_thread(self._records.liked_by, self._admins)
        if not liked:
            await send_reply(message, Reply(strings_of(message).nothing_to_export))
            return
        lines = (line_of(expectation) for expectation in liked)
        content = "".join(f"{line}\n" for line in lines).encode()
        await message.reply_document(content, filename=EXPORTED_FILE)

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

    def _greeting(self, strings: Strings) -> tuple[Reply, Buttons]:
        answering = self._answering
        chosen = example_questions(answering.askable_titles, strings, seed="")
        buttons = example_buttons(chosen, answering.version)
        return start_reply(len(answering.titles), strings), buttons


def _message(update: Update) -> Message:
    message = update.message
    assert message, "the filters let only new messages through"
    return message
