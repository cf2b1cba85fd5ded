"""How often words occur: in paragraphs, in articles, and inside one article."""

from typing import Any, Self

import numpy as np
import numpy.typing as npt

from .collection import Collection
from .lazy import Arrays
from .words import Ints, Longs

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
        self._keys, counts = np.unique(_keys(rows, columns), return_counts=True)
        self._counts = counts.astype(np.int32)

    @classmethod
    def saved(cls, arrays: Arrays, name: str, width: int) -> Self:
        """Undo `to_arrays`; *width* is what it was."""
        counts = cls.__new__(cls)
        counts._width = max(width, 1)
        counts._keys = arrays[f"{name}_keys"]
        counts._counts = arrays[f"{name}_counts"]
        return counts

    def to_arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Return what there is to save, under names that begin with *name*."""
        return {f"{name}_keys": self._keys, f"{name}_counts": self._counts}

    def look_up(self, rows: Ints, columns: Ints) -> Longs:
        """Return the counts of all *rows* by all *columns*; UNKNOWN counts as 0."""
        keys = _keys(rows, columns[:, None])
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found = self._keys[places] == keys
        counts: Longs = np.where(found, self._counts[places], 0).astype(np.int64)
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
    """What ranking needs to know of a collection as a whole.

    It is counted unless *arrays* have it, which `to_arrays` made for the collection.
    """

    def __init__(self, collection: Collection, arrays: Arrays | None = None) -> None:
        arrays = _count(collection) if arrays is None else arrays
        self.paragraph_df = arrays["paragraph_df"]
        self.article_df = arrays["article_df"]
        self.sentences_of = arrays["sentences_of"]
        self.tokens_of = arrays["tokens_of"]
        self.stems_in_articles = Counts.saved(
            arrays, "stems_in_articles", len(self.article_df)
        )
        self.sentences_with_word = Counts.saved(
            arrays, "sentences_with_word", len(collection.vocabulary.stem_of)
        )
        self.paragraphs = len(collection.paragraph_starts) - 1
        self.articles = len(collection.articles)
        self.average_paragraph = len(collection.words) / max(self.paragraphs, 1)
        self.average_article = len(collection.words) / max(self.articles, 1)

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return what was counted."""
        return {
            "paragraph_df": self.paragraph_df,
            "article_df": self.article_df,
            "sentences_of": self.sentences_of,
            "tokens_of": self.tokens_of,
            **self.stems_in_articles.to_arrays("stems_in_articles"),
            **self.sentences_with_word.to_arrays("sentences_with_word"),
        }


def _count(collection: Collection) -> Arrays:
    words, stem_of = collection.words, collection.vocabulary.stem_of
    stems = stem_of[words] if len(words) else words
    lengths = np.diff(collection.token_starts)
    sentence = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    stem_count, word_count = int(stems.max(initial=-1)) + 1, len(stem_of)
    article = collection.article_of[sentence]

    in_paragraphs = Counts(collection.paragraph_of[sentence], stems, stem_count)
    in_articles = Counts(article, stems, stem_count)
    # np.unique would hash them, which takes ten times as long.
    pairs = np.sort(sentence * np.int64(max(word_count, 1)) + words)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    of_article = collection.article_of[pairs // max(word_count, 1)]
    with_word = Counts(of_article, pairs % max(word_count, 1), word_count)
    return {
        "paragraph_df": in_paragraphs.column_totals(),
        "article_df": in_articles.column_totals(),
        "sentences_of": np.diff(collection.article_starts),
        "tokens_of": np.bincount(article, minlength=len(collection.articles)),
        **in_articles.to_arrays("stems_in_articles"),
        **with_word.to_arrays("sentences_with_word"),
    }
