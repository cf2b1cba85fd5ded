"""Document frequencies and term frequencies, by paragraph and by article."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Array, Arrays, Floats, Ints, Longs

from .collection import Collection, owners
from .rows import AT_A_TIME, run_starts
from .vocabulary import UNKNOWN

_ROW_BITS = 32
_ROW = (1 << _ROW_BITS) - 1


def idf(size: npt.ArrayLike, df: npt.ArrayLike) -> Floats:
    """Return the inverse document frequency; positive even if df equals *size*.

    ln(1 + (N - df + 0.5) / (df + 0.5)), as in Lucene's BM25Similarity.
    """
    with_word = np.asarray(df, np.float64)
    weights: Floats = np.log(
        1 + (np.asarray(size) - with_word + 0.5) / (with_word + 0.5)
    )
    return weights


def saturated(tf: Array, length: Array, average: float, k1: float, b: float) -> Floats:
    """Return BM25's weight of a term frequency, without the idf.

    (k1 + 1) tf / (tf + k1 (1 - b + b length / average)): Robertson and Zaragoza, The
    Probabilistic Relevance Framework (2009), eq. 3.15.
    """
    return (k1 + 1) * tf / (tf + k1 * (1 - b + b * length / average))


class Counts:
    """A sparse matrix of counts in compressed sparse column (CSC) format.

    In *arrays*, ``<name>_rows[<name>_starts[c]:<name>_starts[c + 1]]`` are the rows of
    the non-zero entries of column c, ascending, and ``<name>_counts`` their values.
    """

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._starts = arrays[f"{name}_starts"]
        self._rows = arrays[f"{name}_rows"]
        self._counts = arrays[f"{name}_counts"]

    def look_up(self, rows: Ints, columns: Ints) -> Longs:
        """Return the submatrix, shape (rows, columns); 0 for an UNKNOWN column."""
        counts = np.zeros((len(columns), len(rows)), np.int64)
        for place, column in enumerate(columns.tolist()):
            if column == UNKNOWN:
                continue
            cells = slice(*self._starts[column : column + 2].tolist())
            of_column = self._rows[cells]
            if len(of_column):
                places = of_column.searchsorted(rows)
                found = of_column.take(places, mode="clip") == rows
                counts[place] = self._counts[cells].take(places, mode="clip") * found
        return counts.T


def cells(rows: Ints, columns: Ints) -> Longs:
    """Return column << 32 | row of each (row, column), sorted; *rows* are ascending."""
    cells = columns.astype(np.int64)
    cells <<= _ROW_BITS
    cells |= rows
    return cells[_order(columns)]


def _order(columns: Ints) -> Longs:
    """Return the indices of *columns* in ascending order, equal ones as they are."""
    # NumPy sorts 16 bits by radix, twice or more as fast as others.
    order = np.argsort(columns.astype(np.uint16), kind="stable")
    high = columns >> 16
    if high.any():
        order = order[np.argsort(high[order].astype(np.uint16), kind="stable")]
    return order


def count_arrays(blocks: Iterable[Longs], width: int, name: str) -> dict[str, Array]:
    """Count equal cells into the arrays of a `Counts` with *width* columns.

    Each of the *blocks* of cells is sorted, and has higher rows than the one before.
    """
    counted = [_Block.of(cells) for cells in blocks]
    starts = np.zeros(width + 1, np.int64)
    for block in counted:
        starts[block.columns + 1] += block.entries
    np.cumsum(starts, out=starts)
    rows = np.empty(starts[-1], _widest(block.rows for block in counted))
    counts = np.empty(starts[-1], _widest(block.counts for block in counted))
    free = starts[:-1].copy()
    for block in counted:
        shift = free[block.columns] - (np.cumsum(block.entries) - block.entries)
        places = np.arange(len(block.rows)) + np.repeat(shift, block.entries)
        rows[places], counts[places] = block.rows, block.counts
        free[block.columns] += block.entries
    return {f"{name}_starts": starts, f"{name}_rows": rows, f"{name}_counts": counts}


class _Block(NamedTuple):
    """The counted cells of neighbouring rows, by column and row."""

    columns: Longs  # that have entries
    entries: Longs  # by such a column, how many
    rows: Array  # by entry
    counts: Array

    @classmethod
    def of(cls, cells: Longs) -> Self:
        """Count equal *cells*, which are sorted."""
        distinct, counts = _run_lengths(cells)
        columns, entries = _run_lengths(distinct >> _ROW_BITS)
        return cls(columns, entries, _narrowed(distinct & _ROW), _narrowed(counts))


class Statistics:
    """Collection-wide statistics for ranking, on `statistics_arrays`.

    By stem number: *paragraph_df*, which counts paragraphs and contexts, and
    *article_df*. By article: *sentences_of* and *tokens_of*, their numbers.
    *stems_in_articles* has the columns of stems, *sentences_with_word* of words; the
    rows of both are articles. Averages are in tokens.
    """

    def __init__(self, collection: Collection, arrays: Arrays) -> None:
        self.paragraph_df = arrays["paragraph_df"]
        self.article_df = arrays["article_df"]
        self.sentences_of = arrays["sentences_of"]
        self.tokens_of = arrays["tokens_of"]
        self.stems_in_articles = Counts(arrays, "stems_in_articles")
        self.sentences_with_word = Counts(arrays, "sentences_with_word")
        self.paragraphs = len(collection.paragraph_starts) - 1
        self.documents = self.paragraphs + len(collection.context_starts) - 1
        self.articles = len(collection.articles)
        self.average_paragraph = len(collection.words) / max(self.paragraphs, 1)
        self.average_article = len(collection.words) / max(self.articles, 1)

    def paragraph_idf(self, stems: Ints) -> Floats:
        """Return the idf of *stems* among paragraphs and contexts.

        Always positive; UNKNOWN has a df of 0.
        """
        weights: Floats = self._paragraph_idf[stems]
        return weights

    @cached_property
    def _paragraph_idf(self) -> Floats:
        """The idf by stem, then that of UNKNOWN, index -1."""
        return idf(self.documents, np.append(self.paragraph_df, 0))


def statistics_arrays(collection: Collection) -> dict[str, Array]:
    """Return the arrays of the `Statistics` of *collection*."""
    # At least 1, because index -1 (UNKNOWN) must exist.
    width = max(1, len(collection.vocabulary.stems))
    paragraph_df = _context_df(collection, width)
    in_articles = count_arrays(
        _cells_of_stems(collection, paragraph_df), width, "stems_in_articles"
    )
    with_word = count_arrays(
        _cells_of_words(collection),
        len(collection.vocabulary.stem_of),
        "sentences_with_word",
    )
    return {
        "paragraph_df": paragraph_df,
        "article_df": np.diff(in_articles["stems_in_articles_starts"]),
        "sentences_of": np.diff(collection.article_starts),
        "tokens_of": np.diff(collection.token_starts[collection.article_starts]),
        **in_articles,
        **with_word,
    }


# Sorting is slow, so words and stems are sorted once each, by the smallest unit: sorted
# by sentence (or paragraph) implies sorted by article.


def _cells_of_words(collection: Collection) -> Iterator[Longs]:
    """Yield a cell for each word of a sentence and the sentence's article."""
    for articles in _article_ranges(collection):
        sentences, tokens = collection.places_of(articles)
        starts = collection.token_starts[sentences.start : sentences.stop + 1]
        with_word = cells(owners(starts), collection.words[tokens])
        with_word = with_word[run_starts(with_word)]
        _change_rows(with_word, collection.article_of[sentences])
        yield with_word


def _cells_of_stems(collection: Collection, paragraph_df: Longs) -> Iterator[Longs]:
    """Yield a cell for each token's stem and article, and for what stands near it.

    Also count in *paragraph_df* in how many paragraphs each stem is.
    """
    article_of_paragraph = collection.article_of[collection.paragraph_starts[:-1]]
    for articles in _article_ranges(collection):
        sentences, tokens = collection.places_of(articles)
        starts = collection.token_starts[sentences.start : sentences.stop + 1]
        paragraph = np.repeat(collection.paragraph_of[sentences], np.diff(starts))
        stems = collection.vocabulary.stem_of[collection.words[tokens]]
        with_stem = cells(paragraph, stems)
        in_paragraphs = with_stem[run_starts(with_stem)] >> _ROW_BITS
        found, paragraphs = _run_lengths(in_paragraphs)
        paragraph_df[found] += paragraphs
        _change_rows(with_stem, article_of_paragraph)
        with_stem = np.concatenate([with_stem, _near_cells(collection, articles)])
        # Stable, because two sorted runs are merged faster than sorted anew.
        with_stem.sort(kind="stable")
        yield with_stem


def _article_ranges(collection: Collection) -> Iterator[range]:
    """Yield ranges of articles with up to AT_A_TIME tokens each, or a single one."""
    ends = collection.token_starts[collection.article_starts[1:]]
    start, tokens = 0, 0
    while start < len(ends):
        end = int(ends.searchsorted(tokens + AT_A_TIME, "right"))
        end = max(end, start + 1)
        yield range(start, end)
        start, tokens = end, int(ends[end - 1])


def _context_df(collection: Collection, stem_count: int) -> Longs:
    """Return in how many contexts each stem is."""
    stems = collection.vocabulary.stem_of[collection.context_words]
    in_context = cells(owners(collection.context_starts), stems)
    distinct = in_context[run_starts(in_context)] >> _ROW_BITS
    return np.bincount(distinct, minlength=stem_count)


def _near_cells(collection: Collection, articles: range) -> Longs:
    """Return the cells of headings, lead-ins and column heads, by article."""
    contexts, words = collection.contexts_of(articles)
    starts = collection.context_starts[contexts.start : contexts.stop + 1]
    near = collection.context_near[words]
    stems = collection.vocabulary.stem_of[collection.context_words[words][near]]
    article_of_context = collection.article_of_context[contexts]
    in_articles = cells(article_of_context[owners(starts)[near]], stems)
    return in_articles[run_starts(in_articles)]


def _change_rows(cells: Longs, article_of: Ints) -> None:
    """Replace each row in *cells* by its article, in place; the order stays."""
    articles = article_of[cells & _ROW]
    cells &= ~_ROW
    cells |= articles


def _run_lengths(ordered: Longs) -> tuple[Longs, Longs]:
    """Return each run's number and length: [4, 4, 7] -> [4, 7], [2, 1]."""
    starts = run_starts(ordered)
    return ordered[starts], np.diff(starts, append=len(ordered))


def _widest(arrays: Iterable[Array]) -> np.dtype[Any]:
    """Return the dtype that holds the numbers of all *arrays*, which are unsigned."""
    return np.result_type(np.uint8, *{array.dtype for array in arrays})


def _narrowed(numbers: Longs) -> Array:
    """Return *numbers* in the smallest unsigned dtype that holds the maximum."""
    return numbers.astype(np.min_scalar_type(numbers.max(initial=0)))
