"""The title of a text, if it has one."""

from retrieval.language.dates import is_date

from .blocks import blocks
from .kinds import MARKDOWN_HEADING, Kind

# Where a title stands, if there is one.
OPENING_CHARACTERS = 2000

_ABOVE_TITLES = (Kind.RULE, Kind.FRONT_MATTER, Kind.BYLINE)
# How many words of a line may be the time at which it was written.
_STAMP_WORDS = 3


def title_of(text: str) -> str:
    """Return the title of *text*, on one line; "" if its first line is none."""
    for block in blocks(text[:OPENING_CHARACTERS]):
        if block.kind in _ABOVE_TITLES:
            continue
        [first, *_] = text[block.start : block.end].splitlines()
        label, _, rest = first.partition(":")
        if label.strip().casefold() == "title":
            return rest.strip()
        is_title = block.kind is Kind.TITLE and not _is_stamped(first)
        title = MARKDOWN_HEADING.sub("", first).strip("*_").strip()
        return title if is_title and not is_date(title) else ""
    return ""


def _is_stamped(line: str) -> bool:
    """Whether *line* begins with a time, as in a log: "[2024-03-14 10:22] Hello"."""
    opening = [word.strip("[](),") for word in line.split()[:_STAMP_WORDS]]
    is_number = bool(opening) and opening[0][:1].isdecimal()
    return is_number and any(map(_is_clock_time, opening))


def _is_clock_time(word: str) -> bool:
    hours, _, rest = word.partition(":")
    return hours.isdecimal() and len(rest) >= 2 and rest[:2].isdecimal()
