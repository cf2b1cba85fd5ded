"""Rows of tables, and the row that names their columns."""

import re

from .kinds import Kind
from .wrapping import Line

# How many rows in a row have the same columns where these are set with spaces.
ROWS = 3

# "Price: 5 euros", or columns: what is said of something.
ROW = re.compile(r":\s+\S|\S(?:\s{3,}|\t)\S|\|")
_COLUMNS_RULE = re.compile(r"(?=[|: -]*?--)[|: -]*+")
_COLUMN_GAP = re.compile(r"\s{2,}|\t")
_FIGURE = re.compile(r"\d")


def mark_column_heads(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the first row of each table, and no row as a heading.

    A table is one of Markdown, or lines with as many columns set with spaces.
    """
    columns = [columns_of(part.text) for part in parts]
    for index in range(len(parts) - 1):
        if columns[index] < 2 or kinds[index] not in (Kind.PARAGRAPH, Kind.HEADING):
            continue
        if "|" in parts[index].text:
            is_head = bool(_COLUMNS_RULE.fullmatch(parts[index + 1].text))
        else:
            is_head = _heads_columns(index, parts, columns)
        kinds[index] = Kind.COLUMN_HEADS if is_head else Kind.PARAGRAPH


def columns_of(text: str) -> int:
    """Return how many columns a line has, 1 if it is no row of a table."""
    if "|" in text:
        return len(text.strip("| ").split("|"))
    # The expression takes longer than all other looks at a line together.
    if "  " not in text and "\t" not in text:
        return 1
    return len(_COLUMN_GAP.split(text))


def _heads_columns(index: int, parts: list[Line], columns: list[int]) -> bool:
    """Whether a line has names where the lines below it have figures."""
    is_first = index == 0 or columns[index - 1] != columns[index]
    has_rows = columns[index : index + ROWS] == [columns[index]] * ROWS
    names = not _FIGURE.search(parts[index].text)
    return (
        is_first and has_rows and names and bool(_FIGURE.search(parts[index + 1].text))
    )
