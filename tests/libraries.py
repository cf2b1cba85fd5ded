"""Small libraries, for tests of the retriever and of ranking."""

from collections.abc import Iterable

import numpy as np
from hypothesis import strategies as st

from retrieval import Article
from retrieval.analysis.analyzer import Analyzer
from retrieval.index.article_index import ArticleIndex
from retrieval.index.collection import Collection, collection_arrays
from retrieval.index.parts import Parts, analyse_article
from retrieval.index.similar_words import WordSimilarity, similarity_arrays
from retrieval.index.statistics import Statistics, statistics_arrays
from retrieval.index.texts import Texts
from retrieval.index.vocabulary import VocabularyBuilder
from retrieval.query.query import Query, QueryParser
from retrieval.query.synonyms import Group, Synonyms
from retrieval.ranking.matches import Matches

# Words that articles and questions share, and input that breaks careless code.
_PIECES = st.sampled_from(
    [
        *[
            "dogs ",
            "Dogs bark. ",
            "They bark in May 1990. ",
            "Why? ",
            "how many ",
            "\n",
        ],
        *["the ", "Who ", "when ", "five cats ", "Ann Example ", "because ", "\n"],
        *["“", "”. ", "!!! ", "U.S. ", "$90bn ", "\0", "\ud800", "e\u0301\u0301", "ß"],
        *["👨‍👩‍👧", "مرحبا ", "北京大学", "゙", "İ", "\u2028", "\x1c", "- ", "\n\n"],
        *["x" * 700, "dogs" * 1250, "dogs bark and " * 60],
    ]
)
hostile_texts = st.lists(_PIECES | st.text(max_size=5), max_size=25).map("".join)

_SENTENCES = st.sampled_from(
    [
        *["Dogs bark. ", "They eat. ", "They rest at night. ", "Cats sleep. ", "\n\n"],
        *[
            "Ann Example feeds five dogs in Rome. ",
            "It was in 1990, because cats bark. ",
        ],
    ]
)
plain_texts = st.lists(_SENTENCES, min_size=1, max_size=20).map("".join)

PROSE = "The bridge was closed on Tuesday, and nobody knows when it will be open again."

_LINES = st.sampled_from(
    [
        *[PROSE, "It is old.", "The bridge", "What comes next", "THE BRIDGE", "---"],
        *["# Tolls", "**Tolls**", "## Carts", "By Ann Example", "-----", "=====", ""],
        *["| Cart | Toll |", "| --- | --- |", "| Hay | 5 |", "Cart\tToll", "Hay\t5"],
        *["Ox   7", "Hay ..... 5", "Carts:", "- hay", "1. hay", "(a) hay", "  oats"],
        *["Who pays?", "Nobody.", "title: Tolls", "carts that are pulled by", "\f"],
    ]
)
laid_out_texts = st.lists(_LINES, max_size=20).map("\n".join)


def articles_of(*texts: str) -> list[Article]:
    """Return articles named ``0.txt``, ``1.txt`` ..."""
    return [Article(f"{number}.txt", text) for number, text in enumerate(texts)]


def collection_of(*texts: str) -> Collection:
    """Return a collection with one article per text."""
    builder, analyzer, table = VocabularyBuilder(), Analyzer(), Texts()
    parts = []
    for article in articles_of(*texts):
        parts.append(analyse_article(article, analyzer, builder))
        table.add(article)
    return Collection(collection_arrays(Parts.of(parts), table, builder))


def query_of(
    question: str, collection: Collection, synonyms: Iterable[Group] = ()
) -> Query:
    """Return the query that ranking sees for *question*."""
    analyzer = Analyzer()
    index = ArticleIndex.of(collection.articles)
    groups = Synonyms(synonyms, analyzer)
    return QueryParser(index, analyzer, groups).parse(question)


def matches_of(question: str, *texts: str, synonyms: Iterable[Group] = ()) -> Matches:
    """Return *question* matched to all sentences of the articles *texts*."""
    collection = collection_of(*texts)
    paragraphs = np.arange(len(collection.paragraph_starts) - 1, dtype=np.int32)
    return matches_in(question, collection, paragraphs, synonyms)


def matches_in(
    question: str,
    collection: Collection,
    paragraphs: np.ndarray,
    synonyms: Iterable[Group] = (),
) -> Matches:
    """Return *question* matched to the sentences of *paragraphs*."""
    vocabulary = collection.vocabulary
    return Matches(
        query_of(question, collection, synonyms),
        paragraphs,
        collection,
        Statistics(collection, statistics_arrays(collection)),
        WordSimilarity(vocabulary, similarity_arrays(vocabulary)),
    )
