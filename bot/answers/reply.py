"""What a user reads: a text and its marks, for Telegram and the console alike."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from string import Formatter

from .shortening import clipped


class Style(Enum):
    """What a span of a reply is; Telegram and the console each have a form for it."""

    QUOTE = auto()
    """Words of an article."""
    FOLDED = auto()
    """Words of an article, folded where that is possible because there are many."""
    CONTEXT = auto()
    """Words of an article, with what stands around them."""
    MATCH = auto()
    """The part of a quote that matches the question."""
    HEADS = auto()
    """What introduces a quote in its article: the column heads above a row."""
    SOURCE = auto()
    """Where a quote comes from."""
    LINK = auto()
    """A part of a source that leads to an address."""
    HEADING = auto()
    """What the lines below are about."""
    TIME = auto()
    """A date and a time of day, which every reader may see as where they live."""
    NAME = auto()
    """A title, a question, or words of one: plain text, even if it is an address."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a reply's text in code points, never empty; matches lie in quotes.

    *address* is where a LINK leads, and *moment* what a TIME shows.
    """

    style: Style
    start: int
    end: int
    address: str = ""
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to show, and its marks in order of their start, outer before inner."""

    text: str
    marks: tuple[Mark, ...] = ()


def marked(style: Style, text: str) -> Reply:
    """Return *text*, all of it in *style*."""
    return Reply(text, (Mark(style, 0, len(text)),)) if text else Reply("")


def joined(parts: Iterable[Reply], separator: str = "\n\n") -> Reply:
    """Return all *parts* as one reply."""
    text, marks = "", []
    for part in parts:
        text += separator if text and part.text else ""
        by = len(text)
        marks += [replace(m, start=m.start + by, end=m.end + by) for m in part.marks]
        text += part.text
    return Reply(text, tuple(marks))


def heading(text: str) -> Reply:
    """Say what the lines below are about; *text* is not empty."""
    return marked(Style.HEADING, text)


def name(text: str, most: int) -> Reply:
    """Show *text*, which others wrote, on one line of up to *most* UTF-16 units."""
    return marked(Style.NAME, clipped(text, most))


def phrase(template: str, **values: Reply) -> Reply:
    """Fill *values* in where *template* names them in braces."""
    parts = []
    for words, field, _, _ in Formatter().parse(template):
        parts += [Reply(words), values[field]] if field else [Reply(words)]
    return joined(parts, "")
