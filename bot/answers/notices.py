"""Replies other than answers: greetings, help, lists and figures. All pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.locales.strings import Strings
from retrieval import Excerpt
from retrieval.library.changes import NO_CHANGES, Changes
from retrieval.semantic.meaning import Progress

from .follow_ups import Question
from .pages import PAGE_UNITS, Found
from .quotes import TITLE_LENGTH, context_reply
from .reasons import told_of_file
from .records import Shortcomings, Stats
from .replies import QUESTION_LENGTH, found_reply, scope, words_reply
from .reply import Mark, Reply, Style, heading, joined, name, phrase
from .servers import Servers
from .shortening import clipped, shortened
from .small_talk import Talk
from .verification import Verdict

MOST_LEFT_OUT = 5
LABEL_LENGTH = 130
"""The most UTF-16 units of a title with its file's name."""


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


def start_reply(articles: int, strings: Strings) -> Reply:
    """Say what the bot is for."""
    line = strings.start.format(articles=_count_articles(articles, strings))
    return Reply(line if articles else f"{line}\n\n{strings.no_articles}")


def ask_article_reply(article: str, strings: Strings) -> Reply:
    """Ask for a question that only this article is to answer."""
    scoped = Question("", article=article)
    return joined([Reply(strings.ask_about), *scope(scoped, strings)], "\n")


def help_reply(articles: int, read_at: datetime, bot: str, strings: Strings) -> Reply:
    """Say how to ask the bot with the username *bot*."""
    count = _count_articles(articles, strings)
    return phrase(
        strings.help, articles=Reply(count), read_at=_time(read_at), bot=Reply(bot)
    )


def article_reply(title: str, beginning: Excerpt, strings: Strings) -> Reply:
    """Show the beginning of an article, or another part of it."""
    # Below the title, the source needs it only to lead to an address.
    if not beginning.article.link:
        beginning = replace(beginning, title=None)
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


def privacy_reply(
    days: int,
    failed_days: int,
    servers: Servers,
    waiting: Sequence[str],
    strings: Strings,
) -> Reply:
    """Say what is stored, for how many days; *failed_days* is for failures.

    *servers* is where questions are sent to. Those whose answers are waited for are
    numbered.
    """
    kept = Reply(strings.privacy.format(days=days, failed_days=failed_days))
    sent = (
        (strings.privacy_engine, servers.engine),
        (strings.privacy_server, servers.embeddings),
    )
    told = [Reply(line.format(server=host)) for line, host in sent if host]
    kept = joined([kept, *told], "\n")
    if not waiting:
        return kept
    lines = [
        joined([Reply(f"{number}. "), name(question, QUESTION_LENGTH)], "")
        for number, question in enumerate(waiting, 1)
    ]
    return joined([kept, joined([Reply(strings.waiting), *lines], "\n")])


def verdict_reply(verdict: Verdict, strings: Strings) -> Reply:
    """Say where a quotation stands, or how what comes nearest differs."""
    if verdict.excerpt is None:
        return Reply(strings.nothing_like)
    line = strings.verbatim if verdict.is_verbatim else strings.nearest
    lines = [Reply(line)]
    if verdict.added:
        lines.append(phrase(strings.added, words=words_reply(verdict.added)))
    excerpt = shortened(verdict.excerpt, PAGE_UNITS)
    return joined([joined(lines, "\n"), context_reply(excerpt, strings)])


def told_reply(found: Found, strings: Strings) -> Reply:
    """Tell the answer to a question that was asked long before."""
    head = joined([heading(found.text), Reply(strings.told)], "\n")
    return joined([head, found_reply(found, 0, strings)])


def stats_reply(
    stats: Stats,
    days: int,
    articles: int,
    read_at: datetime,
    strings: Strings,
    changes: Changes = NO_CHANGES,
    embedded: Progress | None = None,
) -> Reply:
    """Show figures on the questions of the last *days* days, and the last *changes*.

    If questions are searched by meaning, *embedded* says how far that is.
    """
    percent = 100 / max(1, stats.questions)
    values = {
        "questions": _count(
            stats.questions, strings.one_question, strings.many_questions, strings
        ),
        "days": days,
        "answered": round(stats.answered * percent),
        "unsure": round(stats.unsure * percent),
        "median": round(stats.median),
        "p95": round(stats.p95),
        "articles": _count_articles(articles, strings),
    }
    shown = {name: Reply(str(value)) for name, value in values.items()}
    parts = [phrase(strings.stats, **shown, read_at=_time(read_at))]
    if changes:
        parts.append(changes_reply(changes, strings))
    if embedded:
        line = strings.embedded.format(done=embedded.done, total=embedded.total)
        parts.append(Reply(line))
    return joined(parts, "\n")


def changes_reply(changes: Changes, strings: Strings) -> Reply:
    """Say how many articles changed, and name the files that are none."""
    told = strings.changes.format(
        added=len(changes.added),
        changed=len(changes.changed),
        removed=len(changes.removed),
    )
    reasons = changes.left_out[:MOST_LEFT_OUT]
    return joined(
        [
            Reply(told),
            *(name(told_of_file(each, strings), QUESTION_LENGTH) for each in reasons),
        ],
        "\n",
    )


def shortcomings_reply(shortcomings: Shortcomings, strings: Strings) -> Reply:
    """List questions with how often each was asked, or was voted down."""
    parts = zip(
        (strings.unanswered, strings.unsure_questions, strings.disliked_questions),
        shortcomings,
        strict=True,
    )
    listed = [
        joined([Reply(head), *_times(questions)], "\n")
        for head, questions in parts
        if questions
    ]
    return joined(listed, "\n\n") if listed else Reply(strings.none_unanswered)


def _times(questions: Iterable[tuple[str, int]]) -> Iterator[Reply]:
    for question, times in questions:
        yield joined([Reply(f"{times}x "), name(question, QUESTION_LENGTH)], "")


def _count_articles(number: int, strings: Strings) -> str:
    return _count(number, strings.one_article, strings.many_articles, strings)


def _count(number: int, one: str, many: str, strings: Strings) -> str:
    shown = f"{number:,}".replace(",", strings.thousands)
    return (one if number == 1 else many).format(number=shown)


def _time(moment: datetime) -> Reply:
    text = moment.strftime("%Y-%m-%d %H:%M UTC")
    return Reply(text, (Mark(Style.TIME, 0, len(text), moment=moment),))
