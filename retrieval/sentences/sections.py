"""What a paragraph stands under: its headings, the head of its table, its lead-in."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .blocks import Block, Kind, Span

PROSE = (Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CAPTION)

_MARKS = re.compile(r"#{1,6}(?=\s)")
_NUMBERS = re.compile(r"(\d+(?:\.\d+)*)[.)]?\s")
# Of headings without marks, one in capitals stands above one in lower case.
_CAPITALS_LEVEL = 7
_NUMBERED_LEVEL = 8
_PLAIN_LEVEL = 12
_QUESTION_LEVEL = 13


class Context(NamedTuple):
    """Spans of a text that say what a paragraph is about.

    *near* are the heading right above it, the line that introduces its list, and the
    head of its table; *far* are the title and the headings above that one.
    """

    near: tuple[Span, ...] = ()
    far: tuple[Span, ...] = ()


def contexts(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Block, Context]]:
    """Yield the blocks of prose, each with what it stands under, in order."""
    headings: list[tuple[int, Span]] = []
    heads: Span | None = None
    lead_in: Span | None = None
    for kind, start, end in blocks:
        span = (start, end)
        if level := _level(kind, text[start:end]):
            while headings and headings[-1][0] >= level:
                headings.pop()
            headings.append((level, span))
            heads = lead_in = None
        elif kind is Kind.COLUMN_HEADS:
            heads = span
        elif kind in PROSE:
            if kind is not Kind.LIST_ITEM and not _is_row(text[start:end]):
                heads = lead_in = None
            *above, nearest = [span for _, span in headings] or [None]
            near = tuple(filter(None, (nearest, lead_in, heads)))
            yield Block(kind, start, end), Context(near, tuple(filter(None, above)))
            if text[end - 1] == ":":
                lead_in = span


def _level(kind: Kind, text: str) -> int:
    """Return the level of a heading, 1 at the top; 0 for what is no heading."""
    if kind is Kind.TITLE:
        return 1
    if kind is Kind.QUESTION:
        return _QUESTION_LEVEL
    if kind is not Kind.HEADING:
        return 0
    if marks := _MARKS.match(text):
        return len(marks.group())
    if numbers := _NUMBERS.match(text):
        return _NUMBERED_LEVEL + numbers[1].count(".")
    return _CAPITALS_LEVEL if text.isupper() else _PLAIN_LEVEL


def _is_row(text: str) -> bool:
    return "|" in text or bool(re.search(r"\S(?:\s{2,}|\t)\S", text))
