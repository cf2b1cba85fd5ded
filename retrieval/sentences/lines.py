"""The lines of a text, and what two of them show about each other."""

import re
from typing import NamedTuple

LIST_ITEM = re.compile(
    r"(?:[-*+•‣▪◦·–]|\(?(?:\d{1,3}[a-z]?|[a-z]|[ivx]{2,5})[.)])\s+(?=\S)"
)

# What stands before the number of an article of a law or of rules.
ARTICLE = r"(?:§§?\s?|Art(?:\.|icle|ikel)\s)"

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_STOPS = tuple(".!?…。！？।؟۔")
_CLOSERS = '"”’»›)]'


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
        """The column in which a single line ends."""
        return self.indent + self.end - self.start


def split_lines(text: str) -> list[Line]:
    """Return the non-blank lines of *text*, stripped."""
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


def joined_lines(text: str, first: Line, last: Line) -> Line:
    """Return the lines of *text* from *first* to *last* as one."""
    if first is last:
        return first
    return Line(text[first.start : last.end], first.start, last.end, first.indent)


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


def line_breaks(text: str, start: int, end: int) -> int:
    """Return how many lines end in ``text[start:end]``."""
    return len(_LINE_BREAK.findall(text, start, end))


def blank_between(text: str, line: Line, below: Line) -> bool:
    """Return whether a blank line stands between two neighbouring lines."""
    return below.start - line.end > 1 and line_breaks(text, line.end, below.start) > 1
