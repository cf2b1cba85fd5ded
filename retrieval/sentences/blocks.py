"""The layout of a plain text: its title, headings, paragraphs, lists and bylines."""

import re
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from .wrapping import LIST_ITEM, Line, ends_sentence, unwrapped

Span = tuple[int, int]
"""Where something stands in a text: its first character, and the one behind it."""

# Longer than this is a statement, whatever it ends in.
HEADING_CHARACTERS = 100
HEADING_WORDS = 14
# A line above rows or items is a heading if it has no more words.
SECTION_WORDS = 7
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
# "Price: 5 euros", or columns: what is said of something, not a heading.
_ROW = re.compile(r":\s+\S|\S(?:\s{3,}|\t)\S|\|")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_COLUMNS_RULE = re.compile(r"[|:\- ]*-{2,}[|:\- ]*")
_COLUMN_GAP = re.compile(r"\s{2,}|\t")
_STOP_INSIDE = re.compile(r"[.!?…]\s+(?=[A-ZÀ-Þ])")
_FRONT_MATTER_LINES = 40
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
    QUESTION = "question"  # a line that asks what the lines below it answer
    FRONT_MATTER = "front matter"  # data about the article above its text
    RULE = "rule"  # a line of dashes, stars or the like


# They stand between a heading and what it heads, or between two parts of it.
_SKIPPED = (Kind.RULE, Kind.BYLINE, Kind.FRONT_MATTER)


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
    _mark_front_matter(text, parts, kinds)
    _mark_headings(parts, kinds)
    _mark_by_blank_lines(text, parts, kinds)
    _mark_underlined(text, parts, kinds)
    _mark_column_heads(text, parts, kinds)
    _mark_questions(parts, kinds)
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
    for index, part in enumerate(parts[:-1]):
        if kinds[index] is Kind.PARAGRAPH and _is_in_capitals(part.text):
            kinds[index] = Kind.HEADING
    first = next((i for i, kind in enumerate(kinds) if kind not in _SKIPPED), 0)
    if kinds and kinds[first] is Kind.HEADING:
        kinds[first] = Kind.TITLE


def _is_in_capitals(text: str) -> bool:
    words = _WORD.findall(text)
    is_short = len(text) <= HEADING_CHARACTERS and len(words) <= HEADING_WORDS
    letters = sum(map(str.isalpha, text))
    return is_short and letters > 3 and text.isupper() and text[-1] not in ".!:;,"


def _mark_front_matter(text: str, parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the data that a Markdown file may begin with, between two lines of dashes."""
    if not parts or parts[0].text != "---" or text[: parts[0].start].strip():
        return
    for index, part in enumerate(parts[1:_FRONT_MATTER_LINES], start=1):
        if part.text == "---":
            kinds[: index + 1] = [Kind.FRONT_MATTER] * (index + 1)
            return
        if ":" not in part.text and not LIST_ITEM.match(part.text):
            return


def _mark_by_blank_lines(text: str, parts: list[Line], kinds: list[Kind]) -> None:
    """Correct headings by the blank lines around them.

    A line that ends a group of lines heads nothing; a short line with a blank line above
    it heads the rows or items that follow.
    """
    for index in range(len(parts) - 1):
        above = _is_blank_line_above(text, parts, index)
        below = _is_blank_line_above(text, parts, index + 1)
        kind, is_first = kinds[index], index == 0
        if kind is Kind.HEADING and not parts[index].text.startswith("#"):
            follows_text = not is_first and kinds[index - 1] is Kind.PARAGRAPH
            if follows_text and not above and below:
                kinds[index] = Kind.PARAGRAPH
        elif kind is Kind.PARAGRAPH and (above or is_first):
            is_row = _ROW.search(parts[index + 1].text)
            heads = kinds[index + 1] is Kind.LIST_ITEM or is_row
            is_short = len(_WORD.findall(parts[index].text)) <= SECTION_WORDS
            if heads and is_short and _looks_like_heading(parts[index].text):
                kinds[index] = Kind.TITLE if is_first else Kind.HEADING


def _is_blank_line_above(text: str, parts: list[Line], index: int) -> bool:
    if index == 0:
        return True
    between = text[parts[index - 1].end : parts[index].start]
    return len(_LINE_BREAK.findall(between)) > 1


def _mark_underlined(text: str, parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the lines that a line of "=" or "-" below them makes headings."""
    for index, (part, below) in enumerate(pairwise(parts)):
        is_next_line = text[part.end : below.start].count("\n") <= 1
        is_text = kinds[index] in (Kind.PARAGRAPH, Kind.HEADING)
        is_short = len(part.text) <= HEADING_CHARACTERS
        if is_text and is_short and is_next_line and _UNDERLINE.fullmatch(below.text):
            kinds[index] = Kind.TITLE if index == 0 else Kind.HEADING


def _mark_column_heads(text: str, parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the first row of tables, of Markdown or of columns set with spaces."""
    rows = [_cells(part.text) for part in parts]
    for index in range(len(parts) - 1):
        if kinds[index] not in (Kind.PARAGRAPH, Kind.HEADING) or rows[index] < 2:
            continue
        below = parts[index + 1].text
        if "|" in parts[index].text:
            is_head = bool(_COLUMNS_RULE.fullmatch(below))
        else:
            is_first = index == 0 or rows[index - 1] != rows[index]
            has_rows = rows[index : index + 3] == [rows[index]] * 3
            is_head = is_first and has_rows and _names_columns(parts[index].text, below)
        if is_head:
            kinds[index] = Kind.COLUMN_HEADS
        elif kinds[index] is Kind.HEADING:
            kinds[index] = Kind.PARAGRAPH


def _cells(text: str) -> int:
    """Return how many columns a line has, 1 if it is no row of a table."""
    if "|" in text:
        return len(text.strip("| ").split("|"))
    return len(_COLUMN_GAP.split(text))


def _names_columns(head: str, row: str) -> bool:
    figures = re.compile(r"\d")
    return not figures.search(head) and bool(figures.search(row))


def _mark_questions(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the lines that ask, if a line that does not ask stands below."""
    for index in range(len(parts) - 1):
        text = parts[index].text
        is_text = kinds[index] is Kind.PARAGRAPH
        if is_text and _asks(text) and not _asks(parts[index + 1].text):
            kinds[index] = Kind.QUESTION


def _asks(text: str) -> bool:
    asked = text.rstrip(' *_"”’»)')
    is_one = len(_STOP_INSIDE.findall(asked)) == 0
    return asked.endswith(("?", "？", "؟")) and is_one and len(text) <= 200


def _mark(run: list[int], kinds: list[Kind]) -> None:
    if len(run) <= HEADINGS_IN_A_ROW:
        for index in run:
            kinds[index] = Kind.HEADING


def _looks_like_heading(text: str) -> bool:
    if len(text) > HEADING_CHARACTERS or text.endswith(_ENDS_OPEN):
        return False
    if ends_sentence(text) or len(_WORD.findall(text)) > HEADING_WORDS:
        return False
    if _ROW.search(text):
        return False
    first = text.lstrip("\"'“‘«„([¿¡")[:1]
    return first.isalnum() and not first.islower()


def _is_prose(text: str) -> bool:
    return len(text) > PROSE_CHARACTERS or ends_sentence(text)
