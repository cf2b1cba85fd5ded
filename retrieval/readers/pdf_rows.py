"""Lines of a PDF file that stand beside each other: rows of tables, or columns."""

from collections.abc import Iterable, Iterator, Sequence

from .pdf_lines import Line

Row = list[Line]

# In em.
_SAME_BASE = 0.5
_SAME_EDGE = 0.3
_LONGEST_SHORT = 20
# In columns of prose, lines are long, and many go on in lower case.
_LEAST_CHARACTERS = 25
_LEAST_GOING_ON = 0.3


def is_beside(last: Line, line: Line) -> bool:
    """Whether *line* is level with *last*, and to the right of its beginning."""
    near = _SAME_BASE * max(last.size, line.size)
    is_level = last.page == line.page and abs(last.base - line.base) < near
    return is_level and line.left >= last.left


def aligned_rows(lines: Iterable[Line]) -> Iterator[list[Row]]:
    """Yield rows of lines; those that have a column in common come together."""
    rows: list[Row] = []
    for row in _rows(lines):
        if rows and not _are_aligned(rows[-1], row):
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows


def are_columns(rows: Sequence[Row]) -> bool:
    """Whether *rows* are two columns of prose, in the order of their lines."""
    if any(len(row) != 2 for row in rows):
        return False
    lines = list(by_column(rows))
    mean = sum(len(line.text) for line in lines) / len(lines)
    going_on = sum(line.text[:1].islower() for line in lines)
    return mean >= _LEAST_CHARACTERS and going_on >= _LEAST_GOING_ON * len(lines)


def by_column(rows: Sequence[Row]) -> Iterator[Line]:
    """Yield the lines of *rows*, each column from top to bottom."""
    for number in range(max(map(len, rows))):
        yield from (row[number] for row in rows if number < len(row))


def _rows(lines: Iterable[Line]) -> Iterator[Row]:
    row: Row = []
    for line in lines:
        if row and not (is_beside(row[-1], line) and line.left > row[-1].right):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _are_aligned(above: Row, row: Row) -> bool:
    """Whether two rows have a column in common, besides the margins of the page."""
    near = _SAME_EDGE * max(above[0].size, row[0].size)
    return any(
        min(abs(a - b) for a, b in zip(_edges(one), _edges(other), strict=False)) < near
        for one in above[1:]
        for other in row[1:]
    )


def _edges(line: Line) -> tuple[float, ...]:
    """Return where columns may be aligned: those of short texts not only at the left.

    The right edges of long texts are those of the page.
    """
    middle = (line.left + line.right) / 2
    is_short = len(line.text) <= _LONGEST_SHORT
    return (line.left, line.right, middle) if is_short else (line.left,)
