"""Tables that spreadsheets save as text -> documents."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from .document import Details, Document
from .plain import read_plain
from .writer import Piece, Writer

if TYPE_CHECKING:
    from _csv import Reader as _Reader

# Of separators that fit equally, the first one.
_SEPARATORS = ("\t", ";", ",", "|")
# They stand in sentences, too, with a blank behind them.
_IN_SENTENCES = (";", ",")
# No text has it: it separates nothing.
_NONE = "\0"
# So many lines show the separator, and rows what stands above the table.
_SAMPLE = 100
# The largest file has fewer characters: a long value is one like any.
csv.field_size_limit(2**31 - 1)


class Row(NamedTuple):
    """A row of a table, and the line of the file in which it begins, from 1.

    A row *is_literal* if a quotation mark in it opens a value that has no end: its
    marks are characters like any.
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
    literal: list[int] = []
    # One by one, as all cells of a large file take ten times its size.
    rows = _filled_rows(rows_of(lines, separator, first=1 if declared else 0), literal)
    sample = list(islice(rows, _SAMPLE))
    start = next((n for n, row in enumerate(sample) if _filled(row) > 1), None)
    writer = Writer()
    _write_opening(writer, sample[: start or 0])
    fewest = 1 if start is None else 2
    table = chain(sample[start or 0 :], rows)
    writer.write_table(_cells(row, fewest) for row in table)
    warnings = [f"line {line}: a quoted value has no end" for line in literal[:1]]
    return writer.document(Details(), (*plain.warnings, *warnings))


def rows_of(lines: Sequence[str], separator: str, *, first: int = 0) -> Iterator[Row]:
    """Yield the rows of *lines* from *first* on."""
    done = first
    # So many characters may be read again below a row without an end.
    spare = sum(map(len, lines))
    while done < len(lines) and spare >= 0:
        start = done
        below = map(lines.__getitem__, range(start, len(lines)))
        reader = _reader(below, separator, strict=True)
        with suppress(csv.Error):
            for cells in reader:
                yield Row(done + 1, cells)
                done = start + reader.line_num
        spare -= sum(map(len, lines[done : start + reader.line_num]))
        if done < len(lines):
            yield _row_alone(lines[done], separator, done + 1)
            done += 1
    for number in range(done, len(lines)):
        yield _row_alone(lines[number], separator, number + 1)


def _row_alone(line: str, separator: str, number: int) -> Row:
    """Return the row of a *line* that has words behind a quoted value, or no end."""
    reader = _reader([line, ""], separator, strict=False)
    cells = next(reader)
    if reader.line_num == 1:
        return Row(number, cells)
    return Row(number, line.split(separator), is_literal=True)


def _reader(lines: Iterable[str], separator: str, *, strict: bool) -> "_Reader":
    return csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=strict)


def _lines(text: str) -> list[str]:
    """Return the lines of a file with their ends, as `Article.line_of` counts them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return [f"{line}\n" for line in text.split("\n")]


def _declared_separator(line: str) -> str:
    """Return what a first line for Excel says: ";" for "sep=;", else ""."""
    line = line.rstrip("\n")
    if len(line) > 1 and line[0] == line[-1] == '"':
        line = line[1:-1]
    name, _, separator = line.partition("=")
    return separator if name.lower() == "sep" and len(separator) == 1 else ""


def _separator(lines: Sequence[str]) -> str:
    """Return what makes rows of the same width of most lines, _NONE for a list."""
    sample = lines[:_SAMPLE]
    fits = {
        separator: _fit(sample, separator)
        for separator in _SEPARATORS
        if not _is_in_sentences(sample, separator)
    }
    best = max(fits, key=fits.__getitem__)
    return best if fits[best] else _NONE


def _is_in_sentences(lines: Sequence[str], separator: str) -> bool:
    """Whether a blank stands behind *separator* in most of its places."""
    if separator not in _IN_SENTENCES:
        return False
    plain = [line for line in lines if '"' not in line]
    places = sum(line.count(separator) for line in plain)
    return 2 * sum(line.count(f"{separator} ") for line in plain) > places


def _fit(lines: Sequence[str], separator: str) -> int:
    """Return how many rows have the most frequent width; 0 if most have one value."""
    rows = filter(_filled, rows_of(lines, separator))
    widths = Counter(len(row.cells) for row in rows)
    narrow = widths.pop(1, 0)
    return max(widths.values(), default=0) if widths.total() >= narrow else 0


def _filled_rows(rows: Iterable[Row], literal: list[int]) -> Iterator[Row]:
    """Yield the rows that say something, and add the lines of literal ones."""
    for row in rows:
        if row.is_literal:
            literal.append(row.line)
        if _filled(row):
            yield row


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


def _cells(row: Row, fewest: int) -> list[list[Piece]]:
    """Return what a row shows: no empty cells behind the others, but *fewest* in all.

    A row with one value still shows that it is a row of a table.
    """
    cells = _on_one_line(row.cells)
    while len(cells) > fewest and not cells[-1]:
        cells.pop()
    cells += [""] * (fewest - len(cells))
    return [[(cell, row.line)] for cell in cells]


def _on_one_line(cells: Sequence[str]) -> list[str]:
    return [cell.replace("\n", " ").strip() for cell in cells]
