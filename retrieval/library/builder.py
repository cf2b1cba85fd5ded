"""Building the index of a folder, reusing an older one for unchanged articles."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.arrays import Array
from retrieval.articles import Article, article_with_warnings, no_articles, read_file
from retrieval.errors import UnreadableArticleError
from retrieval.index.article_index import stored_index
from retrieval.index.collection import Collection, collection_arrays
from retrieval.index.parts import Part, Parts, analyse_article
from retrieval.index.texts import Texts
from retrieval.index.vocabulary import VocabularyBuilder
from retrieval.printable import printable
from retrieval.readers.ahead import read_ahead
from retrieval.readers.reader import KEY_BYTES, content_key, suffix_of, versions
from retrieval.sources import NO_SOURCE, SOURCES, Source, read_sources
from retrieval.storage.array_folder import Stored
from retrieval.storage.string_table import StringTable

from .file_stamps import Files, Stamp

logger = logging.getLogger(__name__)

ReportProgress = Callable[[int, int], None]
"""Called with the bytes of articles processed so far, and the total."""


def renewed(
    folder: Path,
    files: Files,
    old: Stored | None,
    progress: ReportProgress,
    file: IO[bytes],
) -> Stored:
    """Return the stored `ArticleIndex` of the *files* in *folder*.

    Unchanged articles are copied from the *old* index instead of being analysed again;
    the result is the same. So are articles whose files are restless. The texts are
    kept in the empty *file* instead of in memory. Raises NoArticlesError if no file is
    an article.
    """
    renewal = _Renewal(folder, files, old, Texts(file))
    stamps = renewal.files.stamps.items()
    total, done = sum(stamp.size for _, stamp in stamps), 0
    known = {name: renewal.find_unchanged(name, stamp) for name, stamp in stamps}
    changed = [name for name, found in known.items() if found is None]
    with closing(read_ahead(renewal.read, changed)) as ahead:
        for name, stamp in stamps:
            found = known[name]
            renewal.add(name, next(ahead) if found is None else found)
            done += stamp.size
            progress(done, total)
    if not renewal.keys:
        raise no_articles(folder)
    arrays, facts = stored_index(renewal.parts(), renewal.texts, renewal.builder)
    facts = {
        **facts,
        "left_out": renewal.left_out,
        "readers": versions(),
        "sources": {name: source.row for name, source in renewal.sources.items()},
        "warnings": renewal.warnings,
    }
    arrays = {**arrays, **renewal.files.to_arrays(), "keys": _key_array(renewal.keys)}
    return Stored(arrays, facts)


def holds(stored: Stored, folder: Path, names: Iterable[str]) -> bool:
    """Return whether *stored* matches the current content of the files *names*."""
    return not any(True for _ in not_held(stored, folder, names))


def not_held(stored: Stored, folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield those of the files *names* that *stored* has with other content."""
    held, left_out = _Held(stored), stored.facts["left_out"]
    sources = read_sources(folder).by_name

    def is_held(name: str) -> bool:
        try:
            data = read_file(folder / name, name)
            source = sources.get(name, NO_SOURCE)
            if held.number_of(name, file_key(data, name, source)) is not None:
                return True
            article_with_warnings(data, name, source)
        except UnreadableArticleError as error:
            return bool(left_out.get(name) == str(error))
        return False

    return (name for name in names if not is_held(name))


def outdated(
    stored: Stored, names: Iterable[str], sources: Mapping[str, Source]
) -> Iterator[str]:
    """Yield the names of files that are read otherwise now than for *stored*."""
    before, now = stored.facts["readers"], versions()
    rows = stored.facts["sources"]
    for name in names:
        suffix = suffix_of(name)
        row = sources.get(name, NO_SOURCE).row
        if before.get(suffix) != now.get(suffix) or rows.get(name, _NO_ROW) != row:
            yield name


_NO_ROW = NO_SOURCE.row


class _Held:
    """Which contents of files are in *stored*."""

    def __init__(self, stored: Stored) -> None:
        self._names = StringTable(stored.arrays, "names")
        self.keys = stored.arrays["keys"]

    def number_of(self, name: str, key: bytes) -> int | None:
        """Return the number of the article *name*; None if its file had another key."""
        number = next(self._names.find(name), None)
        if number is None or self.keys[number].tobytes() != key:
            return None
        return number


_Found = int | str | tuple[Article, Sequence[str], bytes] | UnreadableArticleError
"""The old number of an article, or the old reason to leave it out, if unchanged; else
the article with its warnings and its key, or why it is left out.
"""


class _Renewal:
    """Collects articles one after another, from an *old* index or from *folder*.

    *files* are those that the new index is of. *builder* starts with the words of the
    old index. *keys* has the content key of each article's file. *left_out* maps the
    names of files that are not articles to the reason, and *warnings* those of others
    to what their owner should know.
    """

    def __init__(
        self, folder: Path, files: Files, old: Stored | None, texts: Texts
    ) -> None:
        old = old or _nothing()
        self._collection = Collection(old.arrays)
        self._held = _Held(old)
        before = Files.from_arrays(old.arrays)
        self._stamps = before.stamps
        self.files = files.at_rest(before)
        self.sources, warnings = read_sources(folder)
        self._outdated = frozenset(outdated(old, self.files.stamps, self.sources))
        self._left_out_before: dict[str, str] = old.facts["left_out"]
        self._warnings_before: dict[str, list[str]] = old.facts["warnings"]
        self.builder = VocabularyBuilder(self._collection.vocabulary)
        self.texts = texts
        self.keys: list[bytes] = []
        self.left_out: dict[str, str] = {}
        self.warnings: dict[str, list[str]] = {}
        self._warn(SOURCES, warnings)
        self._folder = folder
        self._analyzer = Analyzer()
        # In order: lists of new parts, and ranges of article numbers in the old index.
        self._runs: list[list[Part] | range] = []

    def read(self, name: str) -> _Found:
        """Return what a file holds. Threads may call it at the same time."""
        source = self.sources.get(name, NO_SOURCE)
        try:
            data = read_file(self._folder / name, name)
            key = file_key(data, name, source)
            number = self._held.number_of(name, key)
            if number is not None:
                return number
            return *article_with_warnings(data, name, source), key
        except UnreadableArticleError as error:
            return error

    def add(self, name: str, found: _Found) -> None:
        """Add what was found in the file *name*; analyse a new article."""
        if isinstance(found, int):
            self._keep(found)
            self._warn(name, self._warnings_before.get(name, []))
            return
        if isinstance(found, str):
            self.left_out[name] = found
            return
        try:
            if isinstance(found, UnreadableArticleError):
                raise found
            article, warnings, key = found
            self._add(analyse_article(article, self._analyzer, self.builder), key)
            self.texts.add(article)
            self._warn(name, [f"{printable(name)}: {each}" for each in warnings])
        except UnreadableArticleError as error:
            logger.warning("Left out %s", error)
            self.left_out[name] = str(error)

    def parts(self) -> Parts:
        """Return the collected articles, and forget them."""
        several = []
        # Each run is freed once it is concatenated: together they take much memory.
        while self._runs:
            run = self._runs.pop(0)
            several.append(
                self._collection.parts(run) if isinstance(run, range) else Parts.of(run)
            )
        return several[0] if len(several) == 1 else Parts.joined(several)

    def find_unchanged(self, name: str, stamp: Stamp) -> int | str | None:
        """Return what was found before in a file that is to stay as it is."""
        is_same = stamp.is_settled and stamp == self._stamps.get(name)
        is_same = is_same and name not in self._outdated
        # A half-written file is not read.
        if not is_same and name not in self.files.restless:
            return None
        # Reading such a file again may take long, and it was named before.
        if name in self._left_out_before:
            return self._left_out_before[name]
        return next(self._collection.names.find(name), None)

    def _warn(self, name: str, warnings: Sequence[str]) -> None:
        """Keep the warnings about a file, and log those that are new."""
        if warnings:
            self.warnings[name] = list(warnings)
        for warning in warnings:
            if warning not in self._warnings_before.get(name, []):
                logger.warning("%s", warning)

    def _keep(self, number: int) -> None:
        self.keys.append(self._held.keys[number].tobytes())
        collection = self._collection
        name, text = collection.names[number], collection.texts.encoded(number)
        self.texts.add_encoded(name, text)
        last = self._runs[-1] if self._runs else None
        if isinstance(last, range) and last.stop == number:
            self._runs[-1] = range(last.start, number + 1)
        else:
            self._runs.append(range(number, number + 1))

    def _add(self, part: Part, key: bytes) -> None:
        self.keys.append(key)
        last = self._runs[-1] if self._runs else None
        if isinstance(last, list):
            last.append(part)
        else:
            self._runs.append([part])


def _nothing() -> Stored:
    """Return what an index of no files needs to have here."""
    collection = collection_arrays(Parts.of([]), Texts(), VocabularyBuilder())
    arrays = {**collection, **Files({}).to_arrays(), "keys": _key_array([])}
    facts = {"readers": versions(), "sources": {}, "left_out": {}, "warnings": {}}
    return Stored(arrays, facts)


def file_key(data: bytes, name: str, source: Source) -> bytes:
    """Return the key of an article's content, and of what its source says."""
    said = "" if source == NO_SOURCE else "\n".join(source.row)
    return content_key(said.encode("utf-8", "surrogatepass") + data, name)


def _key_array(keys: Iterable[bytes]) -> Array:
    return np.frombuffer(b"".join(keys), np.uint8).reshape(-1, KEY_BYTES)
