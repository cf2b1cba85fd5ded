"""Tables that spreadsheets save as text -> documents."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import NamedTuple

from .column_heads import names_columns
from .document import BlockKind, Details, Document
from .plain import read_plain
from .writer import BETWEEN_CELLS, Writer

# Stands in no text.
_NONE = "\x1f"
# Where they fit equally, the first one.
_SEPARATORS = (_NONE, "\t", ";", ",", "|")
# So many lines show the separator, and rows what stands above the table.
_SAMPLE = 100


class Row(NamedTuple):
    """A row of a table, and the line of the file in which it begins, from 1.

    A row *is_literal* from a quotation mark on that opens a value and has no end: that
    mark and all others are characters like any.
    """

    line: int
    cells: list[str]
    is_literal: bool = False


def read_csv(data: bytes) -> Document:
    """Return a line for each row; raises Unreadable if there is none.

    What stands alone in its row above the table is a heading and text below it. The
    first row of the table may name the columns.
    """
    plain = read_plain(data)
    lines = _lines(plain.text)
    declared = _declared_separator(lines[0])
    separator = declared or _separator(lines)
    # One by one, as all cells of a large file take ten times its size.
    rows = filter(_filled, rows_of(lines, separator, first=1 if declared else 0))
    sample = list(islice(rows, _SAMPLE))
    start = next((n for n, row in enumerate(sample) if _filled(row) > 1), 0)
    writer = Writer()
    _write_opening(writer, sample[:start])
    open_quote = _write_table(writer, sample[start:], rows)
    warnings = [f"line {open_quote}: a quoted value has no end"] if open_quote else []
    return writer.document(Details(), (*plain.warnings, *warnings))


def rows_of(lines: Sequence[str], separator: str, *, first: int = 0) -> Iterator[Row]:
    """Yield the rows of *lines* from *first* on."""
    done = first
    # An open quote takes the last line, too.
    below = chain(islice(lines, first, None), [""])
    reader = csv.reader(below, delimiter=separator, skipinitialspace=True)
    # It is raised for a value that is far longer than any spreadsheet allows.
    with suppress(csv.Error):
        for cells in reader:
            if first + reader.line_num > len(lines):
                break
            yield Row(done + 1, cells)
            done = first + reader.line_num
    for number, line in enumerate(islice(lines, done, None), done + 1):
        yield Row(number, line.split(separator), is_literal=True)


def _lines(text: str) -> list[str]:
    """Return the lines of a file with their ends, as `Article.line_of` counts them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return [f"{line}\n" for line in text.split("\n")]


def _declared_separator(line: str) -> str:
    """Return what a first line for Excel says: ";" for "sep=;", else ""."""
    name, _, separator = line.rstrip("\n").partition("=")
    return separator if name.lower() == "sep" and len(separator) == 1 else ""


def _separator(lines: Sequence[str]) -> str:
    """Return what makes rows of the same width of most lines."""
    sample = lines[:_SAMPLE]
    return max(_SEPARATORS, key=lambda separator: _fit(sample, separator))


def _fit(lines: Sequence[str], separator: str) -> int:
    """Return how many rows have the most frequent width; 0 if most have one value."""
    rows = filter(_filled, rows_of(lines, separator))
    widths = Counter(len(row.cells) for row in rows)
    narrow = widths.pop(1, 0)
    return max(widths.values(), default=0) if widths.total() >= narrow else 0


def _filled(row: Row) -> int:
    """Return how many cells say something."""
    return sum(any(map(str.isalnum, cell)) for cell in row.cells)


def _write_opening(writer: Writer, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows):
        words = (" ".join(filter(None, _on_one_line(row.cells))), row.line)
        if number == 0:
            writer.write_heading([words], 1)
        else:
            writer.write_paragraph([words])


def _write_table(
    writer: Writer, sample: Sequence[Row], others: Iterable[Row]
) -> int | None:
    """Write a table, and return the line of its first literal row if there is one."""
    has_heads = names_columns([row.cells for row in sample])
    literal = None
    for number, row in enumerate(chain(sample, others)):
        is_head = has_heads and number == 0
        kind = BlockKind.COLUMN_HEADS if is_head else BlockKind.ROW
        cells = _on_one_line(row.cells)
        # A row with one value still shows that it is a row.
        while len(cells) > 2 and not cells[-1]:
            cells.pop()
        writer.write([(BETWEEN_CELLS.join(cells), row.line)], kind)
        if row.is_literal and literal is None:
            literal = row.line
    return literal


def _on_one_line(cells: Sequence[str]) -> list[str]:
    return [cell.replace("\n", " ").strip() for cell in cells]
