"""Rows of tables, and the row that names their columns."""

import csv
import re
from collections.abc import Sequence
from itertools import takewhile

from retrieval.readers.column_heads import ROWS as SHOWING_ROWS
from retrieval.readers.column_heads import names_columns

from .kinds import Kind
from .lines import Line, ends_sentence

# A first line above long rows looks like a title.
_MAY_BE_ROWS = (Kind.PARAGRAPH, Kind.HEADING, Kind.TITLE)
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
# "12", "€ 20", "+49", but not "aged 51", which says by itself what it is.
_FIGURE_FIRST = re.compile(r"[^\w\s]{0,2} ?\d")
# A longer line is no row of values with separators.
_ROW_CHARACTERS = 500
# "12", "20 euros", "14 Mar 2025"
_SHORT_WORDS = 3


def mark_column_heads(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the first row of each table, and no row as a heading.

    A table is one of Markdown, or lines with as many columns set with spaces or with
    separators, where the first row shows that it names them. A rule may stand below it.
    """
    rows = [index for index, kind in enumerate(kinds) if kind is not Kind.RULE]
    columns = [columns_of(parts[index].text) for index in rows]
    _count_values(columns, [parts[index].text for index in rows])
    for place, index in enumerate(rows):
        if columns[place] < 2 or kinds[index] not in _MAY_BE_ROWS:
            continue
        if "|" in parts[index].text:
            below = parts[index + 1].text if index + 1 < len(parts) else ""
            is_head = bool(_COLUMNS_RULE.fullmatch(below))
        else:
            table = rows[place : place + SHOWING_ROWS + 1]
            texts = [parts[row].text for row in table]
            is_head = _heads_columns(place, texts, columns)
        if is_head:
            kinds[index] = Kind.COLUMN_HEADS
        elif "|" in parts[index].text or _is_in_table(place, columns):
            kinds[index] = Kind.PARAGRAPH


def columns_of(text: str, heads: str = "") -> int:
    """Return how many columns a line has, 1 if it is no row of a table.

    Below *heads* with values that a comma and a blank separate, it has such, too.
    """
    if heads and columns_of(heads) == 1:
        return len(_values(text)) or 1
    return len(cells_of(text))


def _count_values(columns: list[int], texts: list[str]) -> None:
    """Count the columns of lines in a row whose values stand between commas.

    A sentence has commas and blanks, too: it is a table only if the lines have as many
    values, and one column has mere figures below a name.
    """
    values = [
        [] if column > 1 else _values(text)
        for column, text in zip(columns, texts, strict=True)
    ]
    for place, heads in enumerate(values):
        table = values[place : place + ROWS + 1]
        is_even = len(table) > ROWS and len({*map(len, table)}) == 1
        # Without values there is no column.
        if is_even and any(map(_is_named_figure, zip(*table, strict=True))):
            columns[place : place + len(table)] = [len(heads)] * len(table)


def _is_named_figure(column: Sequence[str]) -> bool:
    """Whether a column has a name first, then short values with figures."""
    name, *values = column
    return not _FIGURE.search(name) and all(
        _FIGURE_FIRST.match(value) and len(value.split()) <= _SHORT_WORDS
        for value in values
    )


def _values(text: str) -> list[str]:
    """Return the values of a line with commas and blanks between them, at least 3."""
    if ", " not in text or len(text) > _ROW_CHARACTERS or ends_sentence(text):
        return []
    values = text.split(", ")
    return values if len(values) > 2 else []


def cells_of(text: str) -> list[str]:
    """Return what stands in each column of a line, all of it if it is no row.

    The number of a heading is left out.
    """
    if "|" in text:
        return _between_pipes(text)
    # The expression takes longer than all other looks at a line together.
    if "  " not in text and "\t" not in text and "...." not in text:
        return _separated(text)
    number = _NUMBERED.match(text)
    return _COLUMN_GAP.split(text[number.end() if number else 0 :])


def _between_pipes(text: str) -> list[str]:
    """Return what stands between pipes, of which one may also stand at each end."""
    is_framed = text.startswith("|") and text.endswith("|")
    return (text[1:-1] if is_framed else text).split("|")


def is_row(text: str) -> bool:
    """Return whether *text* is one short row of a table, whatever stops it has."""
    if len(text) > _ROW_CHARACTERS or "\n" in text or columns_of(text) < 2:
        return False
    if "|" in text or not ends_sentence(text):
        return True
    return len(_separated(text)) > 1


def _separated(text: str) -> list[str]:
    """Return the values of a line as spreadsheets save them, all of it if it has none.

    No blank follows a separator there, and values that hold it are quoted.
    """
    for separator, fewest in ((";", 2), (",", 3)):
        if text.count(separator) < fewest - 1 or len(text) > _ROW_CHARACTERS:
            continue
        if f"{separator} " in text and '"' not in text:
            continue
        if _is_prose_with(separator, text):
            continue
        [values] = csv.reader([text], delimiter=separator)
        filled = [value for value in values if value]
        if len(filled) >= fewest and not any(value[0] == " " for value in filled):
            return values
    return [text]


def _is_prose_with(separator: str, text: str) -> bool:
    """Whether *text* is several lines, a sentence, or has "&amp;" or "1,000,000"."""
    if not text.isprintable():
        return True
    if separator == ";":
        return "&" in text
    return ends_sentence(text) or all(map(str.isdecimal, text.split(",")[1:]))


def first_cell(text: str) -> str:
    """Return what stands in the first column of a line set with spaces."""
    return _COLUMN_GAP.split(text, maxsplit=1)[0]


def _is_in_table(place: int, columns: list[int]) -> bool:
    """Whether a line above or below has columns, too."""
    around = (columns[max(place - 1, 0) : place], columns[place + 1 : place + 2])
    return any(column > 1 for columns in around for column in columns)


def _heads_columns(place: int, texts: Sequence[str], columns: list[int]) -> bool:
    """Whether a line is the first of at least ROWS rows and names their columns.

    *texts* are those of the line and of the lines below it.
    """
    is_first = place == 0 or columns[place - 1] != columns[place]
    has_rows = columns[place : place + ROWS] == [columns[place]] * ROWS
    if not (is_first and has_rows):
        return False
    below = columns[place : place + len(texts)]
    rows = takewhile(
        lambda row: row[1] == columns[place], zip(texts, below, strict=True)
    )
    return names_columns([_values(text) or cells_of(text) for text, _ in rows])
