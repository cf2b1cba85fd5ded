"""Questions with answers marked in articles, and the quality of hits."""

import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from retrieval import Sentence

# How many hits are judged.
DEPTH = 10
# Seeds all random choices here.
SEED = 1


class Question(NamedTuple):
    """A question and its answers: names of articles, and offsets into their texts."""

    text: str
    answers: Sequence[tuple[str, int]]

    @property
    def sources(self) -> frozenset[str]:
        """The names of the articles that answer."""
        return frozenset(source for source, _ in self.answers)

    def is_answered_by(self, sentence: Sentence) -> bool:
        """Return whether an answer begins inside *sentence*."""
        return any(
            sentence.article.name == source and sentence.start <= start < sentence.end
            for source, start in self.answers
        )

    def rank(self, found: Iterable[Sentence]) -> int:
        """Return the 1-based rank of the first right sentence in *found*, or 0."""
        right = (n for n, hit in enumerate(found, 1) if self.is_answered_by(hit))
        return next(right, 0)


class Quality(NamedTuple):
    """Shares of questions answered by the first hits; see `judge`."""

    r1: float
    r3: float
    r5: float
    r10: float
    mrr: float


def read_questions(path: Path, sample: int | None = None) -> list[Question]:
    """Read the questions of *path*, or *sample* of them drawn at random.

    A line is ``{"question": ..., "answers": [{"source": ..., "start": ...}]}``; *start*
    counts code points from 0.
    """
    questions = []
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            answers = [(answer["source"], answer["start"]) for answer in row["answers"]]
            questions.append(Question(row["question"], answers))
    if sample is None or sample >= len(questions):
        return questions
    return random.Random(SEED).sample(questions, sample)


def judge(ranks: Sequence[int]) -> Quality:
    """Return the quality of hits with these `Question.rank`s."""

    def recall(k: int) -> float:
        return sum(0 < rank <= k for rank in ranks) / len(ranks)

    reciprocal = sum(1 / rank for rank in ranks if 0 < rank <= DEPTH)
    return Quality(recall(1), recall(3), recall(5), recall(10), reciprocal / len(ranks))


def deal(sources: Sequence[str], folds: int) -> npt.NDArray[np.int64]:
    """Return a fold below *folds* for each of *sources*, equal for equal ones."""
    names = sorted(set(sources))
    random.Random(SEED).shuffle(names)
    fold_of = {name: place % folds for place, name in enumerate(names)}
    return np.array([fold_of[source] for source in sources])


def auroc(positive: npt.ArrayLike, negative: npt.ArrayLike) -> float:
    """Return the share of pairs in which *positive* is greater; ties count half."""
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left").mean()
    not_above = np.searchsorted(ordered, positive, "right").mean()
    return float(below + not_above) / 2 / len(ordered)
