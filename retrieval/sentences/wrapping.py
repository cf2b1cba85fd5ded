"""The lines of a plain text, joined into paragraphs if it is hard-wrapped.

A line break ends a paragraph, except in a hard-wrapped text: there lines are filled up
to a margin, and only a blank line or a short line ends a paragraph.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

# A hard-wrapped text has at least WRAPPED_LINES lines, WRAPPED_PAIRS of them without a
# blank line below, and a margin in this range, in characters.
WRAPPED_LINES = 6
WRAPPED_PAIRS = 4
NARROWEST_MARGIN = 40
WIDEST_MARGIN = 130
# This share of its lines is no longer than the margin.
WITHIN_MARGIN = 0.95
# A line of at least this share of the margin is long.
LONG_LINE = 0.75
MOSTLY_LONG = 0.5  # the least share of long lines
# The next word does not fit if the line would exceed this share of the margin with it;
# more than this share of the long lines must be broken for that reason and in
# mid-sentence.
NO_ROOM = 0.97
MOSTLY_BROKEN = 0.6
# If the line with the next word would be within this share of the margin, it was left
# short because its paragraph ends.
LEFT_SHORT = 0.9

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_STOPS = tuple(".!?…。！？।؟۔")
_CLOSERS = '"”’»›)]'
LIST_ITEM = re.compile(r"(?:[-*+•‣▪◦·–]|\(?(?:\d{1,3}|[a-z])[.)])\s+(?=\S)")


class Line(NamedTuple):
    """A span of a text: a stripped line, or several joined lines."""

    text: str
    start: int
    end: int


def unwrapped(text: str) -> list[Line]:
    """Return the non-blank lines of *text*, joined if it is hard-wrapped."""
    lines = _lines(text)
    margin = _margin(text, lines)
    return lines if margin is None else list(_rejoin(text, lines, margin))


def ends_sentence(text: str) -> bool:
    """Return whether *text* ends with a stop, apart from closing quotes."""
    return text.rstrip(_CLOSERS).endswith(_STOPS)


def _lines(text: str) -> list[Line]:
    """Return the non-blank lines, stripped."""
    lines = []
    start = 0
    for line in text.replace("\r", "\n").split("\n"):
        stripped = line.strip()
        if stripped:
            first = start if stripped == line else start + line.index(stripped[0])
            lines.append(Line(stripped, first, first + len(stripped)))
        start += len(line) + 1
    return lines


def _margin(text: str, lines: list[Line]) -> int | None:
    """Return the margin of a hard-wrapped text, in characters; None if it is not one.

    In a hard-wrapped text most long lines do not end a sentence, and the first word of
    the next line would not fit on them.
    """
    if len(lines) < WRAPPED_LINES:
        return None
    # A few lines may exceed the margin, such as those with a long URL.
    margin = sorted(len(line.text) for line in lines)[int(len(lines) * WITHIN_MARGIN)]
    if not NARROWEST_MARGIN <= margin <= WIDEST_MARGIN:
        return None
    pairs = [pair for pair in pairwise(lines) if not _blank_between(text, *pair)]
    if len(pairs) < WRAPPED_PAIRS:
        return None
    return margin if _are_wrapped(pairs, margin) else None


def _are_wrapped(pairs: list[tuple[Line, Line]], margin: int) -> bool:
    """Return whether most long lines are broken in mid-sentence because they are full.

    *pairs* are (line, next line).
    """
    long = [(a, b) for a, b in pairs if len(a.text) >= LONG_LINE * margin]
    if len(long) < MOSTLY_LONG * len(pairs):
        return False
    unfinished = sum(not ends_sentence(a.text) for a, _ in long)
    full = sum(_width_with_next_word(a, b) > NO_ROOM * margin for a, b in long)
    return min(unfinished, full) > MOSTLY_BROKEN * len(long)


def _blank_between(text: str, line: Line, below: Line) -> bool:
    if below.start - line.end == 1:
        return False
    return len(_LINE_BREAK.findall(text, line.end, below.start)) > 1


def _width_with_next_word(line: Line, below: Line) -> int:
    return len(line.text) + 1 + len(below.text.split(maxsplit=1)[0])


def _rejoin(text: str, lines: list[Line], margin: int) -> Iterator[Line]:
    """Join the lines of a hard-wrapped text into its paragraphs."""
    first = lines[0]
    for line, below in pairwise(lines):
        # Texts from printed pages often have no blank lines: only a line with room for
        # the next word shows the end of a paragraph.
        left_short = _width_with_next_word(line, below) <= LEFT_SHORT * margin
        blank = _blank_between(text, line, below)
        if blank or left_short or _is_next_item(line, below):
            yield _joined(text, first, line)
            first = below
    yield _joined(text, first, lines[-1])


def _is_next_item(line: Line, below: Line) -> bool:
    if not LIST_ITEM.match(below.text):
        return False
    # Otherwise it is a dash or bracket that was wrapped to the beginning of a line.
    return line.text.endswith(":") or ends_sentence(line.text)


def _joined(text: str, first: Line, last: Line) -> Line:
    return Line(text[first.start : last.end], first.start, last.end)
