"""``sources.tsv``: what the owner of the articles says of each, beside them."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from retrieval.language.dates import dates_in

from .links import checked_link
from .printable import printable

SOURCES = "sources.tsv"
"""Lies among the articles but is not one."""

_HEAD = "file"
_DATE = "a date looks like 2025-03-14"
_LINK = "a link looks like https://example.org/hours"


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


class Sources(NamedTuple):
    """What is said of files, by their names, and *warnings* for who said it."""

    by_name: Mapping[str, Source]
    warnings: Sequence[str]


def read_sources(folder: Path) -> Sources:
    """Return what ``sources.tsv`` in *folder* says; nothing without it.

    Each line has a file, a title, a date and a link, with tabs between them; a line
    that begins with the word "file" is a head. What is not a date or a link is left
    out with a warning, and there is one for a line without tabs, or of no file.
    """
    try:
        text = (folder / SOURCES).read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return Sources({}, ())
    except UnicodeError:
        return Sources({}, [f"Left out {SOURCES}: it is not UTF-8 text"])
    except OSError as error:
        return Sources({}, [f"Left out {SOURCES}: {error.strerror}"])
    rows = [[cell.strip() for cell in line.split("\t")] for line in text.splitlines()]
    warnings: list[str] = []
    by_name = {}
    for number, row in enumerate(rows, 1):
        if not any(row) or row[0].casefold() == _HEAD:
            continue
        if fault := _fault(row, folder):
            warnings.append(f"{SOURCES}, line {number}: {fault}")
        by_name[row[0]] = _source(row, number, warnings)
    return Sources(by_name, warnings)


def _fault(row: list[str], folder: Path) -> str:
    """Return what is wrong with a row as a whole, "" if nothing is."""
    if len(row) == 1:
        return "there are no tabs between the file, its title, date and link"
    if not row[0] or not _exists(folder / row[0]):
        return f"there is no file {printable(row[0])!r}"
    return ""


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # The name is longer than any file's.
        return False


def _source(row: list[str], number: int, warnings: list[str]) -> Source:
    """Return what a row says, and add warnings about what cannot be read."""
    _, title, date, link, *_ = [*row, "", "", ""]
    day, checked = next(dates_in(date), None), checked_link(link)
    for text, is_read, form in ((date, day, _DATE), (link, checked, _LINK)):
        if text and not is_read:
            left_out = f"left out {printable(text)}: {form}"
            warnings.append(f"{SOURCES}, line {number}: {left_out}")
    return Source(title or None, day, checked)
