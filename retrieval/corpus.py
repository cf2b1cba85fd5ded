"""All that answers are made of: articles, their words, and what is counted of them."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple, Self

from .analysis import Analyzer
from .articles import Article
from .candidates import Candidates
from .collection import Collection, Parts, analyse_article
from .saved import SavedCollection, collection_arrays
from .similarity import WordSimilarity
from .statistics import Statistics
from .storage import Stored
from .words import Words


class Corpus(NamedTuple):
    """Articles ready to be searched, in memory or mapped from files.

    *version* is the same for the same articles, in every process, and another one
    otherwise: 8 characters of ``[0-9a-f]``.
    """

    collection: Collection
    statistics: Statistics
    similarity: WordSimilarity
    candidates: Candidates
    version: str

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Self:
        """Analyse *articles*."""
        analyzer, words = Analyzer(), Words()
        parts = [analyse_article(article, analyzer, words) for article in articles]
        return cls.of_parts(Parts.of(parts), words)

    @classmethod
    def of_parts(cls, parts: Parts, words: Words) -> Self:
        """Put articles together that are analysed; *words* are theirs, no others."""
        collection = Collection(parts, words)
        return cls(
            collection,
            Statistics(collection),
            WordSimilarity(words),
            Candidates(collection),
            _version(collection.articles),
        )

    def to_stored(self) -> Stored:
        """Return what there is to save."""
        postings = self.candidates.to_stored()
        arrays = {
            **collection_arrays(self.collection),
            **self.statistics.to_arrays(),
            **self.similarity.to_arrays(),
            **postings.arrays,
        }
        return Stored(arrays, {"version": self.version, **postings.facts})

    @classmethod
    def from_stored(cls, stored: Stored) -> Self:
        """Undo `to_stored`. Nothing is read but what says how long everything is."""
        collection = SavedCollection(stored.arrays)
        return cls(
            collection,
            Statistics(collection, stored.arrays),
            WordSimilarity(collection.vocabulary, stored.arrays),
            Candidates(collection, stored),
            stored.facts["version"],
        )


def _version(articles: Iterable[Article]) -> str:
    digest = hashlib.sha256()
    for article in articles:
        for part in (article.name, article.text):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:8]
