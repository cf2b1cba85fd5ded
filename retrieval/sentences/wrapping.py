"""The lines of a plain text, joined where a margin broke them.

A line break ends a paragraph, except where lines are filled up to a margin. A file may
be wrapped in part, to several margins, and with indents, so each line is judged by the
lines around it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from .lines import (
    LIST_ITEM,
    Line,
    blank_between,
    ends_sentence,
    goes_on,
    joined_lines,
    split_lines,
)

# A margin is in this range, in characters.
NARROWEST_MARGIN = 30
WIDEST_MARGIN = 130
# The margin of a line is the end of the longest one among so many lines above it or
# below it, whichever is less: another margin may begin, or a long URL stand there.
LINES_OF_MARGIN = 4
# Whether a line break is one of wrapping is judged by so many lines above and below.
LINES_OF_REGION = 10
# A line of at least this share of the margin is long.
LONG_LINE = 0.75
# The next word does not fit if the line would exceed this share of the margin with it.
NO_ROOM = 0.97
# In a wrapped region at least this share of the long lines break off in mid-sentence
# and go on in lower case. German has few such lines, as its nouns are capitalised.
OFTEN_LOWER = 0.2
# At least this share of the lines that go on in lower case have no room for the next
# word: those of a list in lower case often do.
FULL = 0.7
# If the line with the next word would be within this share of the margin, it was left
# short because its paragraph ends.
LEFT_SHORT = 0.9
# A line of a smaller share of the margin was never broken there.
SHORTEST = 0.3
# The next item of a list begins no further below.
LINES_OF_ITEM = 6
# A single line of this length that breaks off and goes on in lower case is wrapped,
# whatever stands around it.
WRAPPED_CHARACTERS = 40

_BULLETS = tuple("*•‣▪◦·")
_NUMBER = re.compile(r"\(?(\d{1,3}|[a-z])[.)]\s")
# Columns, and Markdown's headings and quotations: such lines are not filled up.
_COLUMNS = ("   ", "\t", "|")
_MARKDOWN = ("#", ">")
_STOP = re.compile(r"[.!?…](?:\s|$)")
# A line of data, such as "title: The ferry".
_KEY = re.compile(r"(?:[\w’'-]+ ){0,2}[\w’'-]+:\s")


def unwrapped(text: str) -> list[Line]:
    """Return the non-blank lines of *text*, joined where they are hard-wrapped."""
    lines = split_lines(text)
    edges = [line.edge for line in lines]
    near = _near_wrapped(lines, edges)
    if not any(near):
        return lines
    return list(_rejoin(text, lines, _Breaks(text, lines, edges, near)))


def _near_wrapped(lines: Sequence[Line], edges: Sequence[int]) -> bytearray:
    """Return by line whether it is in the region of one that may be wrapped."""
    near = bytearray(len(lines))
    for index, (line, below) in enumerate(pairwise(lines)):
        if edges[index] <= WIDEST_MARGIN and _may_go_on(line.text, below.text):
            first = max(index - LINES_OF_REGION, 0)
            last = min(index + LINES_OF_REGION + 1, len(lines))
            near[first:last] = b"\1" * (last - first)
    return near


def _may_go_on(line: str, below: str) -> bool:
    """Whether a sentence goes on in lower case, or perhaps in capitals."""
    if below[0].isupper():
        return below.isupper() and line.isupper()
    return goes_on(line, below)


class _Break(NamedTuple):
    """What a line shows about the line break below it."""

    has_blank: bool  # a blank line stands there
    is_telling: bool  # the line is long, and no list item stands right below it
    is_open: bool  # no sentence ends there
    goes_on: bool
    width: float  # the line with the next word, as a share of the margin

    @property
    def is_full(self) -> bool:
        """Whether the next word would not have fitted."""
        return self.width > NO_ROOM


class _Breaks:
    """The line breaks of a text, by the number of the line above; None for some.

    There is none where no margin can be, where the line is short, and far from all
    lines that are *near* a wrapped one.
    """

    def __init__(
        self, text: str, lines: Sequence[Line], edges: Sequence[int], near: bytearray
    ) -> None:
        self._breaks = list(_breaks(text, lines, edges, near))
        prose = [None if below and below.has_blank else below for below in self._breaks]
        flags = (
            [below is not None and below.is_telling for below in prose],
            [below is not None and below.goes_on for below in prose],
            [below is not None and below.goes_on and below.is_full for below in prose],
        )
        self._lines = lines
        self._sums = [list(accumulate(values, initial=0)) for values in flags]

    def __iter__(self) -> Iterator[_Break | None]:
        return iter(self._breaks)

    def are_wrapped(self, index: int) -> bool:
        """Return whether the lines around line *index* are broken at a margin.

        They are long ones, and others that go on in lower case, most of them full.
        """
        first = max(index - LINES_OF_REGION, 0)
        last = min(index + LINES_OF_REGION + 1, len(self._breaks))
        long, lower, full = (total[last] - total[first] for total in self._sums)
        return lower > 0 and lower >= OFTEN_LOWER * long and full >= FULL * lower

    def lead_to_a_stop(self, index: int) -> bool:
        """Return whether long lines from *index* on go on to the end of a sentence.

        Items of a list are in lower case, too, but they have no sentences.
        """
        last = min(index + LINES_OF_REGION, len(self._breaks))
        for place in range(index, last):
            below, line = self._breaks[place], self._lines[place + 1]
            is_long = below is not None and below.is_telling
            if not (is_long and line.text[0].islower()):
                return False
            if _STOP.search(line.text):
                return True
        return False


def _breaks(
    text: str, lines: Sequence[Line], edges: Sequence[int], near: bytearray
) -> Iterator[_Break | None]:
    for index, pair in enumerate(pairwise(lines)):
        edge = edges[index]
        is_near = near[index] and edge <= WIDEST_MARGIN
        margin = _margin(edges, index) if is_near else 0
        is_short = edge < SHORTEST * margin
        if is_short or not NARROWEST_MARGIN <= margin <= WIDEST_MARGIN:
            yield None
        else:
            yield None if _are_fixed(*pair) else _break(text, *pair, margin)


def _break(text: str, line: Line, below: Line, margin: int) -> _Break:
    first_word = below.text.split(maxsplit=1)[0]
    width = (line.edge + 1 + len(first_word)) / margin
    has_blank = blank_between(text, line, below)
    is_long = line.edge >= LONG_LINE * margin
    return _Break(
        has_blank,
        is_long and not (has_blank or LIST_ITEM.match(below.text)),
        not ends_sentence(line.text),
        _may_go_on(line.text, below.text)
        and (width > NO_ROOM or not below.text[0].isupper()),
        width,
    )


def _margin(edges: Sequence[int], index: int) -> int:
    """Return the margin of a line; the next line shows that it is no less than that.

    The few lines at either end of a text do not show a margin of their own.
    """
    first, last = index - LINES_OF_MARGIN, index + LINES_OF_MARGIN
    above = max(edges[max(first, 0) : index + 1])
    below = max(edges[index : last + 1])
    if first < 0:
        return below if last < len(edges) else max(above, below)
    return max(min(above, below) if last < len(edges) else above, edges[index + 1])


def _are_fixed(line: Line, below: Line) -> bool:
    if _is_fixed(line.text) or _is_fixed(below.text):
        return True
    return bool(_KEY.match(line.text) and _KEY.match(below.text))


def _is_fixed(text: str) -> bool:
    """Whether a line is set as it is for another reason than a margin."""
    if text.startswith(_MARKDOWN) or any(mark in text for mark in _COLUMNS):
        return True
    return not text[0].isalnum() and not any(map(str.isalnum, text))


def _rejoin(text: str, lines: Sequence[Line], breaks: _Breaks) -> Iterator[Line]:
    """Join the lines of *text* that a margin separates."""
    first = 0
    for index, below in enumerate(breaks):
        is_joined = (
            below is not None
            and not _is_next_item(lines, first, index)
            and _is_joined(lines, first, index, below, breaks)
        )
        if is_joined:
            continue
        yield joined_lines(text, lines[first], lines[index])
        first = index + 1
    yield joined_lines(text, lines[first], lines[-1])


def _is_joined(
    lines: Sequence[Line], first: int, index: int, below: _Break, breaks: _Breaks
) -> bool:
    """Whether the line below line *index* is of the paragraph from *first* on."""
    in_wrapped = breaks.are_wrapped(index)
    if below.has_blank:
        return in_wrapped and below.is_full and below.goes_on
    if below.goes_on:
        is_sentence = not lines[first].text[0].islower()
        is_long = len(lines[index].text) >= WRAPPED_CHARACTERS
        if in_wrapped or not (is_sentence and is_long):
            return in_wrapped
        # A person breaks lines before a margin, too.
        return below.is_full or breaks.lead_to_a_stop(index)
    if not below.is_open and _is_set_in(lines, first, index):
        return False
    # Texts from printed pages often have no blank lines: only a line with room for the
    # next word shows the end of a paragraph.
    return in_wrapped and below.width > LEFT_SHORT


def _is_set_in(lines: Sequence[Line], first: int, index: int) -> bool:
    """Whether a paragraph begins below line *index* by where it is set.

    Its first line may be set further in or out than the others.
    """
    indent, next_indent = lines[index].indent, lines[index + 1].indent
    return next_indent > indent if index == first else next_indent != indent


def _is_next_item(lines: Sequence[Line], first: int, index: int) -> bool:
    """Whether a list item begins below line *index* of the paragraph from *first* on.

    Otherwise it is a dash or bracket that was wrapped to the beginning of a line.
    """
    below = lines[index + 1].text
    if not LIST_ITEM.match(below):
        return False
    line = lines[index].text
    if below.startswith(_BULLETS) or line.endswith(":") or ends_sentence(line):
        return True
    following = lines[index + 2 : index + 2 + LINES_OF_ITEM]
    return _is_next_mark(lines[first].text, below) or any(
        _is_next_mark(below, other.text) for other in following
    )


def _is_next_mark(mark: str, below: str) -> bool:
    """Whether *below* has the mark of an item after the one with *mark*."""
    number, next_number = _NUMBER.match(mark), _NUMBER.match(below)
    if not (number and next_number):
        return mark[0] == below[0] and not mark[0].isalnum()
    one, other = number[1], next_number[1]
    if one.isdigit() and other.isdigit():
        return int(other) == int(one) + 1
    return not (one.isdigit() or other.isdigit()) and ord(other) == ord(one) + 1
