"""Rows of tables, and the row that names their columns."""

import re

from .kinds import Kind
from .lines import Line

# How many rows in a row have the same columns where these are set with spaces.
ROWS = 3

# "Price: 5 euros", or columns: what is said of something.
ROW = re.compile(r":\s+\S|\S(?:\s{3,}|\t|\s?\.{4,}\s?)\S|\|")
_COLUMNS_RULE = re.compile(r"(?=[|: -]*?--)[|: -]*+")
# Two blanks after a stop only separate sentences.
_COLUMN_GAP = re.compile(r"\s?\.{4,}\s?|(?<![.!?:;,])\s\s+|\s{3,}|\t")
# "4  BALCONIES" is a heading with its number.
_NUMBERED = re.compile(r"\(?\d+(?:\.\d+)*[.)]?  ?(?=\S)")
_FIGURE = re.compile(r"\d")


def mark_column_heads(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the first row of each table, and no row as a heading.

    A table is one of Markdown, or lines with as many columns set with spaces. A rule
    may stand below the first row.
    """
    rows = [index for index, kind in enumerate(kinds) if kind is not Kind.RULE]
    columns = [columns_of(parts[index].text) for index in rows]
    for place, index in enumerate(rows):
        if columns[place] < 2 or kinds[index] not in (Kind.PARAGRAPH, Kind.HEADING):
            continue
        if "|" in parts[index].text:
            below = parts[index + 1].text if index + 1 < len(parts) else ""
            is_head = bool(_COLUMNS_RULE.fullmatch(below))
        else:
            pair = [parts[row] for row in rows[place : place + 2]]
            is_head = _heads_columns(place, pair, columns)
        if is_head:
            kinds[index] = Kind.COLUMN_HEADS
        elif "|" in parts[index].text or _is_in_table(place, columns):
            kinds[index] = Kind.PARAGRAPH


def columns_of(text: str) -> int:
    """Return how many columns a line has, 1 if it is no row of a table."""
    return len(cells_of(text))


def cells_of(text: str) -> list[str]:
    """Return what stands in each column of a line, all of it if it is no row.

    The number of a heading is left out.
    """
    if "|" in text:
        return text.strip("| ").split("|")
    # The expression takes longer than all other looks at a line together.
    if "  " not in text and "\t" not in text and "...." not in text:
        return [text]
    number = _NUMBERED.match(text)
    return _COLUMN_GAP.split(text[number.end() if number else 0 :])


def first_cell(text: str) -> str:
    """Return what stands in the first column of a line set with spaces."""
    return _COLUMN_GAP.split(text, maxsplit=1)[0]


def _is_in_table(place: int, columns: list[int]) -> bool:
    """Whether a line above or below has columns, too."""
    around = (columns[max(place - 1, 0) : place], columns[place + 1 : place + 2])
    return any(column > 1 for columns in around for column in columns)


def _heads_columns(place: int, parts: list[Line], columns: list[int]) -> bool:
    """Whether a line has names where the lines below it have figures.

    *parts* are the line and the one below it.
    """
    is_first = place == 0 or columns[place - 1] != columns[place]
    has_rows = columns[place : place + ROWS] == [columns[place]] * ROWS
    if not (is_first and has_rows):
        return False
    head, row = (_FIGURE.search(part.text) for part in parts)
    return not head and bool(row)
