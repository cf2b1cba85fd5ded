"""How often words occur: in paragraphs, in articles, and inside one article."""

from typing import Any

import numpy as np
import numpy.typing as npt

from .collection import Collection, Ints, Longs

Floats = npt.NDArray[np.float64]

_ROW_BITS = 32


def idf(size: npt.ArrayLike, df: npt.ArrayLike) -> Floats:
    """Return the inverse document frequency, above 0 even for omnipresent words.

    ln(1 + (N - df + 0.5) / (df + 0.5)), as in Lucene's BM25Similarity.
    """
    with_word = np.asarray(df, np.float64)
    weights: Floats = np.log(
        1 + (np.asarray(size) - with_word + 0.5) / (with_word + 0.5)
    )
    return weights


def saturated(
    tf: npt.NDArray[Any], length: npt.NDArray[Any], average: float, k1: float, b: float
) -> Floats:
    """Return BM25's weight of a term frequency, without the idf.

    Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), eq. 3.15.
    """
    return (k1 + 1) * tf / (tf + k1 * (1 - b + b * length / average))


class Counts:
    """A table of whole numbers by row and column, of which few are not 0."""

    def __init__(self, rows: Ints, columns: Ints, width: int) -> None:
        self._width = max(width, 1)
        self._keys, self._counts = np.unique(_keys(rows, columns), return_counts=True)

    def look_up(self, rows: Ints, columns: Ints) -> Longs:
        """Return the counts of all *rows* by all *columns*; UNKNOWN counts as 0."""
        keys = _keys(rows, columns[:, None])
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        counts: Longs = np.where(self._keys[places] == keys, self._counts[places], 0)
        return counts.T

    def column_totals(self) -> Longs:
        """Return in how many rows each column is not 0."""
        return np.bincount(self._keys >> _ROW_BITS, minlength=self._width)


def _keys(rows: Ints, columns: Ints) -> Longs:
    """Return a number for each cell, column after column; negative for UNKNOWN.

    A look-up takes many rows, in order, of few columns: so it reads what lies together.
    """
    keys: Longs = columns.astype(np.int64) << _ROW_BITS | rows
    return keys


class Statistics:
    """What ranking needs to know of a collection as a whole."""

    def __init__(self, collection: Collection) -> None:
        words, stem_of = collection.words, collection.vocabulary.stem_of
        stems = stem_of[words] if len(words) else words
        lengths = np.diff(collection.token_starts)
        sentence = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        stem_count, word_count = int(stems.max(initial=-1)) + 1, len(stem_of)
        article = collection.article_of[sentence]

        in_paragraphs = Counts(collection.paragraph_of[sentence], stems, stem_count)
        self.stems_in_articles = Counts(article, stems, stem_count)
        self.paragraph_df = in_paragraphs.column_totals()
        self.article_df = self.stems_in_articles.column_totals()

        pairs = np.unique(sentence * np.int64(max(word_count, 1)) + words)
        of_article = collection.article_of[pairs // max(word_count, 1)]
        self.sentences_with_word = Counts(
            of_article, pairs % max(word_count, 1), word_count
        )

        self.paragraphs = len(collection.paragraph_starts) - 1
        self.articles = len(collection.articles)
        self.sentences_of = np.diff(collection.article_starts)
        self.tokens_of = np.bincount(article, minlength=self.articles)
        self.average_paragraph = len(words) / max(self.paragraphs, 1)
        self.average_article = len(words) / max(self.articles, 1)
