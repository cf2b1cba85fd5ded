"""Which sentences of the likeliest paragraphs answer a question best."""

from collections.abc import Callable, Mapping

import numpy as np

from . import evidence
from .comparison import Matches
from .statistics import Floats

Evidence = Callable[[Matches], Floats]

WEIGHTS: Mapping[Evidence, float] = {
    evidence.coverage: 1.0,
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
