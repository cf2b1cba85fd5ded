"""A folder of articles -> a corpus to save, with what can be kept of an older one."""

import logging
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from pathlib import Path

from .analysis import Analyzer
from .articles import Article, no_articles, read_article
from .collection import Part, Parts, analyse_article, renumbered
from .corpus import Corpus
from .errors import UnreadableArticleError
from .saved import SavedCollection
from .sources import Sources, Stamp
from .storage import Stored
from .words import Words

logger = logging.getLogger(__name__)

ReportProgress = Callable[[int, int], None]
"""Is told how many bytes of articles have been dealt with, and how many there are."""


def renewed(
    folder: Path, sources: Sources, old: Stored | None, progress: ReportProgress
) -> Stored:
    """Return the corpus of the files *sources* of *folder*.

    What can be kept of an *old* one is, and it is the same as if there had been none.
    Raises NoArticlesError.
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
    corpus = Corpus.of_parts(*renumbered(parts, renewal.words))
    arrays, facts = corpus.to_stored()
    facts = {
        **facts,
        "articles": len(parts.articles),
        "sentences": len(corpus.collection.sentences),
        "terms": len(corpus.collection.vocabulary.stems),
        "left_out": renewal.left_out,
    }
    return Stored({**arrays, **sources.to_arrays()}, facts)


def holds(stored: Stored, folder: Path, names: Iterable[str]) -> bool:
    """Tell whether a *stored* corpus has the files *names* of *folder* as they are."""
    collection = SavedCollection(stored.arrays)
    left_out = stored.facts["left_out"]

    def is_held(name: str) -> bool:
        try:
            article = read_article(folder / name, folder)
        except UnreadableArticleError as error:
            return bool(left_out.get(name) == str(error))
        number = next(collection.names.find(name), None)
        return number is not None and collection.articles[number] == article

    return all(map(is_held, names))


class _Renewal:
    """Articles gathered one after another, from an *old* corpus or from *folder*.

    *words* are those of the old corpus, if there is one, and those met since;
    *left_out* says which files are no articles, and why.
    """

    def __init__(self, folder: Path, old: Stored | None) -> None:
        self.words = Words()
        self.left_out: dict[str, str] = {}
        self._folder = folder
        self._analyzer = Analyzer()
        self._stamps: Mapping[str, Stamp] = {}
        self._numbers: Mapping[str, int] = {}
        # New parts, and the numbers that neighbours have in the old corpus.
        self._runs: list[list[Part] | range] = []
        if old is not None:
            self._collection = SavedCollection(old.arrays)
            self._stamps = Sources.from_arrays(old.arrays).stamps
            self._numbers = dict(zip(self._collection.names, count()))
            self.words = self._collection.vocabulary.unmerged()

    def add(self, name: str, stamp: Stamp) -> None:
        """Add the file *name*; nothing is analysed that is as it was."""
        if self._is_unchanged(name, stamp):
            self._keep(name)
            return
        try:
            article = read_article(self._folder / name, self._folder)
        except UnreadableArticleError as error:
            logger.warning("Left out %s", error)
            self.left_out[name] = str(error)
            return
        if self._has(article):
            self._keep(name)
        else:
            self._add(analyse_article(article, self._analyzer, self.words))

    def parts(self) -> Parts:
        """Return what was gathered."""
        return Parts.joined(
            [
                self._collection.parts(run) if isinstance(run, range) else Parts.of(run)
                for run in self._runs
            ]
        )

    def _is_unchanged(self, name: str, stamp: Stamp) -> bool:
        is_same = stamp.is_settled and self._stamps.get(name) == stamp
        return is_same and name in self._numbers

    def _has(self, article: Article) -> bool:
        number = self._numbers.get(article.name)
        return number is not None and self._collection.articles[number] == article

    def _keep(self, name: str) -> None:
        number = self._numbers[name]
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
