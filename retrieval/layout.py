"""The layout of a plain text: which lines belong together and what each part is.

A line break ends a paragraph, except in a hard-wrapped text, where lines are filled up
to a margin and only a blank line or a line that was left short ends one.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

Span = tuple[int, int]
"""Where something stands in a text: its first character, and the one behind it."""

# Longer than this is a statement, whatever it ends in.
HEADING_CHARACTERS = 100
HEADING_WORDS = 14
# What stands below a heading is longer than a heading, or it is a sentence.
PROSE_CHARACTERS = 60
BYLINE_CHARACTERS = 200
# Where a title stands, if there is one.
OPENING_CHARACTERS = 2000
# Title, section, subsection; a longer run of short lines is a list or a poem.
HEADINGS_IN_A_ROW = 3

# A hard-wrapped text has so many lines, so many of them with no blank line below, and
# a margin of so many characters.
WRAPPED_LINES = 6
WRAPPED_PAIRS = 4
NARROWEST_MARGIN = 40
WIDEST_MARGIN = 130
# This share of its lines is no longer than the margin.
WITHIN_MARGIN = 0.95
# A line of this share of the margin is long; this share of the lines must be so.
LONG_LINE = 0.75
MOSTLY_LONG = 0.5
# The next word has no room on a line that it would fill beyond this share of the
# margin; more than this share of the long lines are broken for that, in mid-sentence.
NO_ROOM = 0.97
MOSTLY_BROKEN = 0.6
# With the next word a line would still be within this share of the margin: it was left
# short because its paragraph ends.
LEFT_SHORT = 0.9

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"[^\W_][\w’'.-]*")
_STOPS = tuple(".!?…。！？।؟۔")
_CLOSERS = '"”’»›)]'
_ENDS_OPEN = (",", ";", "-", "–", "—")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_LIST_ITEM = re.compile(r"(?:[-*+•‣▪◦·–]|\(?(?:\d{1,3}|[a-z])[.)])\s+(?=\S)")
# The first two letters of all bylines and captions.
_SIGNALS = "ab ad by ch co cr ed fi fo il im la ma ph pi po pu re st ta te up wo wr"
_CAPTION = r"""(?:fig(?:ure|\.)|table|photo|image|picture|map|chart
                  |abbildung|tabelle|foto)
               (?:\s+\d+(?:\.\d+)*)?\s*[:.–—-]\s"""
_NAME = r"(?-i:(?:[A-ZÀ-Þ][\w.’'-]*|de|van|von|der|den|la|le|al|bin)\b\.?)"
# Names are never given back (*+): "In" is a name and a word between names, and trying
# both for each takes time that doubles with every one.
_BYLINE = rf"""(?:(?:story|words|text|written|reported|reporting|edited|editing|posted
              |additional\ reporting|photographs?|photos?|illustrations?)\s+)?
         by:?\s+{_NAME}(?:,?\s+(?:{_NAME}|and|for|in|[&|/]))*+[\s.;|]*
       |(?:first\ )?(?:published|updated|posted|last\ (?:modified|updated))\b
         [^.!?]*\d[^.!?]*
       |(?:photo(?:graph)?|image|picture)?\s*(?:credits?|courtesy(?:\ of)?):?\s[^.!?]*
    """


class Kind(Enum):
    """What a block of a text is for its reader."""

    TITLE = "title"
    HEADING = "heading"
    BYLINE = "byline"
    CAPTION = "caption"
    LIST_ITEM = "list item"
    PARAGRAPH = "paragraph"
    RULE = "rule"  # a line of dashes, stars or the like


# They stand between a heading and what it heads, or between two parts of it.
_SKIPPED = (Kind.RULE, Kind.BYLINE)


class Block(NamedTuple):
    """A span of a text that holds a character which is not white space at each end."""

    kind: Kind
    start: int
    end: int


class _Line(NamedTuple):
    """A line without its white space, or several that were joined."""

    text: str
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """Cut *text* into its blocks, in order; between them stands white space only.

    The mark of a list item belongs to its block, the ``#`` of a Markdown heading too.
    """
    lines = _lines(text)
    margin = _margin(text, lines)
    parts = lines if margin is None else list(_rejoin(text, lines, margin))
    kinds = [_kind(part.text) for part in parts]
    _mark_headings(parts, kinds)
    return [
        Block(kind, start, end)
        for kind, (_, start, end) in zip(kinds, parts, strict=True)
    ]


def title_of(text: str) -> str:
    """Return the title of *text*, else its first line; "" if there is nothing in it."""
    for block in blocks(text[:OPENING_CHARACTERS]):
        if block.kind is not Kind.RULE:
            [first, *_] = text[block.start : block.end].splitlines()
            return _MARKDOWN_HEADING.sub("", first).strip()
    return ""


def _lines(text: str) -> list[_Line]:
    """Return the lines that are not blank."""
    lines = []
    start = 0
    for line in text.replace("\r", "\n").split("\n"):
        stripped = line.strip()
        if stripped:
            first = start if stripped == line else start + line.index(stripped[0])
            lines.append(_Line(stripped, first, first + len(stripped)))
        start += len(line) + 1
    return lines


def _margin(text: str, lines: list[_Line]) -> int | None:
    """Return the width that a hard-wrapped text was filled to, None if it is not one.

    Hard-wrapped: most long lines do not end a sentence, and the first word of the line
    below would not have fitted on them.
    """
    if len(lines) < WRAPPED_LINES:
        return None
    # A word without spaces, such as an address, may stick out beyond the margin.
    margin = sorted(len(line.text) for line in lines)[int(len(lines) * WITHIN_MARGIN)]
    if not NARROWEST_MARGIN <= margin <= WIDEST_MARGIN:
        return None
    pairs = [pair for pair in pairwise(lines) if not _blank_between(text, *pair)]
    if len(pairs) < WRAPPED_PAIRS:
        return None
    return margin if _are_wrapped(pairs, margin) else None


def _are_wrapped(pairs: list[tuple[_Line, _Line]], margin: int) -> bool:
    """Return whether most long lines are broken for want of room, in mid-sentence.

    *pairs* are lines with the line below.
    """
    long = [(a, b) for a, b in pairs if len(a.text) >= LONG_LINE * margin]
    if len(long) < MOSTLY_LONG * len(pairs):
        return False
    unfinished = sum(not _ends_sentence(a.text) for a, _ in long)
    full = sum(_width_with_next_word(a, b) > NO_ROOM * margin for a, b in long)
    return min(unfinished, full) > MOSTLY_BROKEN * len(long)


def _blank_between(text: str, line: _Line, below: _Line) -> bool:
    if below.start - line.end == 1:
        return False
    return len(_LINE_BREAK.findall(text, line.end, below.start)) > 1


def _width_with_next_word(line: _Line, below: _Line) -> int:
    return len(line.text) + 1 + len(below.text.split(maxsplit=1)[0])


def _rejoin(text: str, lines: list[_Line], margin: int) -> Iterator[_Line]:
    """Join the lines of a hard-wrapped text into its paragraphs."""
    first = lines[0]
    for line, below in pairwise(lines):
        # Texts taken from a printed page often have no blank lines: there only a line
        # with room left for the next word shows where a paragraph ends.
        left_short = _width_with_next_word(line, below) <= LEFT_SHORT * margin
        blank = _blank_between(text, line, below)
        if blank or left_short or _is_next_item(line, below):
            yield _joined(text, first, line)
            first = below
    yield _joined(text, first, lines[-1])


def _is_next_item(line: _Line, below: _Line) -> bool:
    if not _LIST_ITEM.match(below.text):
        return False
    # Else it is a dash or a bracket of a sentence that fell to a line's beginning.
    return line.text.endswith(":") or _ends_sentence(line.text)


def _joined(text: str, first: _Line, last: _Line) -> _Line:
    return _Line(text[first.start : last.end], first.start, last.end)


def _kind(text: str) -> Kind:
    """Return what a block is by its own looks."""
    opening = text[:2].lower()
    is_plain = opening.isascii() and opening not in _SIGNALS
    if is_plain and opening.isalpha():
        return Kind.PARAGRAPH
    if not any(map(str.isalnum, text)):
        return Kind.RULE
    if not is_plain:
        if len(text) <= BYLINE_CHARACTERS and _compiled(_BYLINE).fullmatch(text):
            return Kind.BYLINE
        if _compiled(_CAPTION).match(text):
            return Kind.CAPTION
    if _MARKDOWN_HEADING.match(text):
        return Kind.HEADING
    return Kind.LIST_ITEM if _LIST_ITEM.match(text) else Kind.PARAGRAPH


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # When it is first needed: compiling takes longer than reading a library does.
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


def _mark_headings(parts: list[_Line], kinds: list[Kind]) -> None:
    """Mark the blocks that head what stands below them, and the title."""
    below_is_prose = False
    run: list[int] = []
    for index in range(len(parts) - 1, -1, -1):
        text, kind = parts[index].text, kinds[index]
        if kind in _SKIPPED:
            continue
        if len(text) > HEADING_CHARACTERS and not run:
            below_is_prose = True
            continue
        if kind is Kind.HEADING:
            below_is_prose = True
        elif below_is_prose and _looks_like_heading(text):
            run.append(index)
            continue
        else:
            _mark(run, kinds)
            below_is_prose = _is_prose(text)
        run = []
    _mark(run, kinds)
    if kinds and kinds[0] is Kind.HEADING:
        kinds[0] = Kind.TITLE


def _mark(run: list[int], kinds: list[Kind]) -> None:
    if len(run) <= HEADINGS_IN_A_ROW:
        for index in run:
            kinds[index] = Kind.HEADING


def _looks_like_heading(text: str) -> bool:
    if len(text) > HEADING_CHARACTERS or text.endswith(_ENDS_OPEN):
        return False
    if _ends_sentence(text) or len(_WORD.findall(text)) > HEADING_WORDS:
        return False
    first = text.lstrip("\"'“‘«„([¿¡")[:1]
    return first.isalnum() and not first.islower()


def _is_prose(text: str) -> bool:
    return len(text) > PROSE_CHARACTERS or _ends_sentence(text)


def _ends_sentence(text: str) -> bool:
    return text.rstrip(_CLOSERS).endswith(_STOPS)
