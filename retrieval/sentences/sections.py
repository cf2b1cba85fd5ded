"""What a paragraph stands under: its headings, the head of its table, its lead-in."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .kinds import Block, Kind, Span
from .tables import columns_of

PROSE = (Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CAPTION, Kind.QUESTION)

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
    # The head of a table and the line that introduces a list hold for what follows them
    # up to the first block that is neither row nor item.
    leads: list[Span] = []
    for block in blocks:
        kind, start, end, own_level = block
        is_part = kind is Kind.LIST_ITEM or columns_of(text[start:end]) > 1
        if kind in PROSE:
            if not is_part:
                leads.clear()
            yield block, _context(headings, leads)
            if text[end - 1] == ":":
                leads.append((start, end))
        elif kind is Kind.COLUMN_HEADS:
            leads.append((start, end))
        if level := own_level or _level(kind, text[start:end]):
            while headings and headings[-1][0] >= level:
                headings.pop()
            headings.append((level, (start, end)))
            leads.clear()


def _context(headings: Sequence[tuple[int, Span]], leads: Sequence[Span]) -> Context:
    spans = [span for _, span in headings]
    return Context((*spans[-1:], *leads), tuple(spans[:-1]))


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
