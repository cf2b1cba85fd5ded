"""Replies other than answers: greetings, help, lists and figures. All pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.locales.strings import Strings
from retrieval import Excerpt
from retrieval.library.changes import NO_CHANGES, Changes

from .records import Stats
from .replies import (
    QUESTION_LENGTH,
    TITLE_LENGTH,
    Reply,
    context_reply,
    examples,
    heading,
    joined,
    name,
)
from .shortening import clipped
from .small_talk import Talk

MOST_LEFT_OUT = 5
LABEL_LENGTH = 130
"""The most UTF-16 units of a title with its file's name."""


def talk_reply(
    talk: Talk, strings: Strings, titles: Sequence[str], *, seed: str
) -> Reply:
    """Reply to small talk other than HELP, with examples chosen by *seed*."""
    line = talk_line(talk, strings)
    if talk in (Talk.FINE, Talk.GOODBYE, Talk.INSULT):
        return line
    return joined([line, examples(titles, strings, seed=seed)])


def talk_line(talk: Talk, strings: Strings) -> Reply:
    """Reply to small talk in one line."""
    lines = {
        Talk.HELLO: strings.hello,
        Talk.THANKS: strings.thanks,
        Talk.FINE: strings.fine,
        Talk.GOODBYE: strings.goodbye,
        Talk.INSULT: strings.calm,
        Talk.WHO: strings.who,
        Talk.HELP: strings.how_to_ask,
    }
    return Reply(lines[talk])


def all_articles_reply(labels: Sequence[str], strings: Strings) -> Reply:
    """List all articles, see `Catalogue.labels`."""
    head = strings.all_articles.format(articles=_count_articles(len(labels), strings))
    return joined([Reply(head), *(name(each, LABEL_LENGTH) for each in labels)], "\n")


def start_reply(titles: Sequence[str], strings: Strings) -> Reply:
    """Say what the bot is for."""
    line = strings.start.format(articles=_count_articles(len(titles), strings))
    return joined([Reply(line), examples(titles, strings, seed="")])


def help_reply(articles: int, read_at: datetime, bot: str, strings: Strings) -> Reply:
    """Say how to ask the bot with the username *bot*."""
    count = _count_articles(articles, strings)
    return Reply(strings.help.format(articles=count, read_at=_time(read_at), bot=bot))


def article_reply(title: str, beginning: Excerpt, strings: Strings) -> Reply:
    """Show the beginning of an article."""
    return joined(
        [heading(clipped(title, TITLE_LENGTH)), context_reply(beginning, strings)],
        "\n",
    )


def articles_reply(
    labels: Sequence[str], *, first: int, count: int, strings: Strings
) -> Reply:
    """List *count* articles from index *first* on."""
    lines = [
        joined([Reply(f"{number}. "), name(label, LABEL_LENGTH)], "")
        for number, label in enumerate(labels[first : first + count], first + 1)
    ]
    head = strings.articles.format(articles=_count_articles(len(labels), strings))
    return joined([Reply(f"{head}\n"), *lines], "\n")


def privacy_reply(days: int, failed_days: int, strings: Strings) -> Reply:
    """Say what is stored, for how many days; *failed_days* is for failures."""
    return Reply(strings.privacy.format(days=days, failed_days=failed_days))


def stats_reply(
    stats: Stats,
    days: int,
    articles: int,
    read_at: datetime,
    strings: Strings,
    changes: Changes = NO_CHANGES,
) -> Reply:
    """Show figures on the questions of the last *days* days, and the last *changes*."""
    percent = 100 / max(1, stats.questions)
    figures = Reply(
        strings.stats.format(
            questions=_count(
                stats.questions, strings.one_question, strings.many_questions, strings
            ),
            days=days,
            answered=round(stats.answered * percent),
            unsure=round(stats.unsure * percent),
            median=round(stats.median),
            p95=round(stats.p95),
            articles=_count_articles(articles, strings),
            read_at=_time(read_at),
        )
    )
    return joined([figures, _changes(changes, strings)] if changes else [figures], "\n")


def _changes(changes: Changes, strings: Strings) -> Reply:
    """Say how many articles changed, and name the files that are none."""
    told = strings.changes.format(
        added=len(changes.added),
        changed=len(changes.changed),
        removed=len(changes.removed),
    )
    reasons = changes.left_out[:MOST_LEFT_OUT]
    return joined(
        [Reply(told), *(name(reason, QUESTION_LENGTH) for reason in reasons)], "\n"
    )


def unanswered_reply(questions: Iterable[tuple[str, int]], strings: Strings) -> Reply:
    """List questions with how often each was asked."""
    lines = [
        joined([Reply(f"{times}x "), name(question, QUESTION_LENGTH)], "")
        for question, times in questions
    ]
    if not lines:
        return Reply(strings.none_unanswered)
    return joined([Reply(strings.unanswered), *lines], "\n")


def _count_articles(number: int, strings: Strings) -> str:
    return _count(number, strings.one_article, strings.many_articles, strings)


def _count(number: int, one: str, many: str, strings: Strings) -> str:
    shown = f"{number:,}".replace(",", strings.thousands)
    return (one if number == 1 else many).format(number=shown)


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
