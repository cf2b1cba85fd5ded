"""The lines of a plain text, joined where a margin broke them.

A line break ends a paragraph, except where lines are filled up to a margin. A file may
be wrapped in part, to several margins, and with indents, so each line is judged by the
lines around it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

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
# In a wrapped region more than this share of the long lines have no room for the next
# word and more than this share are broken in mid-sentence; at least the last share of
# them go on in lower case.
MOSTLY_BROKEN = 0.6
OFTEN_LOWER = 0.4
# If the line with the next word would be within this share of the margin, it was left
# short because its paragraph ends; if it breaks off in mid-sentence, within this one.
LEFT_SHORT = 0.9
BROKEN_OFF = 0.5
# A single line of this length that breaks off and goes on in lower case is wrapped,
# whatever stands around it.
WRAPPED_CHARACTERS = 40

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_STOPS = tuple(".!?…。！？।؟۔")
_CLOSERS = '"”’»›)]'
LIST_ITEM = re.compile(
    r"(?:[-*+•‣▪◦·–]|\(?(?:\d{1,3}[a-z]?|[a-z]|[ivx]{2,5})[.)])\s+(?=\S)"
)
_BULLETS = tuple("*•‣▪◦·")
# Columns, and Markdown's headings and quotations: such lines are not filled up.
_FIXED = re.compile(r"\S(?:\s{3,}|\t)\S|\||^#{1,6}\s|^>|^[\W_]*$")

# A line of data, such as "title: The ferry".
_KEY = re.compile(r"(?:[\w’'-]+ ){0,2}[\w’'-]+:\s")


class Line(NamedTuple):
    """A span of a text: a stripped line, or several joined lines.

    *indent* is the number of characters that stand before it on its line.
    """

    text: str
    start: int
    end: int
    indent: int = 0

    @property
    def edge(self) -> int:
        """The column in which the line ends."""
        return self.indent + self.end - self.start


def unwrapped(text: str) -> list[Line]:
    """Return the non-blank lines of *text*, joined where they are hard-wrapped."""
    lines = _lines(text)
    breaks = list(_breaks(text, lines))
    if not any(below and below.goes_on for below in breaks):
        return lines
    return list(_rejoin(text, lines, breaks, _wrapped(breaks)))


def ends_sentence(text: str) -> bool:
    """Return whether *text* ends with a stop, apart from closing quotes."""
    return text.rstrip(_CLOSERS).endswith(_STOPS)


def goes_on(line: str, below: str) -> bool:
    """Return whether a sentence breaks off in a line and goes on in lower case.

    In a script without case every line begins in lower case.
    """
    if not below[0].isalpha() or below[0].isupper():
        return False
    if LIST_ITEM.match(below) or below.split(maxsplit=1)[0].endswith(":"):
        return False
    return not line.endswith(":") and not ends_sentence(line)


def blank_between(text: str, line: Line, below: Line) -> bool:
    """Return whether a blank line stands between two neighbouring lines."""
    if below.start - line.end == 1:
        return False
    return len(_LINE_BREAK.findall(text, line.end, below.start)) > 1


def _lines(text: str) -> list[Line]:
    """Return the non-blank lines, stripped."""
    lines = []
    start = 0
    for line in text.replace("\r", "\n").split("\n"):
        stripped = line.strip()
        if stripped:
            indent = 0 if stripped == line else line.index(stripped[0])
            first = start + indent
            lines.append(Line(stripped, first, first + len(stripped), indent))
        start += len(line) + 1
    return lines


class _Break(NamedTuple):
    """What a line shows about the line break below it."""

    has_blank: bool  # a blank line stands there
    is_long: bool
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
    for index, (line, below) in enumerate(pairwise(lines)):
        if edges[index] > WIDEST_MARGIN:
            yield None
            continue
        margin = _margin(edges, index)
        if not NARROWEST_MARGIN <= margin <= WIDEST_MARGIN or _is_fixed(line, below):
            yield None
            continue
        first_word = below.text.split(maxsplit=1)[0]
        yield _Break(
            blank_between(text, line, below),
            edges[index] >= LONG_LINE * margin,
            not ends_sentence(line.text),
            goes_on(line.text, below.text),
            (edges[index] + 1 + len(first_word)) / margin,
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


def _wrapped(breaks: Sequence[_Break | None]) -> list[bool]:
    """Return by line whether most of the long lines around it are broken at a margin."""
    long = [
        below if below and below.is_long and not below.has_blank else None
        for below in breaks
    ]
    counts = [
        list(accumulate(values, initial=0))
        for values in (
            [below is not None for below in long],
            [below is not None and below.is_full for below in long],
            [below is not None and below.is_open for below in long],
            [below is not None and below.goes_on for below in long],
        )
    ]
    wrapped = []
    for index in range(len(breaks)):
        first = max(index - LINES_OF_REGION, 0)
        last = min(index + LINES_OF_REGION + 1, len(breaks))
        lines, full, broken, lower = (count[last] - count[first] for count in counts)
        mostly = min(full, broken) > MOSTLY_BROKEN * lines
        wrapped.append(mostly and lower >= OFTEN_LOWER * lines)
    return wrapped


def _rejoin(
    text: str,
    lines: Sequence[Line],
    breaks: Sequence[_Break | None],
    wrapped: Sequence[bool],
) -> Iterator[Line]:
    """Join the lines of *text* that a margin separates."""
    first = 0
    for index, below in enumerate(breaks):
        around = (lines[first], lines[index], lines[index + 1])
        if below is None or not _is_joined(around, below, wrapped[index]):
            yield _joined(text, lines[first], lines[index])
            first = index + 1
    yield _joined(text, lines[first], lines[-1])


def _is_joined(
    lines: tuple[Line, Line, Line], below: _Break, in_wrapped: bool
) -> bool:
    """Whether the last of *lines* goes on with the paragraph of the two others.

    *lines* are the first of that paragraph, its last one so far, and the next one.
    """
    first, line, last = lines
    if below.has_blank:
        return in_wrapped and below.is_full and below.goes_on
    if _is_next_item(*lines):
        return False
    if below.goes_on:
        if in_wrapped:
            return below.width > BROKEN_OFF
        is_sentence = not first.text[0].islower()
        return is_sentence and below.is_full and len(line.text) >= WRAPPED_CHARACTERS
    if not below.is_open and _is_indented(*lines):
        return False
    # Texts from printed pages often have no blank lines: only a line with room for the
    # next word shows the end of a paragraph.
    return in_wrapped and below.width > LEFT_SHORT


def _is_indented(first: Line, line: Line, below: Line) -> bool:
    """Whether *below* begins a paragraph by where it is set.

    The first line of a paragraph may be set further in or out than the others.
    """
    if line is first:
        return below.indent > line.indent
    return below.indent != line.indent


def _is_next_item(first: Line, line: Line, below: Line) -> bool:
    """Whether a list item begins with *below*; *first* begins the paragraph above it."""
    if not LIST_ITEM.match(below.text):
        return False
    if below.text.startswith(_BULLETS) or first.text[0] == below.text[0]:
        return True
    # Otherwise it is a dash or bracket that was wrapped to the beginning of a line.
    return line.text.endswith(":") or ends_sentence(line.text)


def _joined(text: str, first: Line, last: Line) -> Line:
    if first is last:
        return first
    return Line(text[first.start : last.end], first.start, last.end, first.indent)
