"""Answers as they are printed: as on Telegram, in lines, or in JSON."""

import json
import os
import re
import sys
from typing import Protocol

from rich.console import Console
from rich.text import Text

from bot.answers.catalogue import Catalogue
from bot.answers.notices import all_articles_reply
from bot.answers.pages import Found
from bot.answers.quotes import (
    TITLE_LENGTH,
    heads_line,
    language_reply,
    versions_line,
)
from bot.answers.replies import cut_off, remarks, whole_reply
from bot.answers.reply import Reply, Style
from bot.answers.shortening import clipped
from bot.locales.choice import strings_for
from retrieval import Confidence, Excerpt
from retrieval.printable import escaped, printable, printable_lines

_STRINGS = strings_for("en")

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_RICH_STYLES = {
    Style.QUOTE: "",
    Style.FOLDED: "",
    Style.MATCH: "bold yellow",
    Style.HEADS: "dim",
    Style.SOURCE: "dim",
    Style.LINK: "",
    Style.NAME: "",
    Style.TIME: "",
    Style.HEADING: "bold",
}


class Show(Protocol):
    """Prints what there is to say to a text."""

    def found(self, found: Found, seconds: float) -> None:
        """Print the answers to it, which took so many *seconds*."""

    def said(self, text: str, reply: Reply) -> None:
        """Print the reply to a text that asks nothing."""

    def listed(self, text: str, catalogue: Catalogue) -> None:
        """Print all articles, which is what *text* asks for."""


def choose_show(*, as_json: bool, explain: bool) -> Show:
    """Return what prints answers; a terminal shows replies as Telegram does."""
    if as_json:
        return ShowJson()
    if explain:
        return ShowEvidence()
    return ShowReplies() if sys.stdout.isatty() else ShowLines()


class ShowReplies:
    """Prints replies as on Telegram; with colours unless NO_COLOR is set."""

    def found(self, found: Found, _: float) -> None:
        """Print the whole reply."""
        print_reply(whole_reply(found, 0, _STRINGS, on_console=True))

    def said(self, _: str, reply: Reply) -> None:
        """Print the reply."""
        print_reply(reply)

    def listed(self, _: str, catalogue: Catalogue) -> None:
        """Print the labels, one on each line."""
        print_reply(all_articles_reply(catalogue.labels, _STRINGS))


def print_reply(reply: Reply) -> None:
    """Print *reply* on a terminal, with its styles unless NO_COLOR is set."""
    text = Text(printable_lines(reply.text))
    if not os.environ.get("NO_COLOR"):
        for mark in reply.marks:
            text.stylize(_RICH_STYLES[mark.style], mark.start, mark.end)
    console = Console(highlight=False)
    # The terminal wraps long lines, so that they can be copied as one.
    console.print(text, "", sep="\n", soft_wrap=True)


class ShowLines:
    """Prints ``file:line: text`` for each excerpt, and remarks to standard error.

    What an excerpt stands under is a line of its own above it.
    """

    def found(self, found: Found, _: float) -> None:
        """Print a line for each excerpt, each before those that differ from it."""
        self._remark(found)
        for excerpt in found.quotes(0):
            _print_line(excerpt)

    def said(self, _: str, reply: Reply) -> None:
        """Print the reply to standard error."""
        _print_remark(reply.text)

    def listed(self, _: str, catalogue: Catalogue) -> None:
        """Print ``file: title`` for each article, ``file`` without a title."""
        for name, title in zip(catalogue.names, catalogue.titles, strict=True):
            line = name if title == name else f"{name}: {clipped(title, TITLE_LENGTH)}"
            print(printable(line), flush=True)

    def _remark(self, found: Found) -> None:
        _print_remark(remarks(found, _STRINGS).text)
        for excerpt in found.pages[0]:
            if excerpt.differing:
                _print_remark(versions_line(excerpt, _STRINGS))


class ShowEvidence(ShowLines):
    """Prints the lines of `ShowLines`, each followed by the parts of its score."""

    def found(self, found: Found, _: float) -> None:
        """Print the parts, the greatest first, and their sum."""
        self._remark(found)
        for excerpt in found.quotes(0):
            _print_line(excerpt)
            pieces = sorted(excerpt.evidence.items(), key=lambda item: -abs(item[1]))
            for name, value in pieces:
                if value:
                    print(f"{value:>12.2f}  {name.replace('_', ' ')}")
            print(f"{excerpt.score:>12.2f}  in all", flush=True)


class ShowJson:
    """Prints one JSON object on one line; README says what its keys hold."""

    def found(self, found: Found, seconds: float) -> None:
        """Print the excerpts, and to standard error whether the text was cut off."""
        if found.is_cut_off:
            _print_remark(cut_off(_STRINGS).text)
        self._print(
            found.text,
            found.confidence,
            [
                {"question": answer.question, **_record(excerpt)}
                for answer in found.answers
                for excerpt in answer.excerpts
            ],
            seconds,
            **_unused(found),
        )

    def said(self, text: str, _: Reply) -> None:
        """Print that nothing was found."""
        self._print(text, "none", [], 0)

    def listed(self, text: str, catalogue: Catalogue) -> None:
        """Print that nothing was found, and all articles."""
        articles = [
            {"source": name, "title": clipped(title, TITLE_LENGTH)}
            for name, title in zip(catalogue.names, catalogue.titles, strict=True)
        ]
        self._print(text, "none", [], 0, articles=articles)

    def _print(
        self,
        text: str,
        confidence: Confidence,
        excerpts: list[dict[str, object]],
        seconds: float,
        **more: object,
    ) -> None:
        record = {
            "question": text,
            "confidence": confidence,
            "excerpts": excerpts,
            "took_ms": round(seconds * 1000, 3),
            **more,
        }
        print(escaped(json.dumps(record, ensure_ascii=False)), flush=True)


def _unused(found: Found) -> dict[str, object]:
    """Return the operators that were passed over as a JSON key; {} if none was."""
    unused = [operator for answer in found.answers for operator in answer.unused]
    return {"unused": unused} if unused else {}


def _print_remark(text: str) -> None:
    if text:
        print(printable_lines(text), file=sys.stderr)


def _print_line(excerpt: Excerpt) -> None:
    """Print *excerpt* on a line, below its language and what it stands under."""
    _print_remark(language_reply(excerpt, _STRINGS).text)
    # One excerpt, one line: the article may have wrapped and indented it.
    text = " ".join(filter(None, map(str.strip, _LINE_BREAK.split(excerpt.text))))
    if above := " › ".join(filter(None, (excerpt.section, heads_line(excerpt)))):
        print(printable(above))
    print(printable(f"{excerpt.source}:{excerpt.line}: {text}"), flush=True)


def _record(excerpt: Excerpt) -> dict[str, object]:
    return {
        "text": excerpt.text,
        "source": excerpt.source,
        "start": excerpt.start,
        "end": excerpt.end,
        "line": excerpt.line,
        "title": excerpt.title,
        "page": excerpt.page,
        "section": excerpt.section,
        "heads": excerpt.heads,
        "date": excerpt.date and excerpt.date.isoformat(),
        "link": excerpt.article.link,
        "author": excerpt.article.author,
        "score": round(excerpt.score, 6),
        "matches": excerpt.matches,
        "also_in": excerpt.also_in,
        "differing": [_record(other) for other in excerpt.differing],
    }
