"""Whether the first row of a table names its columns."""

from collections.abc import Sequence

# So many rows show what the first one is.
_ROWS = 20


def names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first of *rows* looks like none of those below it.

    Then it has the names of the columns, at least two, where a table that a program
    saved has them. A value is one again below, or one of the same look: "5 kg" above
    "12 kg", but not "1 person" above "45 euros".
    """
    heads, *others = rows[: _ROWS + 1] or [[]]
    if len(heads) < 2 or not others:
        return False
    columns = (
        [row[n].strip() for row in others if n < len(row)] for n in range(len(heads))
    )
    return all(
        _is_name(head.strip(), [*filter(None, values)])
        for head, values in zip(heads, columns, strict=True)
    )


def _is_name(head: str, values: Sequence[str]) -> bool:
    if not any(map(str.isdecimal, head)):
        return head not in values
    # "2024" may be the name of a column of other figures.
    if _is_year(head):
        return not any(map(_is_year, values))
    return _without_figures(head) not in map(_without_figures, values)


def _is_year(value: str) -> bool:
    return len(value) == 4 and value.isdecimal() and value.startswith(("19", "20"))


def _without_figures(value: str) -> str:
    return "".join(c for c in value if not c.isdecimal() and c not in ".,")
