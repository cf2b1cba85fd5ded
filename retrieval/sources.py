"""``sources.tsv``: what the owner of the articles says of each, beside them."""

import datetime
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.language.dates import dates_in

from .links import checked_link
from .printable import printable

SOURCES = "sources.tsv"
"""Lies among the articles but is not one."""

_HEAD = "file"

logger = logging.getLogger(__name__)


class Source(NamedTuple):
    """What is said of a file; None is what the file says itself."""

    title: str | None = None
    date: datetime.date | None = None
    link: str | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """The details of an article that are given here."""
        return {key: value for key, value in self._asdict().items() if value}

    @property
    def row(self) -> list[str]:
        """The title, the date and the link as texts, "" where nothing is given."""
        return [self.title or "", str(self.date or ""), self.link or ""]


NO_SOURCE = Source()


def read_sources(folder: Path) -> Mapping[str, Source]:
    """Return what ``sources.tsv`` in *folder* says, by file; nothing without it.

    Each line has a file, a title, a date and a link, with tabs between them; a line
    that begins with the word "file" is a head. What is not a date or a link is left
    out with a warning in the log.
    """
    try:
        text = (folder / SOURCES).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeError) as error:
        logger.warning("Left out %s: %s", SOURCES, error)
        return {}
    rows = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()]
    return {
        row[0]: _source(row, number)
        for number, row in enumerate(rows, 1)
        if row[0] and row[0].casefold() != _HEAD
    }


def _source(row: list[str], number: int) -> Source:
    _, title, date, link, *_ = [*row, "", "", ""]
    day, checked = next(dates_in(date), None), checked_link(link)
    for text, is_read in ((date, day), (link, checked)):
        if text and not is_read:
            logger.warning(
                "%s, line %d: left out %s",
                SOURCES,
                number,
                printable(text),
            )
    return Source(title or None, day, checked)
