"""A question beside what paragraphs stand under: headings, lead-ins, column heads."""

from functools import cached_property

import numpy as np

from retrieval.arrays import Bools, Floats, Ints
from retrieval.index.collection import Collection
from retrieval.index.rows import concatenated_ranges
from retrieval.index.statistics import Statistics
from retrieval.query.query import NOT_ASKED, Query


class ContextMatches:
    """The contexts of *paragraphs*, a row each, and what of *query* they hold.

    *column_of_stem* is by stem of the vocabulary its column in *query*, or NOT_ASKED.

    *numbers* are those of the contexts in the collection, *words* those of all these
    contexts, one after another, and *row* is by word the paragraph's place in
    *paragraphs*.
    """

    def __init__(
        self,
        query: Query,
        paragraphs: Ints,
        collection: Collection,
        statistics: Statistics,
        column_of_stem: Ints,
    ) -> None:
        self._query = query
        self._statistics = statistics
        self._paragraphs = paragraphs
        self.numbers = collection.context_of[paragraphs]
        self._before = collection.context_of[np.maximum(paragraphs - 1, 0)]
        starts = collection.context_starts
        tokens, self.row = concatenated_ranges(
            starts[self.numbers],
            starts[self.numbers + 1],
            len(collection.context_words),
        )
        self.words: Ints = collection.context_words[tokens]
        self._is_near = collection.context_near[tokens]
        self._vocabulary = vocabulary = collection.vocabulary
        self._stems = vocabulary.stem_of[self.words]
        self._is_telling = self._is_near & ~vocabulary.is_stop[self.words]
        self._column: Ints = column_of_stem[self._stems]

    @cached_property
    def near(self) -> Bools:
        """Whether the nearest heading, lead-in or column heads hold a column's stem."""
        return self._table(self._is_near)

    @cached_property
    def far(self) -> Bools:
        """Whether the title, a higher heading or the file's name holds it."""
        return self._table(~self._is_near)

    @cached_property
    def likeness(self) -> Floats:
        """How nearly the question is what the near context says, from 0 to 1.

        The harmonic mean of the shares of idf that each holds of the other.
        """
        idfs = self._statistics.paragraph_idf(self._stems) * self._is_telling
        rows = len(self._paragraphs)
        whole = np.bincount(self.row, idfs, minlength=rows)
        is_asked = self._column != NOT_ASKED
        asked = np.bincount(self.row, idfs * is_asked, minlength=rows)
        precision = asked / np.maximum(whole, 1e-9)
        weights = (
            self._statistics.paragraph_idf(self._query.stems) * self._query.is_content
        )
        recall = (self.near @ weights) / max(float(weights.sum()), 1e-9)
        either = np.maximum(precision + recall, 1e-9)
        likeness: Floats = 2 * precision * recall / either
        return likeness

    @cached_property
    def naming(self) -> Floats:
        """The share of the words of the whole context that are asked, from 0 to 1.

        Stop words do not count.
        """
        telling = ~self._vocabulary.is_stop[self.words]
        rows = len(self._paragraphs)
        asked = telling & (self._column != NOT_ASKED)
        whole = np.bincount(self.row[telling], minlength=rows)
        share: Floats = np.bincount(self.row[asked], minlength=rows) / np.maximum(
            whole, 1
        )
        return share

    @cached_property
    def opens_section(self) -> Bools:
        """Whether a paragraph is the first with its context."""
        opens: Bools = (self.numbers != self._before) | (self._paragraphs == 0)
        return opens

    def _table(self, chosen: Bools) -> Bools:
        table = np.zeros((len(self._paragraphs), len(self._query.terms)), np.bool_)
        asked = (self._column != NOT_ASKED) & chosen
        table[self.row[asked], self._column[asked]] = True
        return table
