"""What readers are told of where a quote comes from."""

from bot.locales.strings import Strings
from retrieval import Excerpt
from retrieval.printable import printable

from .shortening import clipped, end_of

# The most UTF-16 units that are shown of each.
TITLE_LENGTH = 40
SECTION_LENGTH = 40
FILE_LENGTH = 200


def shown_title(excerpt: Excerpt) -> str:
    """Return the title of the article, "" if there is none or the quote says it."""
    title = excerpt.title or ""
    return "" if excerpt.says(title) else clipped(title, TITLE_LENGTH)


def shown_section(excerpt: Excerpt) -> str:
    """Return the heading above the quote, "" if there is none but the title."""
    section = excerpt.section or ""
    is_title = section.casefold() == (excerpt.title or "").casefold()
    return "" if is_title else clipped(section, SECTION_LENGTH)


def shown_date(excerpt: Excerpt, strings: Strings) -> str:
    """Return the date of the article, "" without one; 1 January is a year alone."""
    date = excerpt.date
    if date is None:
        return ""
    if (date.month, date.day) == (1, 1):
        return str(date.year)
    month = strings.months[date.month - 1]
    return strings.date.format(day=date.day, month=month, year=date.year)


def shown_file(name: str) -> str:
    """Return the name of a file; of a long one its end, which tells most."""
    return printable(end_of(name, FILE_LENGTH))
