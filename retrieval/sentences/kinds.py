"""The role of a block in a text, as far as its own words show it."""

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from .lines import LIST_ITEM

Span = tuple[int, int]
"""(start, end) offsets into a text, in code points; *end* is exclusive."""

BYLINE_CHARACTERS = 200

MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
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
    COLUMN_HEADS = "column heads"  # the first row of a table, which names its columns
    QUESTION = "question"  # a line that asks what the line below it may answer
    FRONT_MATTER = "front matter"  # data about the article above its text
    RULE = "rule"  # a line of dashes, stars or the like


class Block(NamedTuple):
    """A non-empty span of a text without white space at either end.

    *level* is that of a heading whose format gives it, 1 at the top; else 0.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0


def kind_of(text: str) -> Kind:
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
    if MARKDOWN_HEADING.match(text):
        return Kind.HEADING
    return Kind.LIST_ITEM if LIST_ITEM.match(text) else Kind.PARAGRAPH


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Lazily: compiling takes longer than opening a library.
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)
