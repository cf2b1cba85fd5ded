"""Article files: finding, decoding and validating them."""

import codecs
import logging
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import NoArticlesError, UnreadableArticleError
from .printable import printable

logger = logging.getLogger(__name__)

SUFFIXES = frozenset({".md", ".txt"})

_LINE_BREAK = re.compile(r"\r\n|\r|\n")

# UTF-32 first: its little-endian mark starts with the UTF-16 mark.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Article:
    """A text that excerpts are cut from.

    *name* is the source shown to readers: the file's path relative to the articles
    folder, with forward slashes. Offsets into *text* count code points.
    """

    name: str
    text: str

    def line_of(self, offset: int) -> int:
        """Return the 1-based number of the line that contains *offset*.

        A line ends with a line feed, a carriage return, or both.
        """
        return 1 + len(_LINE_BREAK.findall(self.text, 0, offset))


SYNONYMS = "synonyms.txt"
"""Lies among the articles but is not one: see `synonyms.read_synonyms`."""


def read_articles(folder: Path) -> list[Article]:
    """Read every ``.txt`` and ``.md`` file below *folder*, sorted by name.

    Hidden files, hidden folders and the top-level ``synonyms.txt`` are skipped
    silently; any other file that is not a readable, non-blank text of these types is
    skipped with a warning in the log. Returns an empty list for an empty folder.
    Raises NoArticlesError if *folder* is not a folder.
    """
    articles = []
    for name in files_below(folder):
        try:
            articles.append(read_article(folder / name, folder))
        except UnreadableArticleError as error:
            logger.warning("Left out %s", error)
    return articles


def read_article(path: Path, folder: Path) -> Article:
    """Read one file below *folder*, with line endings and white space unchanged.

    The encoding is given by the byte-order mark; without one it is UTF-8, or
    Windows-1252 if the file is not valid UTF-8. Raises UnreadableArticleError if the
    file is not an article.
    """
    name = path.relative_to(folder).as_posix()
    if path.suffix.lower() not in SUFFIXES:
        kinds = " and ".join(sorted(SUFFIXES))
        raise UnreadableArticleError(f"{name}: only {kinds} files are read")
    try:
        # Reading a pipe would block until somebody writes to it.
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableArticleError(f"{name}: it is no ordinary file")
        text = _decode(path.read_bytes())
    except OSError as error:
        raise UnreadableArticleError(f"{name}: {error.strerror}") from error
    except UnicodeError as error:
        raise UnreadableArticleError(f"{name}: its encoding is unknown") from error
    if "\0" in text:
        raise UnreadableArticleError(f"{name}: it is a binary file")
    if not text.strip():
        raise UnreadableArticleError(f"{name}: it is empty")
    return Article(name, text)


def no_articles(folder: Path) -> NoArticlesError:
    """Return the error for a *folder* without articles."""
    return NoArticlesError(
        f"No article in {str(folder)!r}: put .txt or .md files there"
    )


def files_below(folder: Path) -> dict[str, os.DirEntry[str]]:
    """Return all files except those `read_articles` skips silently, sorted by name.

    The keys are article names, see `Article`. Raises NoArticlesError if *folder* is not
    a folder.
    """
    if not folder.is_dir():
        raise NoArticlesError(
            f"There is no folder {str(folder)!r} to read articles from"
        )
    files = dict(_files(folder, ""))
    files.pop(SYNONYMS, None)
    return {name: files[name] for name in sorted(files, key=lambda n: n.split("/"))}


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield (*prefix* + name, file) recursively, without following folder links."""
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        logger.warning("Left out %s: %s", printable(error.filename), error.strerror)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if not _is_folder(entry):
            yield prefix + entry.name, entry
        elif not entry.is_symlink():
            yield from _files(folder / entry.name, f"{prefix}{entry.name}/")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # For example, a link to itself.
        return False


def _decode(data: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")
