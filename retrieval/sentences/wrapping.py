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
# short because its paragraph ends; if it breaks off in mid-sentence, within this one.
LEFT_SHORT = 0.9
BROKEN_OFF = 0.5
# The next item of a list begins no further below.
LINES_OF_ITEM = 6
# A single line of this length that breaks off and goes on in lower case is wrapped,
# whatever stands around it.
WRAPPED_CHARACTERS = 40

_BULLETS = tuple("*•‣▪◦·")
_NUMBER = re.compile(r"\(?(\d{1,3}|[a-z])[.)]\s")
# Columns, and Markdown's headings and quotations: such lines are not filled up.
_FIXED = re.compile(r"\S(?:\s{3,}|\t)\S|\||^#{1,6}\s|^>|^[\W_]*$")
# A line of data, such as "title: The ferry".
_KEY = re.compile(r"(?:[\w’'-]+ ){0,2}[\w’'-]+:\s")


def unwrapped(text: str) -> list[Line]:
    """Return the non-blank lines of *text*, joined where they are hard-wrapped."""
    lines = split_lines(text)
    breaks = list(_breaks(text, lines))
    if not any(below and below.goes_on for below in breaks):
        return lines
    return list(_rejoin(text, lines, breaks, _in_wrapped_region(breaks)))


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


def _breaks(text: str, lines: Sequence[Line]) -> Iterator[_Break | None]:
    """Yield what shows below each line but the last; None where no margin can be."""
    edges = [line.edge for line in lines]
    for index, pair in enumerate(pairwise(lines)):
        margin = _margin(edges, index) if edges[index] <= WIDEST_MARGIN else 0
        if NARROWEST_MARGIN <= margin <= WIDEST_MARGIN and not _is_fixed(*pair):
            yield _break(text, *pair, margin)
        else:
            yield None


def _break(text: str, line: Line, below: Line, margin: int) -> _Break:
    first_word = below.text.split(maxsplit=1)[0]
    width = (line.edge + 1 + len(first_word)) / margin
    in_capitals = width > NO_ROOM and line.text.isupper() and below.text.isupper()
    has_blank = blank_between(text, line, below)
    is_long = line.edge >= LONG_LINE * margin
    return _Break(
        has_blank,
        is_long and not (has_blank or LIST_ITEM.match(below.text)),
        not ends_sentence(line.text),
        in_capitals or goes_on(line.text, below.text),
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


def _is_fixed(line: Line, below: Line) -> bool:
    if _FIXED.search(line.text) or _FIXED.search(below.text):
        return True
    return bool(_KEY.match(line.text) and _KEY.match(below.text))


def _in_wrapped_region(breaks: Sequence[_Break | None]) -> list[bool]:
    """Return by break whether the lines around it are broken at a margin."""
    prose = [None if below and below.has_blank else below for below in breaks]
    flags = (
        [below is not None and below.is_telling for below in prose],
        [below is not None and below.goes_on for below in prose],
        [below is not None and below.goes_on and below.is_full for below in prose],
    )
    sums = [list(accumulate(values, initial=0)) for values in flags]
    return [_is_wrapped(*_around(index, sums)) for index in range(len(breaks))]


def _around(index: int, sums: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield what each of *sums* counts up to LINES_OF_REGION above and below."""
    for counted in sums:
        last = min(index + LINES_OF_REGION + 1, len(counted) - 1)
        yield counted[last] - counted[max(index - LINES_OF_REGION, 0)]


def _is_wrapped(long: int, lower: int, lower_full: int) -> bool:
    """Whether lines are broken at a margin.

    They are *long* ones, and others that go on in *lower* case, most of them full.
    """
    return lower > 0 and lower >= OFTEN_LOWER * long and lower_full >= FULL * lower


def _rejoin(
    text: str,
    lines: Sequence[Line],
    breaks: Sequence[_Break | None],
    wrapped: Sequence[bool],
) -> Iterator[Line]:
    """Join the lines of *text* that a margin separates."""
    first = 0
    for index, below in enumerate(breaks):
        if (
            below is None
            or _is_next_item(lines, first, index)
            or not _is_joined(lines, first, index, below, wrapped[index])
        ):
            yield joined_lines(text, lines[first], lines[index])
            first = index + 1
    yield joined_lines(text, lines[first], lines[-1])


def _is_joined(
    lines: Sequence[Line], first: int, index: int, below: _Break, in_wrapped: bool
) -> bool:
    """Whether the line below line *index* is of the paragraph from *first* on."""
    if below.has_blank:
        return in_wrapped and below.is_full and below.goes_on
    if below.goes_on:
        if in_wrapped:
            return below.width > BROKEN_OFF
        is_sentence = not lines[first].text[0].islower()
        is_long = len(lines[index].text) >= WRAPPED_CHARACTERS
        return is_sentence and is_long and below.is_full
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
