"""An article step by step: around an excerpt, or from its beginning."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import Bot

from bot.answers.answerer import Answering, step_with, with_hit
from bot.answers.follow_ups import can_be_named
from bot.answers.links import Link
from bot.answers.notices import article_reply
from bot.answers.quotes import context_reply, copied
from bot.answers.reply import Reply
from bot.chat.keyboards import (
    ARTICLES_PER_PAGE,
    COPY_UNITS,
    Action,
    Press,
    article_buttons,
    copy_button,
    reading_buttons,
    share_button,
)
from bot.chat.sending import Buttons
from bot.locales.strings import Strings
from retrieval import Excerpt


@dataclass(frozen=True, slots=True)
class Surface:
    """Where a message of *bot* stands, and in which language."""

    bot: Bot
    strings: Strings
    in_group: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Shows steps of articles."""

    answering: Answering

    def opened(self, link: Link, surface: Surface) -> tuple[Reply, Buttons]:
        """Return where *link* leads to, see `Answering.has`."""
        page = link.article // ARTICLES_PER_PAGE
        press = Press(Action.ARTICLE, link.version, page=page, item=link.article)
        hit = None if link.is_whole else self.answering.excerpt(link)
        shown = self.article(press, surface, hit)
        assert shown, "a step of 0 is that of the hit, or the first"
        return shown

    def article(
        self, press: Press, surface: Surface, hit: Excerpt | None = None
    ) -> tuple[Reply, Buttons] | None:
        """Return a step of the article that is the item of *press*, or None."""
        steps = self.answering.steps(press.item)
        if (shown := _step(press.step, steps, hit)) is None:
            return None
        title = self.answering.titles[press.item]
        reply = article_reply(title, shown.excerpt, surface.strings)
        return reply, self._buttons(press, press.item, shown, surface)

    def context(
        self, press: Press, hit: Excerpt, surface: Surface
    ) -> tuple[Reply, Buttons] | None:
        """Return a step of the article of *hit*, by default where *hit* begins."""
        number = self.answering.number_of(hit)
        shown = _step(press.step, self.answering.steps(number), hit)
        if shown is None:
            return None
        reply = context_reply(shown.excerpt, surface.strings)
        return reply, self._buttons(press, number, shown, surface)

    def _buttons(
        self, press: Press, number: int, shown: "_Step", surface: Surface
    ) -> Buttons:
        """Return the buttons to read on, copy, share, ask and get the article."""
        press = replace(press, step=shown.number)
        strings, chosen = surface.strings, _chosen(shown.excerpt)
        others = [copy_button(copied(chosen, strings, COPY_UNITS), strings)]
        if surface.bot.supports_inline_queries:
            payload = self.answering.link(chosen).payload()
            others.append(share_button(payload, strings))
        if not surface.in_group and can_be_named(chosen.source):
            of_article = replace(press, item=number)
            is_end = shown.number == shown.count
            others += article_buttons(of_article, strings, with_file=is_end)
        return reading_buttons(press, shown.count, strings, others)


@dataclass(frozen=True, slots=True)
class _Step:
    excerpt: Excerpt
    number: int  # Counted from 1.
    count: int


def _step(number: int, steps: Sequence[Excerpt], hit: Excerpt | None) -> _Step | None:
    """Return a step with *hit* marked; 0 is the one that *hit* begins in."""
    number = number or (1 + step_with(hit, steps) if hit else 1)
    if number > len(steps):
        return None
    step = steps[number - 1]
    return _Step(with_hit(step, hit) if hit else step, number, len(steps))


def _chosen(shown: Excerpt) -> Excerpt:
    """Return the match of *shown*, or all of it if it has none."""
    if not shown.matches:
        return shown
    start, end = shown.matches[0]
    return replace(shown, start=shown.start + start, end=shown.start + end, matches=())
