"""The whole index: articles, vocabulary, statistics, similar words, candidates."""

import logging
from collections.abc import Iterable
from typing import Self

from retrieval.analysis.analyzer import Analyzer
from retrieval.articles import Article
from retrieval.errors import UnreadableArticleError
from retrieval.storage.array_folder import Stored

from .candidates import Candidates, stored_candidates
from .collection import Collection, collection_arrays
from .parts import Parts, analyse_article
from .similar_words import WordSimilarity, similarity_arrays
from .statistics import Statistics, statistics_arrays
from .texts import Texts
from .vocabulary import VocabularyBuilder

logger = logging.getLogger(__name__)


class ArticleIndex:
    """Articles ready to be searched, in arrays that may be memory-mapped.

    *version* identifies the articles: 8 hex digits of the SHA-256 of their names and
    texts, equal in every process.
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
        """Analyse *articles* and return their index.

        An article that cannot be analysed is left out with a warning in the log.
        """
        analyzer, builder, texts = Analyzer(), VocabularyBuilder(), Texts()
        parts = []
        for article in articles:
            try:
                parts.append(analyse_article(article, analyzer, builder))
            except UnreadableArticleError as error:
                logger.warning("Left out %s", error)
            else:
                texts.add(article)
        return cls(stored_index(Parts.of(parts), texts, builder))


def stored_index(parts: Parts, texts: Texts, builder: VocabularyBuilder) -> Stored:
    """Return the arrays and facts of the `ArticleIndex` of *parts* with their *texts*.

    *builder* has numbered their words, and possibly others.
    """
    arrays = collection_arrays(parts, texts, builder)
    # All that is in these is in the arrays, too, and takes as much memory again.
    del parts
    collection = Collection(arrays)
    candidates = stored_candidates(collection)
    arrays |= statistics_arrays(collection)
    arrays |= similarity_arrays(collection.vocabulary)
    arrays |= candidates.arrays
    return Stored(arrays, {"version": texts.version, **candidates.facts})
