"""What a paragraph stands under: its headings, the head of its table, its lead-in."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .kinds import Block, Kind, Span
from .lines import ARTICLE, LIST_ITEM, ends_sentence, line_breaks
from .tables import columns_of

PROSE = (Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CAPTION, Kind.QUESTION)

# A longer line below the line that introduces a list is not of that list, unless it is
# marked or set in.
ITEM_CHARACTERS = 100
# The stop of a sentence and the marks that close it are no longer.
CLOSING_CHARACTERS = 8
# More white space above a line says nothing more about it.
MOST_WHITE = 100

_MARKS = re.compile(r"#{1,6}(?=\s)")
_NUMBERS = re.compile(rf"{ARTICLE}?(\d+(?:\.\d+)*)[a-z]?[.)]?\s")
# Of headings without marks, one in capitals stands above one in lower case.
_CAPITALS_LEVEL = 7
_NUMBERED_LEVEL = 8
_PLAIN_LEVEL = 12
_BOLD_LEVEL = 13
_QUESTION_LEVEL = 14


class Context(NamedTuple):
    """Spans of a text that say what a paragraph is about.

    *near* are the heading right above it, the line that introduces its list, and the
    head of its table; *far* are the title and the headings above that one. *heading* is
    the heading right above it, unless that is the title, and *lead* is the head of its
    table or the line that introduces its list.
    """

    near: tuple[Span, ...] = ()
    far: tuple[Span, ...] = ()
    heading: Span | None = None
    lead: Span | None = None


class _Lead(NamedTuple):
    """What introduces the rows or items below it."""

    block: Block
    indent: int


class _Above:
    """What stands above a block: headings, and what introduces rows or items.

    The head of a table and the line that introduces a list hold for what follows them
    up to the first block that is neither row nor item.
    """

    def __init__(self, text: str, title: Span | None) -> None:
        self._text = text
        self._title = title
        self._headings: list[tuple[int, Span]] = []
        self._leads: list[_Lead] = []
        self._context: Context | None = Context()

    @property
    def context(self) -> Context:
        """What the next block stands under; the same object until that changes."""
        if self._context is None:
            spans = [span for _, span in self._headings]
            leads = [(block.start, block.end) for block, _ in self._leads]
            heading = spans[-1] if spans and spans[-1] != self._title else None
            lead = leads[-1] if leads else None
            near = (*spans[-1:], *leads)
            self._context = Context(near, tuple(spans[:-1]), heading, lead)
        return self._context

    def leave(self, level: int) -> None:
        """Leave the sections that a heading of *level* ends."""
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
            self._context = None

    def enter(self, level: int, heading: Span) -> None:
        """Enter the section below *heading*."""
        self._headings.append((level, heading))
        self._leads.clear()
        self._context = None

    def introduce(self, block: Block) -> None:
        """Let *block* introduce what follows."""
        self._leads.append(_Lead(block, _indent(self._text, block)))
        self._context = None

    def begin(self, block: Block) -> None:
        """End the lists and tables that *block* is not of.

        "Lunch:" ends the list that "Breakfast:" introduced, unless it is set in.
        """
        if not self._leads:
            return
        is_part = _is_part(self._text, block, self._leads[-1])
        indent = _indent(self._text, block)
        ended = {Kind.LIST_ITEM}
        if block.kind is Kind.COLUMN_HEADS or self._text[block.end - 1] == ":":
            ended.add(block.kind)
        self._leads = [
            lead
            for lead in self._leads
            if is_part and (indent > lead.indent or lead.block.kind not in ended)
        ]
        self._context = None

    def end_list(self) -> None:
        """End the list above a rule; below column heads it is one of the table."""
        if self._leads and self._leads[-1].block.kind in PROSE:
            self._leads.clear()
            self._context = None


def contexts(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Block, Context]]:
    """Yield the blocks of prose, each with what it stands under, in order.

    Headings and column heads with nothing below them are prose: nothing else would
    show that they are there.
    """
    above = _Above(text, _title(text, blocks))
    alone = _without_text(text, blocks)
    for index, block in enumerate(blocks):
        kind = block.kind
        level = _level(text, block) if index not in alone else 0
        if level:
            above.leave(level)
        if kind in PROSE or index in alone:
            above.begin(block)
            yield block, above.context
            if _introduces(text, block, blocks[index + 1 : index + 2]):
                above.introduce(block)
        elif kind is Kind.COLUMN_HEADS:
            above.begin(block)
            above.introduce(block)
        elif kind is Kind.RULE:
            above.end_list()
        if level:
            above.enter(level, (block.start, block.end))


def _title(text: str, blocks: Sequence[Block]) -> Span | None:
    """Return the span of the heading above all text, unless another looks like it.

    Of headings that look alike, each is that of a section.
    """
    kinds = (Kind.TITLE, Kind.HEADING)
    shown = (block for block in blocks if block.kind in (*kinds, *PROSE))
    first = next(shown, None)
    if first is None or first.kind not in kinds:
        return None
    headings = [first, *(block for block in shown if block.kind in kinds)]
    looks = [block.level or _look(text[block.start : block.end]) for block in headings]
    return None if looks[0] in looks[1:] else (first.start, first.end)


def _without_text(text: str, blocks: Sequence[Block]) -> set[int]:
    """Return the numbers of the headings and column heads with nothing below them."""
    empty: list[tuple[int, int]] = []
    alone = set()
    for index, block in enumerate(blocks):
        if block.kind in PROSE:
            empty.clear()
        elif block.kind is Kind.COLUMN_HEADS:
            if not _has_row(text, block, blocks[index + 1 : index + 3]):
                alone.add(index)
        elif level := _level(text, block):
            while empty and empty[-1][0] >= level:
                alone.add(empty.pop()[1])
            empty.append((level, index))
    return alone | {index for _, index in empty}


def _has_row(text: str, heads: Block, below: Sequence[Block]) -> bool:
    shown = (block for block in below if block.kind is not Kind.RULE)
    row = next(shown, None)
    if row is None or row.kind not in PROSE:
        return False
    line, above = text[row.start : row.end], text[heads.start : heads.end]
    return row.kind is Kind.LIST_ITEM or columns_of(line, above) > 1


def _is_part(text: str, block: Block, lead: _Lead) -> bool:
    """Whether *block* is a row or an item of what *lead* introduces."""
    if block.kind is Kind.LIST_ITEM or _indent(text, block) > lead.indent:
        return True
    line = text[block.start : block.end]
    introduction = text[lead.block.start : lead.block.end]
    if lead.block.kind is Kind.COLUMN_HEADS:
        columns = columns_of(line, introduction)
        is_same = columns == columns_of(introduction, introduction)
        return columns > 1 and (is_same or _is_next_line(text, block))
    if not introduction.endswith(":"):
        return False
    is_short = len(line) <= ITEM_CHARACTERS and not ends_sentence(line)
    return columns_of(line) > 1 or (is_short and _is_next_line(text, block))


def _introduces(text: str, block: Block, below: Sequence[Block]) -> bool:
    """Whether *block* introduces what stands *below*: its sentence is not at an end."""
    if text[block.end - 1] == ":":
        return True
    closing = text[max(block.start, block.end - CLOSING_CHARACTERS) : block.end]
    if not below or ends_sentence(closing):
        return False
    [item] = below
    if item.kind is Kind.LIST_ITEM and block.kind is not Kind.LIST_ITEM:
        name = LIST_ITEM.sub("", text[item.start : item.end], count=1)
        return _is_next_line(text, item) or name[:1].islower()
    return _is_next_line(text, item) and _indent(text, item) > _indent(text, block)


def _indent(text: str, block: Block) -> int:
    """Return how many characters of white space stand before *block* on its line."""
    white = _white_before(text, block)
    return len(white) - 1 - max(white.rfind("\n"), white.rfind("\r"))


def _is_next_line(text: str, block: Block) -> bool:
    """Whether no blank line stands above *block*."""
    white = _white_before(text, block)
    return line_breaks(white, 0, len(white)) == 1


def _white_before(text: str, block: Block) -> str:
    before = text[max(block.start - MOST_WHITE, 0) : block.start]
    return before[len(before.rstrip()) :]


def _level(text: str, block: Block) -> int:
    """Return the level of a heading, 1 at the top; 0 for what is no heading."""
    kind, start, end, level = block
    if level or kind is Kind.PARAGRAPH:
        return level
    if kind is Kind.TITLE:
        return 1
    if kind is Kind.QUESTION:
        return _QUESTION_LEVEL
    if kind is not Kind.HEADING:
        return 0
    return _look(text[start:end])


def _look(text: str) -> int:
    """Return the level of a heading as far as its own text shows it."""
    if marks := _MARKS.match(text):
        return len(marks.group())
    if numbers := _NUMBERS.match(text):
        return _NUMBERED_LEVEL + numbers[1].count(".")
    if text.startswith(("**", "__")):
        return _BOLD_LEVEL
    return _CAPITALS_LEVEL if text.isupper() else _PLAIN_LEVEL
