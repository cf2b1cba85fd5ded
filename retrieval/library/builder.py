"""Building the index of a folder, reusing an older one for unchanged articles."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.arrays import Array
from retrieval.articles import Article, article_of, no_articles, read_file
from retrieval.errors import UnreadableArticleError
from retrieval.index.article_index import stored_index
from retrieval.index.collection import Collection, collection_arrays
from retrieval.index.parts import Part, Parts, analyse_article
from retrieval.index.vocabulary import VocabularyBuilder
from retrieval.readers.ahead import read_ahead
from retrieval.readers.reader import KEY_BYTES, content_key, suffix_of, versions
from retrieval.sources import NO_SOURCE, Source, read_sources
from retrieval.storage.array_folder import Stored
from retrieval.storage.string_table import StringTable

from .file_stamps import Files, Stamp

logger = logging.getLogger(__name__)

ReportProgress = Callable[[int, int], None]
"""Called with the bytes of articles processed so far, and the total."""


def renewed(
    folder: Path, files: Files, old: Stored | None, progress: ReportProgress
) -> Stored:
    """Return the stored `ArticleIndex` of the *files* in *folder*.

    Unchanged articles are copied from the *old* index instead of being analysed again;
    the result is the same. So are articles whose files are restless. Raises
    NoArticlesError if no file is an article.
    """
    renewal = _Renewal(folder, files, old)
    stamps = renewal.files.stamps.items()
    total, done = sum(stamp.size for _, stamp in stamps), 0
    for (name, stamp), found in zip(
        stamps, read_ahead(renewal.find, stamps), strict=True
    ):
        renewal.add(name, found)
        done += stamp.size
        progress(done, total)
    if not renewal.keys:
        raise no_articles(folder)
    arrays, facts = stored_index(renewal.parts(), renewal.builder)
    facts = {
        **facts,
        "left_out": renewal.left_out,
        "readers": versions(),
        "sources": {name: source.row for name, source in renewal.sources.items()},
    }
    arrays = {**arrays, **renewal.files.to_arrays(), "keys": _key_array(renewal.keys)}
    return Stored(arrays, facts)


def holds(stored: Stored, folder: Path, names: Iterable[str]) -> bool:
    """Return whether *stored* matches the current content of the files *names*."""
    held, left_out = _Held(stored), stored.facts["left_out"]
    sources = read_sources(folder)

    def is_held(name: str) -> bool:
        try:
            data = read_file(folder / name, name)
            source = sources.get(name, NO_SOURCE)
            if held.number_of(name, file_key(data, name, source)) is not None:
                return True
            article_of(data, name, source)
        except UnreadableArticleError as error:
            return bool(left_out.get(name) == str(error))
        return False

    return all(map(is_held, names))


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


_Found = int | str | tuple[Article, bytes] | UnreadableArticleError
"""The old number of an article, or the old reason to leave it out, if unchanged; else
the article with its key, or why it is left out.
"""


class _Renewal:
    """Collects articles one after another, from an *old* index or from *folder*.

    *files* are those that the new index is of. *builder* starts with the words of the
    old index. *keys* has the content key of each article's file. *left_out* maps the
    names of files that are not articles to the reason.
    """

    def __init__(self, folder: Path, files: Files, old: Stored | None) -> None:
        old = old or _nothing()
        self._collection = Collection(old.arrays)
        self._held = _Held(old)
        before = Files.from_arrays(old.arrays)
        self._stamps = before.stamps
        self.files = files.at_rest(before)
        self.sources = read_sources(folder)
        self._outdated = frozenset(outdated(old, self.files.stamps, self.sources))
        self._left_out_before: dict[str, str] = old.facts["left_out"]
        self.builder = VocabularyBuilder(self._collection.vocabulary)
        self.keys: list[bytes] = []
        self.left_out: dict[str, str] = {}
        self._folder = folder
        self._analyzer = Analyzer()
        # In order: lists of new parts, and ranges of article numbers in the old index.
        self._runs: list[list[Part] | range] = []

    def find(self, file: tuple[str, Stamp]) -> _Found:
        """Return what a file holds; it is read only if it has changed.

        Threads may call it at the same time.
        """
        name, stamp = file
        unchanged = self._find_unchanged(name, stamp)
        if unchanged is not None:
            return unchanged
        source = self.sources.get(name, NO_SOURCE)
        try:
            data = read_file(self._folder / name, name)
            key = file_key(data, name, source)
            number = self._held.number_of(name, key)
            return (article_of(data, name, source), key) if number is None else number
        except UnreadableArticleError as error:
            return error

    def add(self, name: str, found: _Found) -> None:
        """Add what was found in the file *name*; analyse a new article."""
        if isinstance(found, int):
            self._keep(found)
            return
        if isinstance(found, str):
            self.left_out[name] = found
            return
        try:
            if isinstance(found, UnreadableArticleError):
                raise found
            article, key = found
            self._add(analyse_article(article, self._analyzer, self.builder), key)
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

    def _find_unchanged(self, name: str, stamp: Stamp) -> int | str | None:
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

    def _keep(self, number: int) -> None:
        self.keys.append(self._held.keys[number].tobytes())
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
    collection = collection_arrays(Parts.of([]), VocabularyBuilder())
    arrays = {**collection, **Files({}).to_arrays(), "keys": _key_array([])}
    return Stored(arrays, {"readers": versions(), "sources": {}, "left_out": {}})


def file_key(data: bytes, name: str, source: Source) -> bytes:
    """Return the key of an article's content, and of what its source says."""
    said = "" if source == NO_SOURCE else "\n".join(source.row)
    return content_key(said.encode("utf-8", "surrogatepass") + data, name)


def _key_array(keys: Iterable[bytes]) -> Array:
    return np.frombuffer(b"".join(keys), np.uint8).reshape(-1, KEY_BYTES)
