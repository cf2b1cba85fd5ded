"""An `ArticleIndex` on disk, updated incrementally when files change."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval.bm25.kernel import NUMPY
from retrieval.bm25.okapi import PostingsBM25
from retrieval.errors import (
    UnusableIndexError,
    UnwritableLibraryError,
    refusing_damage,
)
from retrieval.index.article_index import ArticleIndex
from retrieval.index.collection import Collection
from retrieval.sources import SOURCES, read_sources
from retrieval.storage.array_folder import (
    FORMAT,
    MANIFEST,
    Stored,
    open_folder,
    verify_folder,
    write_folder,
)
from retrieval.storage.lock import locked

from .builder import ReportProgress, holds, not_held, outdated, renewed
from .changes import NO_CHANGES, Changes, changes_between
from .file_stamps import Files

logger = logging.getLogger(__name__)

ANALYSIS_VERSION = 4
"""Raise by 1 whenever a change gives the same text other sentences, words or counts."""


Load = Callable[[], Stored]
"""Maps what is saved, verified or not; raises UnusableIndexError."""


class Contents(NamedTuple):
    """A summary of a library.

    *folder* is that of the articles, of which there are *articles* with *sentences* in
    all, and *terms* different words, inflections counted once. *size* is in bytes;
    *version* identifies the articles, see `ArticleIndex`; *analysis* is the
    ANALYSIS_VERSION and *format* the version of the files. *is_compiled*: whether
    searches run in C. *left_out* names each file that is not an article, with the
    reason, and *warnings* are about files that are articles, and about ``sources.tsv``.
    """

    folder: str
    articles: int
    sentences: int
    terms: int
    size: int
    version: str
    analysis: int
    format: int
    is_compiled: bool
    left_out: Sequence[str]
    warnings: Sequence[str]


class Library:
    """The `ArticleIndex` of a folder of articles, saved in *data_dir*.

    Any number of processes may open it while one refreshes it; they keep the version
    they opened. Only one process refreshes at a time, the others wait. If a refresh
    fails or is killed, the library is unchanged. Threads may share one.

    It takes some 5 MB of disk per MB of text. Opened, it is mapped: what answers need
    of it is read into memory that processes share, and that the system may reclaim.
    """

    def __init__(self, data_dir: Path | str) -> None:
        self.folder = Path(data_dir) / "library"

    def exists(self) -> bool:
        """Return whether a library exists, usable or not."""
        return (self.folder / MANIFEST).exists()

    def open(self) -> ArticleIndex:
        """Memory-map the library; raises UnusableIndexError if it must be rebuilt."""
        with refusing_damage():
            return ArticleIndex(self._stored())

    def is_of(self, articles: Path | str) -> bool:
        """Return whether it was built from the folder *articles*, or is unusable."""
        try:
            return bool(self._stored().facts["folder"] == _resolved(Path(articles)))
        except UnusableIndexError:
            return self.exists()

    def verify(self) -> None:
        """Check the CRC-32 of all files; raises UnusableIndexError if one is damaged.

        Takes about a second per gigabyte, and lets other threads run meanwhile.
        """
        self._verified()

    def reopen(self) -> ArticleIndex:
        """Verify all files and open the library; raises UnusableIndexError."""
        self.verify()
        return self.open()

    def refresh(
        self,
        articles: Path | str,
        progress: ReportProgress | None = None,
        *,
        verify: bool = False,
    ) -> ArticleIndex:
        """Bring the library up to date with the folder *articles* and open it.

        Only changed articles are analysed, unless there is no library of that folder;
        an unusable one is rebuilt with a warning in the log. *progress* is called with
        the bytes of articles processed so far, and the total. Damage that leaves size
        and mtime of a file unchanged is only found with *verify*, which reads all
        files. Raises NoArticlesError or UnwritableLibraryError.
        """
        articles = Path(articles)
        if not verify:
            self._update(articles, progress, self._stored)
            try:
                return self.open()
            except UnusableIndexError:
                pass
        self._update(articles, progress, self._verified)
        return self.open()

    def update(self, articles: Path | str, *, rest_ns: int = 0) -> Changes:
        """Do what `refresh` does with the folder *articles*; return what has changed.

        Files that changed within the last *rest_ns* nanoseconds may be half-written:
        they stay as they were, and are *waiting* for the next update.
        """
        before, articles = self._if_usable(), Path(articles)
        files = self._update(articles, None, self._stored, rest_ns)
        return changes_between(before, self._stored(), len(files.restless))

    def compare(self, articles: Path | str) -> Changes:
        """Return how the files in the folder *articles* differ from what is saved.

        They are those that are left out, too. Nothing is changed. Raises
        UnusableIndexError, or NoArticlesError.
        """
        folder, stored = Path(articles), self._stored()
        before, now = Files.from_arrays(stored.arrays), Files.now(folder)
        both = [name for name in now.stamps if name in before.stamps]
        changed = outdated(stored, both, read_sources(folder).by_name)
        doubtful = {*now.doubtful(before), *changed} & {*both}
        return NO_CHANGES._replace(
            added=[name for name in now.stamps if name not in before.stamps],
            changed=sorted(not_held(stored, folder, doubtful)),
            removed=[name for name in before.stamps if name not in now.stamps],
        )

    def _if_usable(self) -> Stored | None:
        try:
            return self._stored()
        except UnusableIndexError:
            return None

    def _update(
        self,
        articles: Path,
        progress: ReportProgress | None,
        load: Load,
        rest_ns: int = 0,
    ) -> Files:
        """Bring the library up to date and return the files that it is of."""
        files = Files.now(articles, rest_ns=rest_ns)
        if not self._is_current(articles, files, load):
            try:
                return self._write(articles, progress or _ignore, load, rest_ns)
            except OSError as error:
                raise UnwritableLibraryError(
                    f"The library cannot be saved in {str(self.folder)!r}: "
                    f"{error.strerror}"
                ) from error
        return files

    def contents(self) -> Contents:
        """Verify all files and return a summary; raises UnusableIndexError."""
        arrays, facts = self._verified()
        collection = Collection(arrays)
        return Contents(
            facts["folder"],
            len(collection.articles),
            len(collection.sentences),
            len(collection.vocabulary.stems),
            sum(array.nbytes for array in arrays.values()),
            facts["version"],
            facts["analysis"],
            FORMAT,
            PostingsBM25.kernel is not NUMPY,
            list(facts["left_out"].values()),
            [warning for several in facts["warnings"].values() for warning in several],
        )

    def _write(
        self, articles: Path, progress: ReportProgress, load: Load, rest_ns: int
    ) -> Files:
        # The articles, and the other data in this folder, may be private.
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        # Imported here because opening a library does not need it.
        from tempfile import TemporaryFile

        with locked(self.folder / "lock"):
            files = Files.now(articles, rest_ns=rest_ns)
            # Another process may have refreshed it while this one waited.
            if not self._is_current(articles, files, load):
                old = self._old(articles)
                facts = {"analysis": ANALYSIS_VERSION, "folder": _resolved(articles)}
                with TemporaryFile(dir=self.folder) as texts:
                    arrays, more = renewed(articles, files, old, progress, texts)
                    write_folder(self.folder, Stored(arrays, {**more, **facts}))
            return files

    def _is_current(self, articles: Path, files: Files, load: Load) -> bool:
        try:
            with refusing_damage():
                return _agrees(load(), articles, files)
        except UnusableIndexError:
            return False

    def _old(self, articles: Path) -> Stored | None:
        """Return the saved index if it is usable and of the folder *articles*."""
        try:
            stored = self._verified()
        except UnusableIndexError as error:
            if self.exists():
                logger.warning("%s: all articles are analysed again", error)
            return None
        return stored if stored.facts["folder"] == _resolved(articles) else None

    def _verified(self) -> Stored:
        stored = self._stored()
        verify_folder(self.folder)
        return stored

    def _stored(self) -> Stored:
        stored = open_folder(self.folder)
        if stored.facts.get("analysis") != ANALYSIS_VERSION:
            raise UnusableIndexError(
                f"{self.folder} was made by another version of this program"
            )
        return stored


def _agrees(stored: Stored, articles: Path, files: Files) -> bool:
    before = Files.from_arrays(stored.arrays)
    if stored.facts["folder"] != _resolved(articles):
        return False
    files = files.at_rest(before)
    if files.stamps.keys() != before.stamps.keys():
        return False
    sources, warnings = read_sources(articles)
    if stored.facts["warnings"].get(SOURCES, []) != list(warnings):
        return False
    others = files.stamps.keys() - files.restless
    # A copy or a new checkout changes the times, not the content.
    changed = outdated(stored, others, sources)
    return holds(stored, articles, {*files.doubtful(before), *changed})


def _resolved(folder: Path) -> str:
    return str(folder.resolve())


def _ignore(_done: int, _total: int) -> None:
    pass
