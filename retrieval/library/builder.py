"""Building the index of a folder, reusing an older one for unchanged articles."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from retrieval.analysis.analyzer import Analyzer
from retrieval.arrays import Arrays
from retrieval.articles import no_articles, read_article
from retrieval.errors import UnreadableArticleError
from retrieval.index.article_index import stored_index
from retrieval.index.collection import Collection, collection_arrays
from retrieval.index.parts import Part, Parts, analyse_article
from retrieval.index.vocabulary import VocabularyBuilder
from retrieval.storage.array_folder import Stored

from .file_stamps import Sources, Stamp

logger = logging.getLogger(__name__)

ReportProgress = Callable[[int, int], None]
"""Called with the bytes of articles processed so far, and the total."""


def renewed(
    folder: Path, sources: Sources, old: Stored | None, progress: ReportProgress
) -> Stored:
    """Return the stored `ArticleIndex` of the files *sources* in *folder*.

    Unchanged articles are copied from the *old* index instead of being analysed again;
    the result is the same. Raises NoArticlesError if no file is an article.
    """
    renewal = _Renewal(folder, old)
    total, done = sum(stamp.size for stamp in sources.stamps.values()), 0
    for name, stamp in sources.stamps.items():
        renewal.add(name, stamp)
        done += stamp.size
        progress(done, total)
    parts = renewal.parts()
    if not parts.articles:
        raise no_articles(folder)
    arrays, facts = stored_index(parts, renewal.builder)
    facts = {**facts, "left_out": renewal.left_out}
    return Stored({**arrays, **sources.to_arrays()}, facts)


def holds(stored: Stored, folder: Path, names: Iterable[str]) -> bool:
    """Return whether *stored* matches the current content of the files *names*."""
    collection = Collection(stored.arrays)
    left_out = stored.facts["left_out"]

    def is_held(name: str) -> bool:
        try:
            article = read_article(folder / name, folder)
        except UnreadableArticleError as error:
            return bool(left_out.get(name) == str(error))
        return collection.number_of(article) is not None

    return all(map(is_held, names))


class _Renewal:
    """Collects articles one after another, from an *old* index or from *folder*.

    *builder* starts with the words of the old index. *left_out* maps the names of files
    that are not articles to the reason.
    """

    def __init__(self, folder: Path, old: Stored | None) -> None:
        arrays = old.arrays if old else _empty_arrays()
        self._collection = Collection(arrays)
        self._stamps = Sources.from_arrays(arrays).stamps
        self.builder = VocabularyBuilder(self._collection.vocabulary)
        self.left_out: dict[str, str] = {}
        self._folder = folder
        self._analyzer = Analyzer()
        # In order: lists of new parts, and ranges of article numbers in the old index.
        self._runs: list[list[Part] | range] = []

    def add(self, name: str, stamp: Stamp) -> None:
        """Add the file *name*; analyse it only if it has changed."""
        number = self._find_unchanged(name, stamp)
        if number is not None:
            self._keep(number)
            return
        try:
            article = read_article(self._folder / name, self._folder)
            number = self._collection.number_of(article)
            if number is None:
                self._add(analyse_article(article, self._analyzer, self.builder))
            else:
                self._keep(number)
        except UnreadableArticleError as error:
            logger.warning("Left out %s", error)
            self.left_out[name] = str(error)

    def parts(self) -> Parts:
        """Return the collected articles."""
        return Parts.joined(
            [
                self._collection.parts(run) if isinstance(run, range) else Parts.of(run)
                for run in self._runs
            ]
        )

    def _find_unchanged(self, name: str, stamp: Stamp) -> int | None:
        """Return the old number of an article whose stamp proves it unchanged."""
        if not stamp.is_settled or stamp != self._stamps.get(name):
            return None
        return next(self._collection.names.find(name), None)

    def _keep(self, number: int) -> None:
        last = self._runs[-1] if self._runs else None
        if isinstance(last, range) and last.stop == number:
            self._runs[-1] = range(last.start, number + 1)
        else:
            self._runs.append(range(number, number + 1))

    def _add(self, part: Part) -> None:
        last = self._runs[-1] if self._runs else None
        if isinstance(last, list):
            last.append(part)
        else:
            self._runs.append([part])


def _empty_arrays() -> Arrays:
    collection = collection_arrays(Parts.of([]), VocabularyBuilder())
    return {**collection, **Sources({}).to_arrays()}
