"""The blocks of a plain text: title, headings, paragraphs, list items, bylines."""

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from .wrapping import LIST_ITEM, Line, ends_sentence, unwrapped

Span = tuple[int, int]
"""(start, end) offsets into a text, in code points; *end* is exclusive."""

# A longer block is a statement, whatever it ends in.
HEADING_CHARACTERS = 100
HEADING_WORDS = 14
# The block below a heading is longer than this, or it ends like a sentence.
PROSE_CHARACTERS = 60
BYLINE_CHARACTERS = 200
# A title begins within this many characters.
OPENING_CHARACTERS = 2000
# Title, section, subsection; a longer run of short lines is a list or a poem.
HEADINGS_IN_A_ROW = 3

_WORD = re.compile(r"[^\W_][\w’'.-]*")
_ENDS_OPEN = (",", ";", "-", "–", "—")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
# The first two letters of all bylines and captions.
_SIGNALS = "ab ad by ch co cr ed fi fo il im la ma ph pi po pu re st ta te up wo wr"
_CAPTION = r"""(?:fig(?:ure|\.)|table|photo|image|picture|map|chart
                  |abbildung|tabelle|foto)
               (?:\s+\d+(?:\.\d+)*)?\s*[:.–—-]\s"""
_NAME = r"(?-i:(?:[A-ZÀ-Þ][\w.’'-]*|de|van|von|der|den|la|le|al|bin)\b\.?)"
# Possessive (*+): "In" is both a name and a word between names, so backtracking would
# take exponential time.
_BYLINE = rf"""(?:(?:story|words|text|written|reported|reporting|edited|editing|posted
              |additional\ reporting|photographs?|photos?|illustrations?)\s+)?
         by:?\s+{_NAME}(?:,?\s+(?:{_NAME}|and|for|in|[&|/]))*+[\s.;|]*
       |(?:first\ )?(?:published|updated|posted|last\ (?:modified|updated))\b
         [^.!?]*\d[^.!?]*
       |(?:photo(?:graph)?|image|picture)?\s*(?:credits?|courtesy(?:\ of)?):?\s[^.!?]*
    """


class Kind(Enum):
    """The role of a block in a text."""

    TITLE = "title"
    HEADING = "heading"
    BYLINE = "byline"
    CAPTION = "caption"
    LIST_ITEM = "list item"
    PARAGRAPH = "paragraph"
    RULE = "rule"  # a line of dashes, stars or the like


# These may stand between a heading and its text, or between two headings.
_SKIPPED = (Kind.RULE, Kind.BYLINE)


class Block(NamedTuple):
    """A non-empty span of a text without white space at either end."""

    kind: Kind
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """Return the blocks of *text*, in order, separated by white space only.

    Blocks include the marker of a list item and the ``#`` of a Markdown heading.
    """
    parts = unwrapped(text)
    kinds = [_kind(part.text) for part in parts]
    _mark_headings(parts, kinds)
    return [
        Block(kind, start, end)
        for kind, (_, start, end) in zip(kinds, parts, strict=True)
    ]


def title_of(text: str) -> str:
    """Return the first line of the first block that is not a rule, or ""."""
    for block in blocks(text[:OPENING_CHARACTERS]):
        if block.kind is not Kind.RULE:
            [first, *_] = text[block.start : block.end].splitlines()
            return _MARKDOWN_HEADING.sub("", first).strip()
    return ""


def _kind(text: str) -> Kind:
    """Return the kind of a block as far as its own text shows it."""
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
    return Kind.LIST_ITEM if LIST_ITEM.match(text) else Kind.PARAGRAPH


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Lazily: compiling takes longer than opening a library.
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


def _mark_headings(parts: list[Line], kinds: list[Kind]) -> None:
    """Set the *kinds* of headings, which depend on the next block, and the title."""
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
    if ends_sentence(text) or len(_WORD.findall(text)) > HEADING_WORDS:
        return False
    first = text.lstrip("\"'“‘«„([¿¡")[:1]
    return first.isalnum() and not first.islower()


def _is_prose(text: str) -> bool:
    return len(text) > PROSE_CHARACTERS or ends_sentence(text)
