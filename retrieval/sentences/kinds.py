"""What the parts of a text are for their reader, as far as each shows by itself."""

import re
from enum import Enum
from functools import cache
from typing import NamedTuple

from .wrapping import LIST_ITEM

Span = tuple[int, int]
"""Where something stands in a text: its first character, and the one behind it."""

BYLINE_CHARACTERS = 200

MARKDOWN_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
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
    COLUMN_HEADS = "column heads"  # the first row of a table, which names its columns
    QUESTION = "question"  # a line that asks what the line below it may answer
    FRONT_MATTER = "front matter"  # data about the article above its text
    RULE = "rule"  # a line of dashes, stars or the like


class Block(NamedTuple):
    """A span of a text that holds a character which is not white space at each end."""

    kind: Kind
    start: int
    end: int


def kind_of(text: str) -> Kind:
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
    if MARKDOWN_HEADING.match(text):
        return Kind.HEADING
    return Kind.LIST_ITEM if LIST_ITEM.match(text) else Kind.PARAGRAPH


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # When it is first needed: compiling takes longer than reading a library does.
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)
