"""Fits the log-odds of `retrieval.ranking.confidence`, cross-validated over articles.

    python bench/fit_confidence.py --articles DIR --questions FILE

Files are those of bench/answers.py. Each article is put into a library of every size,
with others drawn at random, and questions about it are asked there; then questions are
asked with only that half of it which does not answer them, and without it. Articles are
dealt into folds, and the questions of a fold are judged by log-odds fitted without
them. AUROC is the probability that an answer which can be right has greater log-odds
than one which cannot.
"""

import argparse
import random
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.questions import SEED, Question, auroc, deal, read_questions
from retrieval import Article, Retriever, read_articles
from retrieval.arrays import Bools, Floats
from retrieval.ranking.confidence import NOTHING_BELOW, SURE_FROM, signals
from retrieval.ranking.scorer import contributions, total_scores

SIZES = (2, 3, 6, 12, 24)
# About each article, in each library.
QUESTIONS = 60
FOLDS = 6
# What nothing answers counts as much as what can be answered; and of that, a question
# about what an article leaves out this share, one about what no article speaks of more.
OF_HALVES = 1 / 3
# Keeps weights finite where classes can be told apart without error.
PENALTY = 1e-3
# Newton's method for a logistic regression is there after about ten steps.
STEPS = 25


class Present(Enum):
    """How much of the article that answers is in a library."""

    ALL = "all"
    HALF = "the half that does not answer"
    NOTHING = "nothing"


class Case(NamedTuple):
    """A question asked in one library, and what came of it."""

    source: str  # the article that answers
    size: int  # of the library, with that article
    present: Present
    right: bool  # whether the best hit answers
    signals: Floats  # (0,) if there are none


def main() -> None:
    """Print how well log-odds tell what can be answered, and the fitted numbers."""
    options = _options()
    articles = read_articles(options.articles)
    cases = list(collect(articles, read_questions(options.questions)))
    unknown = sum(not len(case.signals) for case in cases)
    cases = [case for case in cases if len(case.signals)]
    values = np.array([case.signals for case in cases])
    answerable = np.array([case.present is Present.ALL for case in cases])
    weights = np.array([weight(case.present) for case in cases])
    folds = deal([case.source for case in cases], FOLDS)
    odds = np.zeros(len(cases))
    for fold in range(FOLDS):
        held_out = folds == fold
        fitted = fit(values[~held_out], answerable[~held_out], weights[~held_out])
        odds[held_out] = log_odds(values[held_out], fitted)
    print(f"{unknown} questions without a known word are left out.\n")
    print_table(cases, odds)
    intercept, *found = fit(values, answerable, weights)
    print(f"\nintercept {intercept:.2f}, weights", *(f"{w:.2f}" for w in found))


def weight(present: Present) -> float:
    """Return what a case counts; there are as many of each."""
    shares = {Present.ALL: 1, Present.HALF: OF_HALVES, Present.NOTHING: 1 - OF_HALVES}
    return shares[present]


def collect(
    articles: Sequence[Article], questions: Sequence[Question]
) -> Iterator[Case]:
    """Yield the questions, asked where they can be answered and where they cannot."""
    generator = random.Random(SEED)
    of_article: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        of_article[min(question.sources)].append(question)
    for article in articles:
        about = of_article[article.name]
        half, left_out = halve(article, about, generator)
        asked = generator.sample(about, min(QUESTIONS, len(about)))
        asked_of_half = generator.sample(left_out, min(QUESTIONS, len(left_out)))
        others = [other for other in articles if other is not article]
        for size in SIZES:
            library = generator.sample(others, min(size - 1, len(others)))
            for present, held, some in (
                (Present.ALL, [article], asked),
                (Present.HALF, [half], asked_of_half),
                (Present.NOTHING, [], asked),
            ):
                retriever = Retriever([*library, *held])
                for question in some:
                    yield ask(retriever, question, size, present)


def halve(
    article: Article, questions: Sequence[Question], generator: random.Random
) -> tuple[Article, list[Question]]:
    """Return half of *article*, and those of *questions* which it does not answer."""
    title, *lines = article.text.splitlines(keepends=True)
    left_out = set(generator.sample(range(len(lines)), len(lines) // 2))
    ends = [len(title) + end for end in accumulate(map(len, lines))]
    kept = [line for number, line in enumerate(lines) if number not in left_out]
    unanswered = [
        question
        for question in questions
        if all(bisect_right(ends, start) in left_out for _, start in question.answers)
    ]
    return Article(article.name, "".join([title, *kept])), unanswered


def ask(retriever: Retriever, question: Question, size: int, present: Present) -> Case:
    """Ask a question in a library of *size* articles, or one less."""
    matches = retriever.matches(question.text)
    scores = total_scores(contributions(matches), matches.rows)
    best = matches.sentences[np.argsort(-scores, kind="stable")[:1]]
    return Case(
        min(question.sources),
        size,
        present,
        any(question.is_answered_by(matches.collection.sentences[i]) for i in best),
        signals(matches, scores),
    )


def fit(values: Floats, answerable: Bools, weights: Floats) -> Floats:
    """Return intercept and weights of a logistic regression; cases have *weights*."""
    inputs = np.column_stack([np.ones(len(values)), values])
    fitted = np.zeros(inputs.shape[1])
    penalty = np.full(len(fitted), PENALTY)
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-(inputs @ fitted)))
        gradient = inputs.T @ (weights * (answerable - expected)) - penalty * fitted
        curvature = (inputs.T * (weights * expected * (1 - expected))) @ inputs
        fitted += np.linalg.solve(curvature + np.diag(penalty), gradient)
    return fitted


def log_odds(values: Floats, fitted: Floats) -> Floats:
    """Return the log-odds of cases by the numbers that `fit` returns."""
    odds: Floats = values @ fitted[1:] + fitted[0]
    return odds


def print_table(cases: Sequence[Case], odds: Floats) -> None:
    """Print a line a library size, and one for all.

    Of the answerable: which share is called high and none, and none though the best hit
    is right; of those with half of their article and of those without it: the AUROC
    against the answerable, and which share is called high and none.
    """
    sizes = np.array([case.size for case in cases])
    present = np.array([case.present.name for case in cases])
    right = np.array([case.right for case in cases])
    print("|  | can be answered |  |  | half its article |  |  | no article |  |  |")
    print("| articles | high | none | none though right |", end="")
    print(" AUROC | high | none |" * 2)
    print("| --- " * 10 + "|")
    for size in [*SIZES, None]:
        here = (sizes == size) | (size is None)
        can = here & (present == Present.ALL.name)
        shares = [*called(odds[can]), np.mean(odds[can & right] < NOTHING_BELOW)]
        for other in (Present.HALF, Present.NOTHING):
            cannot = odds[here & (present == other.name)]
            shares += [auroc(odds[can], cannot), *called(cannot)]
        print(f"| {size or 'all'} |", " | ".join(f"{s:.3f}" for s in shares), "|")


def called(odds: Floats) -> list[float]:
    """Return the shares of *odds* that are called high and none."""
    return [float(np.mean(odds >= SURE_FROM)), float(np.mean(odds < NOTHING_BELOW))]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=Path, required=True, metavar="DIR")
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
