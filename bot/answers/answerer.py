"""Texts and links -> answers and excerpts; questions are counted and recorded."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.limits import utf16_length
from retrieval import Article, Confidence, Excerpt, split_sentences
from retrieval.library.changes import NO_CHANGES
from retrieval.retriever import BaseRetriever

from .catalogue import Catalogue
from .follow_ups import Question
from .links import Link
from .pages import PAGE_UNITS, Found, find, grouped
from .records import Records
from .servers import NO_SERVERS, Servers
from .shortening import shortened

_BY_WORTH = ("none", "low", "high")
"""Levels of confidence, the best last."""

LINK_UNITS = 3000
"""The greatest length of an excerpt that a link opens."""

OPENING_CHARACTERS = 4000
"""How much of an article is read to show its beginning."""

MOST_LISTED = 20
"""The most excerpts in inline mode: two pages of results."""


class Answering:
    """Answers from the articles; threads may share it.

    *names* and *titles* hold the name of each article and a title, never blank, and
    *labels* tells those apart that are the same; *read_at* is in UTC. *changes* are the
    last ones of the articles since the start. *count* is told the confidence of each
    answer to a new question. *servers* is where questions are sent to.
    """

    def __init__(
        self,
        retriever: BaseRetriever,
        records: Records,
        *,
        k: int,
        count: Callable[[Confidence], object] | None = None,
        servers: Servers = NO_SERVERS,
    ) -> None:
        self.retriever = retriever
        self.servers = servers
        self._catalogue = Catalogue(retriever)
        self.version = retriever.version
        self.titles = self._catalogue.titles
        self.labels = self._catalogue.labels
        self.read_at = datetime.now(UTC)
        self.changes = NO_CHANGES
        self._records = records
        self._count = count
        self._k = k
        self.names = self._catalogue.names
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def ask(self, asked: Question, *, in_group: bool, user_id: int | None) -> Found:
        """Answer a new question and record its confidence and time.

        The words that it takes from before are left out if it finds more without them.
        Without a *user_id* its words are not stored, because nobody could delete them.
        """
        began = time.perf_counter()
        found = self.find(asked, in_group=in_group)
        if asked.words and asked.text and not _is_whole(found):
            alone = self.find(replace(asked, words=()), in_group=in_group)
            found = _better(found, alone)
        seconds = time.perf_counter() - began
        for answer in found.answers:
            self._records.add_question(answer.confidence, seconds / len(found.answers))
            if self._count:
                self._count(answer.confidence)
            if user_id is None:
                continue
            if answer.confidence == "none":
                self._records.add_unanswered(user_id, answer.question)
            elif answer.confidence == "low":
                self._records.add_unsure(user_id, answer.question)
        return found

    def find(self, asked: Question, *, in_group: bool) -> Found:
        """Answer a question; in a group, where most did not ask, with small pages."""
        if asked == Question(asked.text) and (summary := self.summary(asked.text)):
            return summary
        return find(asked, self.retriever, per_page=1 if in_group else self._k)

    @property
    def askable_titles(self) -> Sequence[str]:
        """The titles to make examples of, see `Catalogue.askable_titles`."""
        return self._catalogue.askable_titles

    def asks_for_all(self, text: str) -> bool:
        """Return whether *text* asks what the articles say; False if there is one."""
        return len(self._catalogue.asked_for(text)) > 1

    def summary(self, text: str) -> Found | None:
        """Return the summary that *text* asks for, or None if it asks for none."""
        return self._catalogue.summary(text)

    def list(self, text: str) -> list[Excerpt]:
        """Return up to MOST_LISTED excerpts that match *text*, each shortened."""
        found = self.retriever.answer(text, k=MOST_LISTED).excerpts
        return [grouped(e, PAGE_UNITS, sentence_units=PAGE_UNITS) for e in found]

    def steps(self, number: int) -> Sequence[Excerpt]:
        """Return the article with this index in steps of reading."""
        return self.retriever.steps(number)

    def number_of(self, excerpt: Excerpt) -> int:
        """Return the index of the article that *excerpt* is from."""
        return self._numbers[excerpt.source]

    def beginning(self, number: int) -> Excerpt:
        """Return the first sentences of the article with this index."""
        article = self.retriever.articles[number]
        text = article.text.lstrip()
        sentences = split_sentences(_opening(article, text))
        blank = len(article.text) - len(text)
        start, end = blank + sentences[0].start, blank + sentences[-1].end
        return shortened(self._span(number, start, end), PAGE_UNITS)

    def link(self, excerpt: Excerpt) -> Link:
        """Return the link that opens *excerpt*."""
        number = self.number_of(excerpt)
        return Link(self.version, number, excerpt.start, excerpt.end)

    def has(self, link: Link) -> bool:
        """Return whether *link* leads to an article, or to what `link` could name.

        Opening a longer span would be much work for a forged link.
        """
        if link.version != self.version or link.article >= len(self.titles):
            return False
        return link.is_whole or self._is_excerpt(link)

    def _is_excerpt(self, link: Link) -> bool:
        if not link.start < link.end <= link.start + LINK_UNITS:
            return False
        article = self.retriever.article_as_listed(link.article)
        if article is None or link.end > len(article.text):
            return False
        words = article.text[link.start : link.end]
        return utf16_length(words) <= LINK_UNITS and not words.isspace()

    def excerpt(self, link: Link) -> Excerpt:
        """Return the span that *link* leads to."""
        return self._span(link.article, link.start, link.end)

    def _span(self, number: int, start: int, end: int) -> Excerpt:
        article = self.retriever.articles[number]
        title = self.titles[number]
        known = None if title == article.name else title
        return Excerpt(article, start, end, (), 0.0, title=known, date=article.date)


def _is_whole(found: Found) -> bool:
    """Return whether an answer is sure, and of all that was asked."""
    unknown = any(answer.unknown for answer in found.answers)
    return found.confidence == "high" and not unknown


def _better(found: Found, alone: Found) -> Found:
    """Return what was found with words from before, or *alone* if that is better."""
    # All that the question itself asks about is in no article.
    if alone.is_empty and any(answer.unknown for answer in alone.answers):
        return alone
    return max(found, alone, key=lambda each: _BY_WORTH.index(each.confidence))


def step_with(excerpt: Excerpt, steps: Sequence[Excerpt]) -> int:
    """Return the index of the step that *excerpt* begins in, or of the last before."""
    return max(0, sum(step.start <= excerpt.start for step in steps) - 1)


def with_hit(step: Excerpt, hit: Excerpt) -> Excerpt:
    """Return *step* with that part of *hit* that is in it as its only match."""
    start = max(hit.start, step.start) - step.start
    end = min(hit.end, step.end) - step.start
    return replace(step, matches=((start, end),) if start < end else ())


def _opening(article: Article, text: str) -> Article:
    """Return the beginning of *article*, whose *text* begins with a word."""
    within = (block for block in article.blocks if block.end <= OPENING_CHARACTERS)
    return Article(article.name, text[:OPENING_CHARACTERS], blocks=tuple(within))
