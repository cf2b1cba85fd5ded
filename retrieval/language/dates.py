"""Dates as people write them: "14 March 2025", "March 14, 2025", "2025-03-14"."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain

from .word_lists import read_rows

_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
# Where a text says of what date it is.
_OPENING_CHARACTERS = 500
_OPENING_LINES = 8

# A line with as many marks of one kind is a row of a table.
_ROW = 3

# A line that ends like a sentence tells of its own date by such a word, or of others'.
_OF_TEXT = re.compile(
    r"\b(?:adopted|amended|as of|dated|edition|effective|issued?|printed|revised"
    r"|updated|valid|version|beschlossen|gültig|fassung|stand)\b",
    re.IGNORECASE,
)

_ISO = (
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[-_.](?P<m>0\d|1[0-2])"
    r"(?:[-_.](?P<d>[0-2]\d|3[01]))?(?!\d)"
)
_DOTTED = r"(?<!\d)(?P<d2>[0-3]?\d)[./](?P<m2>[01]?\d)[./](?P<y2>(?:19|20)\d\d)(?!\d)"
_YEAR = r"(?<![\d£$€.,])(?P<y4>(?:19|20)\d\d)(?!\d|\s?%)"


def date_of(name: str, text: str) -> int:
    """Return the latest date in a file's name or the first lines of its text; 0: none.

    It is a number of days, as `datetime.date.toordinal` counts them. Sentences that
    tell of something else, and rows of tables, are not looked at.
    """
    opening = text[:_OPENING_CHARACTERS].splitlines()[:_OPENING_LINES]
    lines = [name, *filter(_tells_of_text, opening)]
    found = chain.from_iterable(map(dates_in, lines))
    return max((day.toordinal() for day in found), default=0)


def _tells_of_text(line: str) -> bool:
    if any(line.count(mark) >= _ROW for mark in ",;|\t"):
        return False
    is_sentence = line.rstrip(' *_)"').endswith((".", "!", "?"))
    return not is_sentence or _OF_TEXT.search(line) is not None


def dates_in(text: str) -> Iterator[date]:
    """Yield the dates of *text*; the first of a month or year that stands alone."""
    # The long expression need not look at texts without a year.
    if not _HAS_YEAR.search(text):
        return
    for match in _pattern().finditer(text):
        named = {name[0]: value for name, value in match.groupdict().items() if value}
        month = named.get("n", "")
        number = _months()[month.casefold()] if month else int(named.get("m", 1))
        try:
            yield date(int(named["y"]), number, int(named.get("d", 1)))
        except ValueError:
            continue


def is_date(text: str) -> bool:
    """Return whether *text* is a date and nothing else."""
    return bool(_HAS_YEAR.search(text) and _pattern().fullmatch(text))


@cache
def _months() -> dict[str, int]:
    rows = read_rows("months.tsv")
    return {name: int(number) for number, names in rows for name in names}


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(_months(), key=len, reverse=True))
    year = r"(?:19|20)\d\d"
    named = (
        rf"(?:(?P<d3>[0-3]?\d)(?:st|nd|rd|th|\.|º)?\s+(?:de\s+)?)?\b(?P<n>{names})\b\.?"
    )
    after = rf"\s+(?:(?P<d5>[0-3]?\d)(?:st|nd|rd|th)?,?\s+|de\s+)?(?P<y3>{year})(?!\d)"
    return re.compile(f"{_ISO}|{_DOTTED}|{named}{after}|{_YEAR}", re.IGNORECASE)
