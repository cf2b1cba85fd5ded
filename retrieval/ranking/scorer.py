"""Which sentences of the likeliest paragraphs answer a question best."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from retrieval.arrays import Floats
from retrieval.query.query import Query

from . import evidence
from .matches import Matches

Evidence = Callable[[Matches], Floats]

KEPT_FROM = 0.4
"""The share of the best score that a further excerpt needs; of the benchmark's excerpts
below it, not one in a hundred was right."""

WEIGHTS: Mapping[Evidence, float] = {
    evidence.coverage: 1.0,
    evidence.headings: 1.0,
    evidence.titles: 0.5,
    evidence.section: 8.0,
    evidence.section_opening: 4.0,
    evidence.exact_words: 0.77,
    evidence.similar_words: 0.67,
    evidence.synonyms: 1.5,
    evidence.stem_pairs: 0.07,
    evidence.paragraph: 1.4,
    evidence.article: 3.0,
    evidence.expected_answer: 1.7,
    evidence.new_year: 8.1,
    evidence.counted_thing: 8.6,
    evidence.measured: 8.0,
    evidence.full_name: 3.9,
    evidence.near_answer: 0.75,
    evidence.length: -1.7,
    evidence.opening: 2.4,
    evidence.early_words: 7.9,
    evidence.leaning: 0.93,
    evidence.leaned_on: 0.47,
}
"""What each piece of evidence counts; `bench/fit_weights.py` finds these numbers."""


def contributions(matches: Matches) -> dict[str, Floats]:
    """Return what each piece of evidence adds to the score of each row, by its name."""
    return {
        piece.__name__: weight * piece(matches) for piece, weight in WEIGHTS.items()
    }


def total_scores(parts: Mapping[str, Floats], rows: int) -> Floats:
    """Return the score of each row: the sum of the *parts* from `contributions`."""
    return sum(parts.values(), start=np.zeros(rows))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Sentences of the likeliest paragraphs with the score of each."""

    matches: Matches
    evidence: dict[str, Floats]
    scores: Floats

    @classmethod
    def of(cls, matches: Matches) -> Self:
        """Return the ranking of the rows of *matches*."""
        evidence = contributions(matches)
        return cls(matches, evidence, total_scores(evidence, matches.rows))

    @property
    def query(self) -> Query:
        """The question."""
        return self.matches.query

    def best(self, k: int) -> list[int]:
        """Return the *k* best rows, best first; of equal ones the earlier sentence."""
        order = np.argsort(-self.scores, kind="stable")
        found = self.matches.holds.any(axis=1) | (self.evidence["synonyms"] > 0)
        found |= self.matches.in_near_context.any(axis=1)
        held = found | (self.scores > 0)
        rows: list[int] = order[held[order]][:k].tolist()
        return rows

    def is_worth_showing(self, row: int) -> bool:
        """Return whether *row* matches the question and is not far behind the best."""
        held = self.matches.holds[row] & self.query.is_content
        is_match = held.any() or any(
            self.evidence[name][row] > 0 for name in ("similar_words", "leaned_on")
        )
        best = self.scores.max()
        behind = best - self.scores[row]
        return bool(is_match and behind <= (1 - KEPT_FROM) * abs(best))

    def evidence_for(self, row: int) -> dict[str, float]:
        """Return what each piece of evidence adds to the score of *row*."""
        return {name: float(values[row]) for name, values in self.evidence.items()}
