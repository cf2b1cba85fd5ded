"""Inline mode: results while somebody types ``@bot words`` in any chat.

The words may be the payload of a link, which the button to share an excerpt types.
"""

import asyncio
import time
from dataclasses import replace

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram import InlineQueryResultArticle as Result
from telegram.ext import ContextTypes
from telegram.helpers import create_deep_linked_url

from bot.answers.answerer import Answering
from bot.answers.links import Link, read_payload
from bot.answers.notices import article_reply
from bot.answers.pages import Found
from bot.answers.quotes import TITLE_LENGTH, message_reply, source_reply
from bot.answers.replies import found_reply
from bot.answers.reply import Reply
from bot.answers.shortening import clipped
from bot.chat.entities import to_message
from bot.chat.sending import unless_too_late
from bot.locales.choice import strings_for
from bot.locales.strings import Strings
from retrieval import Excerpt
from retrieval.printable import printable

from .rate_limit import Cost, RateLimit

FEWEST_CHARACTERS = 3
RESULTS_PER_PAGE = 10
CACHE_SECONDS = 300
DESCRIPTION_LENGTH = 200
PAYLOAD = "inline"

# Results are cached for everybody: they must not depend on who asked first.
_STRINGS = strings_for("en")


class InlineHandlers:
    """The callbacks for inline queries; *is_public* means that anybody gets results."""

    def __init__(
        self, answering: Answering, rate: RateLimit, *, is_public: bool
    ) -> None:
        self._answering = answering
        self._rate = rate
        self._is_public = is_public

    async def search(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer excerpts that match, or the articles if there are too few letters."""
        query = update.inline_query
        assert query
        user = query.from_user
        if seconds := self._rate.seconds_to_wait(user.id, time.time(), Cost.TAP):
            notice = strings_for(user.language_code).too_many.format(seconds=seconds)
            await _offer_nothing(query, notice, seconds)
            return
        offset = int(query.offset) if query.offset.isdecimal() else 0
        results, next_offset = await asyncio.to_thread(
            self._results, query.query.strip(), offset, query.get_bot()
        )
        if not results:
            await self.refuse(update, _)
            return
        with unless_too_late():
            await query.answer(
                results,
                cache_time=CACHE_SECONDS,
                is_personal=not self._is_public,
                next_offset=next_offset,
            )

    async def refuse(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer nothing but a private chat."""
        query = update.inline_query
        assert query
        text = strings_for(query.from_user.language_code).nothing_inline
        await _offer_nothing(query, text, CACHE_SECONDS)

    def _results(self, text: str, offset: int, bot: Bot) -> tuple[list[Result], str]:
        """Return the results from *offset* on, and the offset of the next page."""
        stop = offset + RESULTS_PER_PAGE
        link = read_payload(text)
        if link and self._answering.has(link):
            return [self._linked(link, bot)], ""
        if len(text) < FEWEST_CHARACTERS or self._answering.asks_for_all(text):
            count = len(self._answering.titles)
            numbers = range(offset, min(stop, count))
            results = [self._article(number, bot) for number in numbers]
        elif summary := self._answering.summary(text):
            return [self._summary(summary, bot)], ""
        else:
            excerpts = self._answering.list(text)
            count = len(excerpts)
            chosen = enumerate(excerpts[offset:stop], offset)
            results = [self._quote(number, excerpt, bot) for number, excerpt in chosen]
        return results, str(stop) if stop < count else ""

    def _summary(self, summary: Found, bot: Bot) -> Result:
        first = summary.pages[0][0]
        link = replace(self._answering.link(first), start=0, end=0)
        reply = found_reply(summary, 0, _STRINGS)
        title = clipped(summary.title, TITLE_LENGTH)
        number = f"s{link.article}"
        return excerpt_result(
            number, first, reply, link, _STRINGS, bot.username, title=title
        )

    def _linked(self, link: Link, bot: Bot) -> Result:
        if link.is_whole:
            return self._article(link.article, bot)
        return self._quote(0, self._answering.excerpt(link), bot)

    def _quote(self, number: int, excerpt: Excerpt, bot: Bot) -> Result:
        link = self._answering.link(excerpt)
        reply = message_reply(excerpt, _STRINGS)
        return excerpt_result(str(number), excerpt, reply, link, _STRINGS, bot.username)

    def _article(self, number: int, bot: Bot) -> Result:
        link = Link(self._answering.version, number)
        title = clipped(self._answering.titles[number], TITLE_LENGTH)
        excerpt = self._answering.beginning(number)
        reply = article_reply(title, excerpt, _STRINGS)
        return excerpt_result(
            f"a{number}", excerpt, reply, link, _STRINGS, bot.username, title=title
        )


async def _offer_nothing(query: InlineQuery, text: str, seconds: int) -> None:
    """Answer with no result for *seconds*, below a button for a private chat."""
    with unless_too_late():
        await query.answer(
            [],
            cache_time=seconds,
            is_personal=True,
            button=InlineQueryResultsButton(text, start_parameter=PAYLOAD),
        )


def excerpt_result(
    number: str,
    excerpt: Excerpt,
    reply: Reply,
    link: Link,
    strings: Strings,
    username: str,
    *,
    title: str = "",
) -> Result:
    """Return a result that sends *reply*, with a button for *link*."""
    url = create_deep_linked_url(username, link.payload())
    button = InlineKeyboardButton(strings.context, url=url)
    return Result(
        f"{link.version}-{number}",
        printable(title or source_reply(excerpt, strings).text),
        _content(reply),
        InlineKeyboardMarkup.from_button(button),
        description=printable(clipped(excerpt.text, DESCRIPTION_LENGTH)),
    )


def bare_result(reply: Reply, strings: Strings) -> Result:
    """Return a result that sends *reply* alone."""
    return Result("0", strings.not_found, _content(reply))


def _content(reply: Reply) -> InputTextMessageContent:
    message = to_message(reply)
    return InputTextMessageContent(
        message["text"],
        entities=message["entities"],
        link_preview_options=message["link_preview_options"],
    )
