"""All that answers are made of: articles, their words, and what is counted of them."""

import hashlib
from collections.abc import Iterable
from typing import Self

from retrieval.analysis.analyzer import Analyzer
from retrieval.articles import Article
from retrieval.storage.array_folder import Stored

from .candidates import Candidates, stored_candidates
from .collection import Collection, Parts, analyse_article, collection_arrays
from .similar_words import WordSimilarity, similarity_arrays
from .statistics import Statistics, statistics_arrays
from .vocabulary import VocabularyBuilder


class ArticleIndex:
    """Articles ready to be searched, in arrays that may be mapped from files.

    *version* is the same for the same articles, in every process, and another one
    otherwise: 8 characters of ``[0-9a-f]``.
    """

    def __init__(self, stored: Stored) -> None:
        arrays, facts = stored
        self.version: str = facts["version"]
        self.collection = Collection(arrays)
        self.statistics = Statistics(self.collection, arrays)
        self.similarity = WordSimilarity(self.collection.vocabulary, arrays)
        self.candidates = Candidates(self.collection, stored)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Self:
        """Analyse *articles*."""
        analyzer, builder = Analyzer(), VocabularyBuilder()
        parts = [analyse_article(article, analyzer, builder) for article in articles]
        return cls(stored_index(Parts.of(parts), builder))


def stored_index(parts: Parts, builder: VocabularyBuilder) -> Stored:
    """Return what an `ArticleIndex` of *parts* is made of, and saved as.

    *builder* has numbered their words; it may have met others.
    """
    arrays = collection_arrays(parts, builder)
    collection = Collection(arrays)
    candidates = stored_candidates(collection)
    arrays |= statistics_arrays(collection)
    arrays |= similarity_arrays(collection.vocabulary)
    arrays |= candidates.arrays
    return Stored(arrays, {"version": _version(parts.articles), **candidates.facts})


def _version(articles: Iterable[Article]) -> str:
    digest = hashlib.sha256()
    for article in articles:
        for part in (article.name, article.text):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:8]
