"""The layout of a text: its title, headings, paragraphs, lists, tables and bylines."""

import re

from .headings import mark_headings
from .kinds import Block, Kind, kind_of
from .lines import LIST_ITEM, Line
from .tables import mark_column_heads
from .wrapping import unwrapped

FRONT_MATTER_LINES = 40
QUESTION_CHARACTERS = 200

_FENCE = "---"
_STOP_INSIDE = re.compile(r"[.!?…]\s+(?=[A-ZÀ-Þ])")
_ASKS = ("?", "？", "؟")


def blocks(text: str) -> list[Block]:
    """Cut *text* into its blocks, in order; between them stands white space only.

    The mark of a list item belongs to its block, the ``#`` of a Markdown heading too.
    """
    parts = unwrapped(text)
    kinds = [kind_of(part.text) for part in parts]
    _mark_front_matter(parts, kinds)
    mark_headings(text, parts, kinds)
    mark_column_heads(parts, kinds)
    mark_questions(parts, kinds)
    return [
        Block(kind, part.start, part.end)
        for kind, part in zip(kinds, parts, strict=True)
    ]


def _mark_front_matter(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the data at the top of a Markdown file, between two lines of dashes."""
    if not parts or parts[0].text != _FENCE:
        return
    for index, part in enumerate(parts[1:FRONT_MATTER_LINES], start=1):
        if part.text == _FENCE:
            if index + 1 < len(parts):
                kinds[: index + 1] = [Kind.FRONT_MATTER] * (index + 1)
            return
        if ":" not in part.text and not LIST_ITEM.match(part.text):
            return


def mark_questions(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the lines that ask, if a line that does not ask stands below."""
    for index in range(len(parts) - 1):
        is_text = kinds[index] is Kind.PARAGRAPH
        if is_text and _asks(parts[index].text) and not _asks(parts[index + 1].text):
            kinds[index] = Kind.QUESTION


def _asks(text: str) -> bool:
    """Whether *text* is one short question."""
    is_question = text.rstrip(' *_"”’»)').endswith(_ASKS)
    is_short = len(text) <= QUESTION_CHARACTERS
    return is_question and is_short and not _STOP_INSIDE.search(text)
