"""Whether the first row of a table names its columns."""

import re
from collections.abc import Sequence

# So many rows show what the first one is.
ROWS = 20
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
# A value so many times as long as the name above it, and of so many characters, is a
# text about something.
_TIMES_AS_LONG = 4
_LONG = 30


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first of *rows* has the names of the columns, at least two.

    One column must show it: most of its values have figures, or are long, and the first
    one is not of that kind. And no name is a value again below, or like one: "5 kg"
    above "12 kg", but not "1 person" above "45 euros". Rows of words alone, such as
    those of two languages, show nothing: the first of them is a row as well.
    """
    heads, *others = rows[: ROWS + 1] or [[]]
    if len(heads) < 2 or not others:
        return False
    values = [
        [*filter(None, (row[n].strip() for row in others if n < len(row)))]
        for n in range(len(heads))
    ]
    columns = [*zip(map(str.strip, heads), values, strict=True)]
    return all(_may_be_name(*column) for column in columns) and any(
        _is_named(*column) for column in columns
    )


def _may_be_name(head: str, values: Sequence[str]) -> bool:
    if not _DIGIT.search(head):
        return head not in values
    # "2024" may be the name of a column of other figures.
    if _is_year(head):
        return not any(map(_is_year, values))
    return _without_figures(head) not in map(_without_figures, values)


def _is_named(head: str, values: Sequence[str]) -> bool:
    """Whether most values of a column show that *head* is none of them."""
    if not head:
        return False
    figures = sum(_is_figure(head, value) for value in values)
    least = max(_TIMES_AS_LONG * len(head), _LONG)
    long = sum(len(value) >= least for value in values)
    return 2 * max(figures, long) > len(values)


def _is_figure(head: str, value: str) -> bool:
    """Whether *value* has a figure as *head* has none: "45 €" below "1 person"."""
    if not _DIGIT.search(value):
        return False
    is_name = not _DIGIT.search(head) or _is_year(head)
    return is_name or bool(_LETTER.search(head) and not _LETTER.search(value))


def _is_year(value: str) -> bool:
    return len(value) == 4 and value.isdecimal() and value.startswith(("19", "20"))


def _without_figures(value: str) -> str:
    return "".join(c for c in value if not c.isdecimal() and c not in ".,")
