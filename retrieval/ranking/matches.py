"""The matches between a question and the candidate sentences, as arrays."""

from functools import cached_property

import numpy as np

from retrieval.arrays import Bools, Floats, Integers, Ints, Longs
from retrieval.index.collection import Collection
from retrieval.index.leaning import lean
from retrieval.index.rows import concatenated_ranges, greatest_by_row, opens_run
from retrieval.index.similar_words import WordSimilarity
from retrieval.index.statistics import Statistics
from retrieval.language.profile import OTHER
from retrieval.query.query import NOT_ASKED, Query
from retrieval.semantic.meaning import Nearness

from .context_matches import ContextMatches

WORDS_SHARE = 0.5
"""The share of the idf of a question's words that a row needs to be judged by words.

That is where a sentence in another language is nearest. Of the answers in another
language than the question, beside articles in its own, .69 come first; .37 where one
word is enough.
"""


class Matches:
    """Which terms of *query* occur where in the sentences of *paragraphs*.

    A row is a sentence, in reading order; a column is a term of the query. Arrays "by
    token" have one element for each token of the rows, in reading order. *nearness*
    has the cosine of each sentence of the collection with the question, and *above* how
    much that is more than usual, if meaning is searched, too.
    """

    def __init__(
        self,
        query: Query,
        paragraphs: Ints,
        collection: Collection,
        statistics: Statistics,
        similarity: WordSimilarity,
        nearness: Nearness | None = None,
    ) -> None:
        self.query = query
        self.collection = collection
        self.statistics = statistics
        self.similarity = similarity
        self.nearness = nearness.sentences if nearness else None
        self.above = nearness.above if nearness else None
        self.paragraphs = paragraphs
        self.sentences, self.paragraph_row = concatenated_ranges(
            collection.paragraph_starts[paragraphs],
            collection.paragraph_starts[paragraphs + 1],
            len(collection.sentences),
        )
        starts = collection.token_starts
        tokens, self.row = concatenated_ranges(
            starts[self.sentences], starts[self.sentences + 1], len(collection.words)
        )
        self.words = collection.words[tokens]
        self.stems = collection.vocabulary.stem_of[self.words]
        self.capital = collection.capital[tokens]
        self.lengths = np.bincount(self.row, minlength=self.rows)
        self.first_token = np.cumsum(self.lengths) - self.lengths

    @property
    def rows(self) -> int:
        """The number of sentences."""
        return len(self.sentences)

    @cached_property
    def opens_paragraph(self) -> Bools:
        """Whether a row is the first sentence of its paragraph."""
        return opens_run(self.paragraph_row)

    @cached_property
    def position(self) -> Longs:
        """By token, its 0-based position in its sentence."""
        return np.arange(len(self.row)) - self.first_token[self.row]

    @cached_property
    def column(self) -> Ints:
        """By token, the column of its stem in the question, or NOT_ASKED."""
        of_token: Ints = self._column_of_stem[self.stems]
        return of_token

    @cached_property
    def _column_of_stem(self) -> Ints:
        """By stem of the vocabulary, its column in the question, or NOT_ASKED."""
        known = np.flatnonzero(self.query.stems >= 0)
        columns = np.full(len(self.collection.vocabulary.stems), NOT_ASKED, np.int32)
        columns[self.query.stems[known]] = known
        return columns

    @cached_property
    def asked(self) -> Longs:
        """The indices of the tokens whose stem is in the question, ascending."""
        return np.flatnonzero(self.column != NOT_ASKED)

    @cached_property
    def is_new(self) -> Bools:
        """By token, whether its stem is not in the question."""
        new: Bools = self.column == NOT_ASKED
        return new

    @cached_property
    def holds(self) -> Bools:
        """Whether each row has each column's stem; shape (rows, columns)."""
        return self.table(self.asked)

    @cached_property
    def holds_before(self) -> Bools:
        """`holds` of the previous sentence; False where the paragraph begins."""
        before = np.zeros_like(self.holds)
        before[1:] = self.holds[:-1]
        before[self.opens_paragraph] = False
        return before

    @cached_property
    def leans(self) -> Bools:
        """Whether a row opens with a back-reference, such as a pronoun."""
        return lean(self.sentences, self.collection)

    @cached_property
    def context(self) -> ContextMatches:
        """What the headings above the paragraphs hold of the question."""
        return ContextMatches(
            self.query,
            self.paragraphs,
            self.collection,
            self.statistics,
            self._column_of_stem,
        )

    @cached_property
    def in_near_context(self) -> Bools:
        """Whether a row's nearest heading or lead-in has a column's stem."""
        held: Bools = self.context.near[self.paragraph_row]
        return held

    @cached_property
    def in_far_context(self) -> Bools:
        """Whether its title, a higher heading or the file's name has it."""
        held: Bools = self.context.far[self.paragraph_row]
        return held

    @cached_property
    def stands_in(self) -> Floats:
        """How well a synonym in each row stands for each column's stem, from 0 to 1.

        Shape (rows, columns); 0 where the row has the stem itself. The value is the
        ratio of the synonym's idf to the stem's, at most 1.
        """
        found = np.zeros(self.holds.shape)
        synonyms = self.query.synonyms
        if not synonyms:
            return found
        columns = [*map(self.query.terms.index, synonyms)]
        stems = np.unique(np.concatenate([*synonyms.values()]))
        idfs = self.statistics.paragraph_idf(stems)
        shares = np.zeros((len(columns), len(stems)))
        for share, column, numbers in zip(
            shares, columns, synonyms.values(), strict=True
        ):
            places = stems.searchsorted(numbers)
            # A stem in no article has no meaningful idf to compare with.
            known = self.query.stems[column] >= 0
            share[places] = idfs[places] / self.weights[column] if known else 1
        place = self._places(stems)
        tokens = np.flatnonzero(place >= 0)
        best = self.greatest(shares[:, place[tokens]], self.row[tokens])
        found[:, columns] = np.minimum(best.T, 1)
        found[self.holds] = 0
        return found

    @cached_property
    def weights(self) -> Floats:
        """By column, the idf of its stem among paragraphs."""
        return self.statistics.paragraph_idf(self.query.stems)

    @cached_property
    def content_weights(self) -> Floats:
        """The weights, 0 for stop words."""
        return self.weights * self.query.is_content

    @cached_property
    def article(self) -> Ints:
        """By row, the index of its article in `articles`."""
        return self._articles[1]

    @cached_property
    def articles(self) -> Ints:
        """The articles of the rows, ascending."""
        return self._articles[0]

    @cached_property
    def _articles(self) -> tuple[Ints, Ints]:
        of_rows = self.collection.article_of[self.sentences]
        opens = opens_run(of_rows)
        return of_rows[opens], np.cumsum(opens, dtype=np.int32) - 1

    @cached_property
    def content_columns(self) -> list[int]:
        """By distinct content word, the column of its stem."""
        return [self.query.terms.index(term) for term in self._content.values()]

    @cached_property
    def _content(self) -> dict[str, str]:
        """By form, the stems of the content words."""
        tokens = self.query.tokens
        return {token.form: token.term for token in tokens if not token.stop}

    @cached_property
    def _similar(self) -> tuple[Ints, Floats]:
        """By word of the vocabulary, a column of the table, and the table.

        The table has a row for each content word. Column 0 is all 0, for words that are
        similar to none.
        """
        found = [self.similarity.similar(form) for form in self._content]
        numbers = np.concatenate(
            [np.zeros(0, np.int32), *(each.words for each in found)]
        )
        place = np.zeros(len(self.collection.vocabulary), np.int32)
        place[numbers] = np.arange(1, len(numbers) + 1)
        table = np.zeros((len(found), len(numbers) + 1))
        for row, similar in zip(table, found, strict=True):
            row[place[similar.words]] = similar.similarities
        return place, table

    def likeness(self, words: Ints, rows: Ints, n_rows: int) -> Floats:
        """Return the greatest similarity to each content word by row.

        *rows*, ascending, are those of *words*. Shape (content words, *n_rows*).
        """
        place, table = self._similar
        place = place[words]
        similar = np.flatnonzero(place)
        return greatest_by_row(table[:, place[similar]], rows[similar], n_rows)

    @cached_property
    def nearer(self) -> Floats:
        """By row, `Nearness.above`."""
        assert self.above is not None
        nearer: Floats = self.above[self.sentences]
        return nearer

    @cached_property
    def _languages(self) -> Integers:
        """By row, the index of its language in those of the collection."""
        numbers: Integers = self.collection.sentence_languages[self.sentences]
        return numbers

    @cached_property
    def is_foreign(self) -> Bools:
        """Whether a row is in another language than the question, if both are told."""
        language = self.query.language
        if language is None:
            return np.zeros(self.rows, np.bool_)
        languages = self.collection.languages
        is_other = np.array([each not in (language, OTHER) for each in languages])
        foreign: Bools = is_other[self._languages]
        return foreign

    @cached_property
    def is_by_meaning(self) -> Bools:
        """Whether a row is compared with others by meaning, not by its words.

        That is true of a foreign row, and where one is the nearest for its language
        also of each row with less than WORDS_SHARE of the question's words.
        """
        if not (self.is_foreign.any() and self.is_foreign[np.argmax(self.nearer)]):
            return self.is_foreign
        held = self.holds | self.in_near_context | self.in_far_context
        share = (held | (self.stands_in > 0)) @ self.content_weights
        lacking: Bools = share < WORDS_SHARE * self.content_weights.sum()
        return self.is_foreign | lacking

    def table(self, tokens: Integers) -> Bools:
        """Return which columns occur in which rows among *tokens*; (rows, columns).

        *tokens* are indices from `asked`.
        """
        table = np.zeros((self.rows, len(self.query.terms)), np.bool_)
        table[self.row[tokens], self.column[tokens]] = True
        return table

    def any(self, tokens: Bools | Longs) -> Bools:
        """Return whether each row has one of *tokens*, a mask or indices."""
        return np.bincount(self.row[tokens], minlength=self.rows) > 0

    def greatest(self, values: Floats, rows: Ints) -> Floats:
        """Return the maximum of *values* by sentence; see `greatest_by_row`."""
        return greatest_by_row(values, rows, self.rows)

    def _places(self, stems: Ints) -> Ints:
        """Return, by token, the index of its stem in *stems*, or -1."""
        places = np.full(len(self.collection.vocabulary.stems), -1, np.int32)
        places[stems] = np.arange(len(stems))
        of_token: Ints = places[self.stems]
        return of_token
