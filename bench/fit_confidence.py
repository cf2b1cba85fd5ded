"""Fits the log-odds of `retrieval.confidence`, cross-validated over articles.

    python bench/fit_confidence.py --articles DIR --questions FILE

Files are those of bench/answers.py. Each article is put into a library of every size,
with others drawn at random, and questions about it are asked there; then they are asked
again without it. Articles are dealt into folds, and the questions of a fold are judged
by log-odds fitted without them. AUROC is the probability that an answer which can be
right has greater log-odds than one which cannot.
"""

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.questions import SEED, Question, auroc, deal, read_questions
from retrieval import Article, Retriever, read_articles
from retrieval.confidence import NOTHING_BELOW, SURE_FROM, signals
from retrieval.ranking import contributions, total

SIZES = (2, 3, 6, 12, 24)
# About each article, in each library.
QUESTIONS = 60
FOLDS = 6
# Keeps weights finite where classes can be told apart without error.
PENALTY = 1e-3
# Newton's method for a logistic regression is there after about ten steps.
STEPS = 25

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Case(NamedTuple):
    """A question asked in one library, and what came of it."""

    source: str  # the article that answers
    size: int  # of the library, with that article
    answerable: bool  # whether it was there
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
    answerable = np.array([case.answerable for case in cases])
    folds = deal([case.source for case in cases], FOLDS)
    odds = np.zeros(len(cases))
    for fold in range(FOLDS):
        held_out = folds == fold
        fitted = fit(values[~held_out], answerable[~held_out])
        odds[held_out] = log_odds(values[held_out], fitted)
    print(f"{unknown} questions without a known word are left out.\n")
    print_table(cases, odds)
    intercept, *weights = fit(values, answerable)
    print(f"\nintercept {intercept:.2f}, weights", *(f"{w:.2f}" for w in weights))


def collect(
    articles: Sequence[Article], questions: Sequence[Question]
) -> Iterator[Case]:
    """Yield the questions, asked with and without the article that answers them."""
    generator = random.Random(SEED)
    of_article: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        of_article[min(question.sources)].append(question)
    for article in articles:
        about = of_article[article.name]
        asked = generator.sample(about, min(QUESTIONS, len(about)))
        others = [other for other in articles if other is not article]
        for size in SIZES:
            library = generator.sample(others, min(size - 1, len(others)))
            for answerable in (True, False):
                retriever = Retriever([*library, article] if answerable else library)
                for question in asked:
                    yield ask(retriever, question, size, answerable=answerable)


def ask(
    retriever: Retriever, question: Question, size: int, *, answerable: bool
) -> Case:
    """Ask a question in a library of *size* articles, or one less."""
    comparison = retriever.compare(question.text)
    scores = total(contributions(comparison), comparison.rows)
    best = comparison.sentences[np.argsort(-scores, kind="stable")[:1]]
    return Case(
        min(question.sources),
        size,
        answerable,
        any(question.is_answered_by(comparison.collection.sentences[i]) for i in best),
        signals(comparison, scores),
    )


def fit(values: Floats, answerable: Bools) -> Floats:
    """Return the intercept and the weights of a logistic regression."""
    inputs = np.column_stack([np.ones(len(values)), values])
    fitted = np.zeros(inputs.shape[1])
    penalty = np.full(len(fitted), PENALTY)
    for _ in range(STEPS):
        expected = 1 / (1 + np.exp(-(inputs @ fitted)))
        gradient = inputs.T @ (answerable - expected) - penalty * fitted
        curvature = (inputs.T * (expected * (1 - expected))) @ inputs
        fitted += np.linalg.solve(curvature + np.diag(penalty), gradient)
    return fitted


def log_odds(values: Floats, fitted: Floats) -> Floats:
    """Return the log-odds of cases by the numbers that `fit` returns."""
    odds: Floats = values @ fitted[1:] + fitted[0]
    return odds


def print_table(cases: Sequence[Case], odds: Floats) -> None:
    """Print a line a library size, and one for all.

    Of the answerable: which share is called high and none, and none though the best hit
    is right; of the others: which share is called high and low.
    """
    sizes = np.array([case.size for case in cases])
    answerable = np.array([case.answerable for case in cases])
    right = np.array([case.right for case in cases])
    print("|  |  | can be answered |  |  | cannot |  |")
    print("| articles | AUROC | high | none | none though right | high | low |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for size in [*SIZES, None]:
        here = (sizes == size) | (size is None)
        can, cannot = odds[here & answerable], odds[here & ~answerable]
        shares = [
            auroc(can, cannot),
            np.mean(can >= SURE_FROM),
            np.mean(can < NOTHING_BELOW),
            np.mean(odds[here & answerable & right] < NOTHING_BELOW),
            np.mean(cannot >= SURE_FROM),
            np.mean((cannot >= NOTHING_BELOW) & (cannot < SURE_FROM)),
        ]
        print(f"| {size or 'all'} |", " | ".join(f"{s:.3f}" for s in shares), "|")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=Path, required=True, metavar="DIR")
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
