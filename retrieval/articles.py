"""Article files: finding and reading them."""

import logging
import os
import re
import stat
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from retrieval.readers.ahead import read_ahead
from retrieval.readers.document import Details, Place
from retrieval.readers.reader import format_of, read, versions

from .errors import NoArticlesError, Unreadable, UnreadableArticleError
from .links import checked_link
from .printable import printable
from .sources import NO_SOURCE, SOURCES, Source, read_sources

logger = logging.getLogger(__name__)

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, repr=False)
class Article(Details):
    """A text that excerpts are cut from.

    *name* is the source shown to readers: the file's path relative to the articles
    folder, with forward slashes. Offsets into *text* count code points. All else is
    what the file says about the text: *title*, *author*, *date* and *link*, and for
    other formats than plain text *blocks*, *lines* and *pages*, see `Details`.
    """

    name: str
    text: str

    def __repr__(self) -> str:
        opening = shorten(self.text[:200], 60, placeholder=" …")
        return f"Article({self.name!r}, {len(self.text)} characters: {opening!r})"

    def line_of(self, offset: int) -> int:
        """Return the 1-based number of the line that contains *offset*.

        It is a line of the file, which ends with a line feed, a carriage return, or
        both.
        """
        if self.lines:
            return _number_at(offset, self.lines)
        return 1 + len(_LINE_BREAK.findall(self.text, 0, offset))

    def page_of(self, offset: int) -> int | None:
        """Return the 1-based page that contains *offset*; None for files without."""
        return _number_at(offset, self.pages) if self.pages else None


def _number_at(offset: int, places: Sequence[Place]) -> int:
    following = bisect_right(places, offset, key=lambda place: place.start)
    return places[max(following - 1, 0)].number


MOST_BYTES = 100 << 20
"""The size of the largest file that is read."""

SYNONYMS = "synonyms.txt"
"""Lies among the articles but is not one: see `synonyms.read_synonyms`."""

BESIDE_ARTICLES = (SYNONYMS, SOURCES)


def read_articles(folder: Path | str) -> list[Article]:
    """Read every file below *folder* that has one of FORMATS, sorted by name.

    Hidden files, hidden folders, and ``synonyms.txt`` and ``sources.tsv`` at the top
    are skipped silently; any other file that is not a readable, non-blank text of these
    types is skipped with a warning in the log. Returns an empty list for an empty
    folder. Raises NoArticlesError if *folder* is not a folder.
    """
    articles, left_out = articles_below(Path(folder))
    for error in left_out:
        logger.warning("Left out %s", error)
    return articles


def articles_below(
    folder: Path,
) -> tuple[list[Article], list[UnreadableArticleError]]:
    """Do what `read_articles` does, but return why files are left out."""
    sources, warnings = read_sources(folder)
    for warning in warnings:
        logger.warning("%s", warning)

    def read_or_refuse(name: str) -> Article | UnreadableArticleError:
        try:
            data = read_file(folder / name, name)
            return article_of(data, name, sources.get(name, NO_SOURCE))
        except UnreadableArticleError as error:
            return error

    articles, left_out = [], []
    for found in read_ahead(read_or_refuse, files_below(folder)):
        if isinstance(found, Article):
            articles.append(found)
        else:
            left_out.append(found)
    return articles, left_out


def read_file(path: Path, name: str) -> bytes:
    """Return the bytes of the file *name*; raises UnreadableArticleError."""
    try:
        _check_link(path, path.parents[name.count("/")])
        format_of(name)
        status = path.stat()
        # Reading a pipe would block until somebody writes to it.
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is no ordinary file")
        if status.st_size > MOST_BYTES:
            raise Unreadable(f"it is larger than {MOST_BYTES >> 20} MB")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableArticleError(f"{name}: {error.strerror}") from error
    except Unreadable as error:
        raise UnreadableArticleError(f"{name}: {error}") from error


def _check_link(path: Path, folder: Path) -> None:
    """Raise Unreadable for a link to a folder, or to a file outside *folder*."""
    if not path.is_symlink():
        return
    if path.is_dir():
        raise Unreadable("links to folders are not followed")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Unreadable("it is a link to a file outside the folder")


def article_of(data: bytes, name: str, source: Source = NO_SOURCE) -> Article:
    """Do what `article_with_warnings` does, with the warnings in the log."""
    article, warnings = article_with_warnings(data, name, source)
    for warning in warnings:
        logger.warning("%s: %s", printable(name), warning)
    return article


def article_with_warnings(
    data: bytes, name: str, source: Source = NO_SOURCE
) -> tuple[Article, Sequence[str]]:
    """Return the article in the file *name*, and warnings for the file's owner.

    What its *source* says counts more than what the file says. Raises
    UnreadableArticleError.
    """
    try:
        document = read(data, name)
    except Unreadable as error:
        raise UnreadableArticleError(f"{name}: {error}") from error
    given = {"link": checked_link(document.link), **source.arguments}
    details = {**document.arguments, **given}
    return Article(name, document.text, **details), document.warnings


def no_articles(folder: Path) -> NoArticlesError:
    """Return the error for a *folder* without articles."""
    *kinds, last = sorted(versions())
    return NoArticlesError(
        f"No article in {str(folder)!r}: put {', '.join(kinds)} or {last} files there"
    )


def files_below(folder: Path) -> dict[str, os.DirEntry[str]]:
    """Return all files except those `read_articles` skips silently, sorted by name.

    The keys are article names, see `Article`. Raises NoArticlesError if *folder* is not
    a folder.
    """
    if folder.is_file():
        raise NoArticlesError(f"{str(folder)!r} is a file: name its folder")
    if not folder.is_dir():
        raise NoArticlesError(
            f"There is no folder {str(folder)!r} to read articles from"
        )
    files = dict(_files(folder))
    for other in BESIDE_ARTICLES:
        files.pop(other, None)
    return {name: files[name] for name in sorted(files, key=lambda n: n.split("/"))}


def _files(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield files below *folder* with their names, without following folder links."""
    folders = [(str(folder), "")]
    while folders:
        path, prefix = folders.pop()
        try:
            entries = list(os.scandir(path))
        except OSError as error:
            logger.warning("Left out %s: %s", printable(path), error.strerror)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                folders.append((entry.path, f"{prefix}{entry.name}/"))
            else:
                yield prefix + entry.name, entry


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
