"""Scores of the candidate sentences: a weighted sum of the evidence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import combinations
from typing import Self

import numpy as np

from retrieval.analysis.word_traits import WordTrait
from retrieval.arrays import Floats
from retrieval.index.collection import Collection
from retrieval.query.query import Query

from . import evidence
from .demands import meeting_demands
from .matches import Matches

Evidence = Callable[[Matches], Floats]

ALIKE_ROWS = 8
"""How many of the best rows are compared with each other, to find outdated ones."""

ALIKE = 0.6
"""The least Jaccard similarity of two sentences that say the same."""

OF_SMALLER, OF_BOTH = 0.7, 0.3
"""The shares of words that versions of an article have in common, at least.

Versions of rules have .76 of the words of the shorter one, and .37 of all; minutes of
two meetings .48 and .32, two reports of the same event .55 and .21.
"""

COMPARED_WORDS = 5000
"""How much of two articles is compared."""

NEARLY = 0.75
"""The share of a row's score that one in a later version of its article needs."""

JUST_BELOW = 0.001
"""By how much an outdated row scores less than the one with the later date."""

KEPT_FROM = 0.4
"""The share of the best score that a further excerpt needs.

Fewer than 1 % of the benchmark's excerpts below it were right.
"""

WEIGHTS: Mapping[Evidence, float] = {
    evidence.coverage: 1.0,
    evidence.headings: 1.3,
    evidence.titles: 2.8,
    evidence.similar_headings: 1.5,
    evidence.question: -5.0,
    evidence.section: 16.5,
    evidence.section_opening: 6.0,
    evidence.title_opening: 20.0,
    evidence.definition: 6.0,
    evidence.exact_words: 0.65,
    evidence.similar_words: 0.71,
    evidence.synonyms: 1.15,
    evidence.stem_pairs: 0.07,
    evidence.phrases: 10.0,
    evidence.joined_words: 5.0,
    evidence.denial: 7.0,
    evidence.paragraph: 1.38,
    evidence.article: 2.95,
    evidence.expected_answer: 1.25,
    evidence.new_year: 8.1,
    evidence.counted_thing: 8.6,
    evidence.measured: 8.0,
    evidence.full_name: 3.9,
    evidence.near_answer: 0.68,
    evidence.length: -1.7,
    evidence.opening: 1.8,
    evidence.early_words: 6.7,
    evidence.leaning: 0.74,
    evidence.leaned_on: 0.47,
}
"""The weight of each piece of evidence, fitted by `bench/fit_weights.py`.

Fitted on encyclopaedia articles and on folders of rules, FAQs, lists and tables.
Questions with title_opening, definition, phrases, joined_words or denial are rare
there: these weights were set by hand.
"""

MEANING_WEIGHTS: Mapping[Evidence, float] = {
    **WEIGHTS,
    evidence.headings: 1.0,
    evidence.titles: 3.2,
    evidence.similar_headings: 0.5,
    evidence.question: 0.0,
    evidence.section: 3.4,
    evidence.section_opening: 7.5,
    evidence.exact_words: 0.75,
    evidence.similar_words: 0.05,
    evidence.synonyms: 1.2,
    evidence.paragraph: 1.0,
    evidence.article: 1.45,
    evidence.expected_answer: 2.0,
    evidence.new_year: 6.0,
    evidence.counted_thing: 5.9,
    evidence.measured: 11.6,
    evidence.length: -1.1,
    evidence.opening: 2.3,
    evidence.early_words: 2.6,
    evidence.leaning: 1.35,
    evidence.meaning: 145.0,
    evidence.meaning_around: 240.0,
    evidence.meaning_of_section: 36.0,
}
"""The weights when meaning is searched, too; fitted in the same way."""


FOREIGN_WEIGHTS: Mapping[Evidence, float] = {
    evidence.coverage: 0.5,
    evidence.exact_words: 0.5,
    evidence.phrases: 10.0,
    evidence.expected_answer: 2.0,
    evidence.length: -1.1,
    evidence.meaning: 145.0,
    evidence.meaning_around: 240.0,
    evidence.meaning_of_section: 36.0,
}
"""The weights for a row in another language than the question.

And for those of its language that have few of its words, so that both can be compared.
Names, figures and quotations are the words that both may have. Other evidence counts
for nothing: a word of one language says something else in another, or nothing.
"""


def weights_of(piece: Evidence, matches: Matches) -> Floats:
    """Return the weight of *piece* by row."""
    if matches.nearness is None:
        return np.full(matches.rows, WEIGHTS[piece])
    foreign = FOREIGN_WEIGHTS.get(piece, 0.0)
    return np.where(matches.is_by_meaning, foreign, MEANING_WEIGHTS[piece])


def contributions(matches: Matches) -> dict[str, Floats]:
    """Return, by name of the evidence, its share of the score of each row."""
    if matches.nearness is None:
        weighted = WEIGHTS.items()
        return {piece.__name__: weight * piece(matches) for piece, weight in weighted}
    return {
        piece.__name__: weights_of(piece, matches) * piece(matches)
        for piece in MEANING_WEIGHTS
    }


def total_scores(parts: Mapping[str, Floats], rows: int) -> Floats:
    """Return the score of each row: the sum of the *parts* from `contributions`."""
    return sum(parts.values(), start=np.zeros(rows))


def outdated(matches: Matches, scores: Floats) -> Floats:
    """Return what lowers a row below one of a later date that replaces it, by row.

    That is one that says the same, or one that scores nearly as much in a later version
    of the article. It is 0 for other rows, and for all if the question names a year.
    Only the ALIKE_ROWS best rows are compared.
    """
    lowered = np.zeros(matches.rows)
    if matches.query.names_year:
        return lowered
    collection = matches.collection
    best = np.argsort(-scores, kind="stable")[:ALIKE_ROWS].tolist()
    articles = collection.article_of[matches.sentences[best]].tolist()
    dates = dict(zip(best, collection.dates[articles].tolist(), strict=True))
    if len({*dates.values()} - {0}) < 2:
        return lowered
    article = dict(zip(best, articles, strict=True))
    stems = cache(partial(_stems, collection))
    said = cache(partial(_said, matches))
    held = matches.holds | (matches.stands_in > 0)
    for older, newer in combinations(best, 2):
        if 0 < dates[older] < dates[newer]:
            # A row that lacks a word of the question says something else.
            says_all = bool((held[older] <= held[newer]).all())
            is_same = says_all and _share(said(older), said(newer)) >= ALIKE
            if is_same or (
                scores[newer] >= NEARLY * scores[older] > 0
                and _are_versions(stems(article[older]), stems(article[newer]))
            ):
                ahead = scores[older] - scores[newer]
                lowered[older] = min(lowered[older], -ahead - JUST_BELOW)
    return lowered


def _said(matches: Matches, row: int) -> frozenset[int]:
    """Return the stems of what a row says, but not its figures."""
    first = matches.first_token[row]
    words = matches.words[first : first + matches.lengths[row]]
    vocabulary = matches.collection.vocabulary
    is_figure = vocabulary.traits[words] & np.uint8(WordTrait.NUMBER) != 0
    told = words[~vocabulary.is_stop[words] & ~is_figure]
    return frozenset(vocabulary.stem_of[told].tolist())


def _stems(collection: Collection, article: int) -> frozenset[int]:
    """Return the stems of the first content words of *article*."""
    _, tokens = collection.places_of(range(article, article + 1))
    words = collection.words[tokens][:COMPARED_WORDS]
    vocabulary = collection.vocabulary
    return frozenset(vocabulary.stem_of[words[~vocabulary.is_stop[words]]].tolist())


def _are_versions(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two articles have so many words in common as versions of one have."""
    common = len(one & other)
    smaller = max(1, min(len(one), len(other)))
    return common >= OF_SMALLER * smaller and _share(one, other) >= OF_BOTH


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / max(1, len(one | other))


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidate sentences with their scores; *evidence* is by name, then by row.

    Rows that do not meet the demands of the question's operators have the score -inf.
    *unused* are the operators, as typed, that would have left nothing.
    """

    matches: Matches
    evidence: dict[str, Floats]
    scores: Floats
    unused: tuple[str, ...] = ()

    @classmethod
    def of(cls, matches: Matches) -> Self:
        """Return the ranking of the rows of *matches*."""
        evidence = contributions(matches)
        scores = total_scores(evidence, matches.rows)
        evidence["outdated"] = outdated(matches, scores)
        scores += evidence["outdated"]
        if not matches.query.operators:
            return cls(matches, evidence, scores)
        met, unused = meeting_demands(matches)
        return cls(matches, evidence, np.where(met, scores, -np.inf), unused)

    @property
    def query(self) -> Query:
        """The question."""
        return self.matches.query

    def best(self, k: int) -> list[int]:
        """Return up to *k* rows that match, best first; ties keep reading order."""
        order = np.argsort(-self.scores, kind="stable")
        found = self.matches.holds.any(axis=1) | (self.evidence["synonyms"] > 0)
        found |= self.matches.in_near_context.any(axis=1)
        held = (found | (self.scores > 0)) & (self.scores > -np.inf)
        rows: list[int] = order[held[order]][:k].tolist()
        return rows

    def worth_showing(self, rows: list[int]) -> list[int]:
        """Return those of *rows* that match a content word and score near the best."""
        matches = (self.matches.holds[rows] & self.query.is_content).any(axis=1)
        for name in ("similar_words", "leaned_on"):
            matches |= self.evidence[name][rows] > 0
        if self.matches.nearness is not None:
            matches |= self.evidence["meaning"][rows] > 0
        best = self.scores.max(initial=0.0)
        near = self.scores[rows] >= best - (1 - KEPT_FROM) * abs(best)
        return [row for row, shown in zip(rows, matches & near, strict=True) if shown]

    def value(self, piece: Evidence, row: int) -> float:
        """Return the value of a piece of evidence, without its weight.

        0 if it has no weight for that row.
        """
        weight = float(weights_of(piece, self.matches)[row])
        return float(self.evidence[piece.__name__][row]) / weight if weight else 0.0

    def foreign_language(self, row: int) -> str | None:
        """Return the language of *row* if meaning leads to it from another one."""
        if self.matches.nearness is None or not self.matches.is_foreign[row]:
            return None
        collection = self.matches.collection
        article = int(collection.article_of[self.matches.sentences[row]])
        return collection.language_of(article)

    def evidence_for(self, row: int) -> dict[str, float]:
        """Return, by name of the evidence, its share of the score of *row*."""
        return {name: values.item(row) for name, values in self.evidence.items()}


def best_rival(ranking: Ranking) -> float:
    """Return the best score of a row in another paragraph than the best one.

    Rows that say the same as the best do not count, if they are among the ALIKE_ROWS
    best: they are other versions.
    """
    matches, scores = ranking.matches, ranking.scores
    best, *others = np.argsort(-scores, kind="stable").tolist()
    said, paragraph = _said(matches, best), matches.paragraph_row
    rivals = (
        float(scores[row])
        for place, row in enumerate(others)
        if paragraph[row] != paragraph[best]
        if place >= ALIKE_ROWS or _share(said, _said(matches, row)) < ALIKE
    )
    least = min(0.0, float(scores[best]))
    return max(least, next(rivals, least))
