"""The few sentences of an article that together say most of it."""

from dataclasses import dataclass

import numpy as np

from retrieval.arrays import Floats, Integers, Ints
from retrieval.index.collection import Collection
from retrieval.index.leaning import lean
from retrieval.index.statistics import Statistics

from .excerpt import Excerpt, date_of_article

FEWEST, MOST = 3, 5
"""How many sentences a summary has, if the article has as many."""

SENTENCES_EACH = 8
"""How many sentences of an article call for one in its summary."""

FEWEST_WORDS = 4
"""How many content words a sentence needs; a shorter one says little on its own."""

LONGEST = 450
"""The length in characters of a sentence that says more than a summary has room for."""

ALIKE = 0.5
"""The cosine similarity from which two sentences say too much of the same."""

_STOPS = tuple(".!?…。！？।؟”\"’'")

DAMPING = 0.85
STEPS = 30
"""The usual values of PageRank; the order is settled long before."""


def summarise(
    number: int, collection: Collection, statistics: Statistics
) -> tuple[Excerpt, ...]:
    """Return the most central sentences of an article, in reading order.

    There are FEWEST to MOST of them, no two alike, and fewer only if the article has no
    others that can stand alone; if none can, any short ones will do. Each *score* is
    the sentence's centrality.
    """
    first, end = collection.article_starts[number : number + 2].tolist()
    sentences = collection.sentences[first:end]
    vectors = _vectors(first, end, collection, statistics)
    scores = centrality(vectors)
    lengths = np.array([each.end - each.start for each in sentences], np.int64)
    short = (vectors.words > 0) & (lengths <= LONGEST)
    eligible = short & (vectors.words >= FEWEST_WORDS) & ~collection.asks[first:end]
    eligible &= ~lean(np.arange(first, end), collection)
    if not eligible.any():
        eligible = short
    # Rows of tables and items of lists are what is left to take.
    is_broken = np.array([not each.text.endswith(_STOPS) for each in sentences])
    order = np.lexsort((-scores, is_broken))
    most = min(MOST, max(FEWEST, len(sentences) // SENTENCES_EACH))
    chosen = sorted(_unlike(order[eligible[order]], vectors, most))
    title = collection.titles[number] or None
    date = date_of_article(number, collection)

    def excerpt(row: int) -> Excerpt:
        article, start, end, _, _, lead = sentences[row]
        score = scores[row].item()
        return Excerpt(
            article, start, end, (), score, title=title, date=date, lead=lead
        )

    return tuple(map(excerpt, chosen))


def _unlike(rows: Integers, vectors: "Vectors", most: int) -> list[int]:
    """Return the first of *rows*, up to *most*, of which no two are ALIKE."""
    chosen: list[int] = []
    while len(rows) and len(chosen) < most:
        chosen.append(int(rows[0]))
        rows = rows[vectors.cosines(chosen[-1])[rows] < ALIKE]
    return chosen


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sparse rows of length 1, or 0 if empty: *values* at *rows* and *columns*.

    *words* is the number of entries by row. Rows are ascending.
    """

    rows: Ints
    columns: Ints
    values: Floats
    words: Integers

    def times(self, weights: Floats) -> Floats:
        """Return by row the sum of its cosines with the others, times *weights*."""
        by_column = np.bincount(self.columns, self.values * weights[self.rows])
        sums = np.bincount(
            self.rows, self.values * by_column[self.columns], len(self.words)
        )
        result: Floats = sums - weights * (self.words > 0)
        return result

    def cosines(self, row: int) -> Floats:
        """Return by row the cosine of the angle between it and *row*."""
        part = slice(*np.searchsorted(self.rows, [row, row + 1]).tolist())
        weights = np.zeros(self.columns.max(initial=0) + 1)
        weights[self.columns[part]] = self.values[part]
        products = self.values * weights[self.columns]
        sums = np.bincount(self.rows, products, len(self.words))
        return sums.astype(np.float64)


def centrality(vectors: Vectors) -> Floats:
    """Return how central each sentence is: continuous LexRank (Erkan and Radev, 2004).

    A random walk goes from a sentence to similar ones, and now and then to any, to the
    first ones of the article most often: they say what it is about.
    """
    count = len(vectors.words)
    start = 1 / np.sqrt(1 + np.arange(count))
    start /= start.sum() or 1
    degrees = np.maximum(vectors.times(np.ones(count)), 1e-9)
    scores = start
    for _ in range(STEPS):
        scores = (1 - DAMPING) * start + DAMPING * vectors.times(scores / degrees)
    return scores


def _vectors(
    first: int, end: int, collection: Collection, statistics: Statistics
) -> Vectors:
    """Return the tf-idf of the content words of sentences *first* to *end*."""
    starts = collection.token_starts[first : end + 1]
    words = collection.words[starts[0] : starts[-1]]
    of_token = np.repeat(np.arange(end - first), np.diff(starts))
    is_content = ~collection.vocabulary.is_stop[words]
    stems = collection.vocabulary.stem_of[words[is_content]]
    places, counts = np.unique(
        np.stack([of_token[is_content], stems]), axis=1, return_counts=True
    )
    rows, numbers = places.astype(np.int32)
    _, columns = np.unique(numbers, return_inverse=True)
    values = counts * statistics.paragraph_idf(numbers)
    lengths = np.sqrt(np.bincount(rows, values**2, end - first))
    values = values / np.maximum(lengths, 1e-9)[rows]
    words_by_row = np.bincount(rows, minlength=end - first)
    return Vectors(rows, columns.astype(np.int32), values, words_by_row)
