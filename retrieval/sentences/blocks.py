"""The layout of a plain text: its title, headings, paragraphs, lists and bylines."""

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from .wrapping import LIST_ITEM, Line, ends_sentence, unwrapped

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

_WORD = re.compile(r"[^\W_][\w’'.-]*")
_ENDS_OPEN = (",", ";", "-", "–", "—")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
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


def blocks(text: str) -> list[Block]:
    """Cut *text* into its blocks, in order; between them stands white space only.

    The mark of a list item belongs to its block, the ``#`` of a Markdown heading too.
    """
    parts = unwrapped(text)
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
    return Kind.LIST_ITEM if LIST_ITEM.match(text) else Kind.PARAGRAPH


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # When it is first needed: compiling takes longer than reading a library does.
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


def _mark_headings(parts: list[Line], kinds: list[Kind]) -> None:
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
    if ends_sentence(text) or len(_WORD.findall(text)) > HEADING_WORDS:
        return False
    first = text.lstrip("\"'“‘«„([¿¡")[:1]
    return first.isalnum() and not first.islower()


def _is_prose(text: str) -> bool:
    return len(text) > PROSE_CHARACTERS or ends_sentence(text)
