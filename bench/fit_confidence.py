"""Fits the log-odds of `retrieval.ranking.confidence`, cross-validated over articles.

    python bench/fit_confidence.py --articles DIR --questions FILE [--folders DIR]
        [--semantic]

The files are as for bench/answers.py. Each article is put into a library of every
size, with others drawn at random, and asked about three times: with the whole article,
with only the half of it without the answer, and without the article. Articles are
divided into folds; the questions of a fold are judged by log-odds fitted on the other
folds. AUROC is the probability that an answerable question has higher log-odds than an
unanswerable one.

The questions of folders, see `bench.folders`, are asked once: those whose first excerpt
is right are the answerable ones. Each folder is judged by log-odds fitted without it.
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

from bench.encoders import RememberingEncoder
from bench.folders import Folder, read_folders
from bench.questions import SEED, Question, auroc, deal, read_questions
from retrieval import Article, Retriever, read_articles
from retrieval.arrays import Bools, Floats
from retrieval.ranking.confidence import (
    NOTHING_BELOW,
    SURE_FROM,
    meaning_signals,
    signals,
)
from retrieval.ranking.scorer import Ranking

ENCODER = RememberingEncoder() if "--semantic" in sys.argv else None
SIZES = (2, 3, 6, 12, 24)
# Per article and library.
QUESTIONS = 60
FOLDS = 6
# Answerable and unanswerable questions have the same total weight. This is the share of
# the unanswerable ones whose article is there in half; the rest have no article.
OF_HALVES = 1 / 3
# The total weight of the questions of folders, relative to that of all others.
OF_FOLDERS = 0.6
# The L2 penalty keeps weights finite if the classes are separable.
PENALTY = 1e-3
# Newton's method for logistic regression converges in about ten steps.
STEPS = 25


class Present(Enum):
    """How much of the answering article is in a library."""

    ALL = "all"
    HALF = "the half that does not answer"
    NOTHING = "nothing"


class Case(NamedTuple):
    """A question asked in one library, with the outcome."""

    source: str  # the article that answers
    size: int  # of the library, with that article
    present: Present
    right: bool  # whether the best hit answers
    signals: tuple[float, ...]  # empty without a known word


def main() -> None:
    """Print how well log-odds predict answerability, and the fitted weights."""
    options = _options()
    articles = read_articles(options.articles)
    cases = list(collect(articles, read_questions(options.questions, options.sample)))
    unknown = sum(not case.signals for case in cases)
    cases = [case for case in cases if case.signals]
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
    if options.folders:
        asked = [ask_folder(folder) for folder in read_folders(options.folders)]
        print_folders(asked, values, answerable, weights)
        values, answerable, weights = joined(asked, values, answerable, weights)
    intercept, *found = fit(values, answerable, weights)
    print(f"\nintercept {intercept:.2f}, weights", *(f"{w:.2f}" for w in found))


def weight(present: Present) -> float:
    """Return the weight of a case; each kind has the same number of cases."""
    shares = {Present.ALL: 1, Present.HALF: OF_HALVES, Present.NOTHING: 1 - OF_HALVES}
    return shares[present]


def collect(
    articles: Sequence[Article], questions: Sequence[Question]
) -> Iterator[Case]:
    """Yield every question once per library and kind of `Present`."""
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
                retriever = Retriever([*library, *held], encoder=ENCODER)
                for question in some:
                    yield ask(retriever, question, size, present)


def halve(
    article: Article, questions: Sequence[Question], generator: random.Random
) -> tuple[Article, list[Question]]:
    """Return half of *article*, and the *questions* that it does not answer."""
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
    ranking = Ranking.of(matches)
    best = matches.sentences[np.argsort(-ranking.scores, kind="stable")[:1]]
    return Case(
        min(question.sources),
        size,
        present,
        any(question.is_answered_by(matches.collection.sentences[i]) for i in best),
        all_signals(ranking),
    )


def all_signals(ranking: Ranking) -> tuple[float, ...]:
    """Return the signals, with those of meaning if it is searched; empty if none."""
    return (*(signals(ranking) or ()), *(meaning_signals(ranking) or ()))


class Asked(NamedTuple):
    """The questions of a folder, with the outcome of each."""

    folder: str
    right: Bools  # whether the first excerpt is right
    answerable: Bools
    values: Floats  # the signals, shape (questions, signals)


def ask_folder(folder: Folder) -> Asked:
    """Ask the questions of a folder; those without a known word are left out."""
    retriever = Retriever(folder.articles, encoder=ENCODER)
    right, answerable, values = [], [], []
    for question in folder.questions:
        matches = retriever.matches(question.text)
        found = all_signals(Ranking.of(matches))
        if found:
            excerpts = retriever.answer(question.text, k=1).excerpts
            right.append(any(map(question.is_answered_by, excerpts)))
            answerable.append(bool(question.gold))
            values.append(found)
    return Asked(folder.name, np.array(right), np.array(answerable), np.array(values))


def joined(
    asked: Sequence[Asked], values: Floats, answerable: Bools, weights: Floats
) -> tuple[Floats, Bools, Floats]:
    """Return the cases together with the questions of folders, and their weights."""
    number = sum(len(folder.right) for folder in asked)
    each = OF_FOLDERS * weights.sum() / max(1, number)
    return (
        np.concatenate([values, *(folder.values for folder in asked)]),
        np.concatenate([answerable, *(folder.right for folder in asked)]),
        np.concatenate([weights, np.full(number, each)]),
    )


def print_folders(
    asked: Sequence[Asked], values: Floats, answerable: Bools, weights: Floats
) -> None:
    """Print how many questions of each folder are called high, fitted without it."""
    print(
        "\n| folder | questions | right | right, high | wrong, high | no answer, high |"
    )
    print("| --- " * 6 + "|")
    for folder in asked:
        others = [other for other in asked if other is not folder]
        fitted = fit(*joined(others, values, answerable, weights))
        high = log_odds(folder.values, fitted) >= SURE_FROM
        wrong = ~folder.right & folder.answerable
        counts = (folder.right, folder.right & high, wrong & high)
        nothing = ~folder.answerable & high
        sums = [int(count.sum()) for count in (*counts, nothing)]
        print(f"| {folder.folder} | {len(high)} |", " | ".join(map(str, sums)), "|")


def fit(values: Floats, answerable: Bools, weights: Floats) -> Floats:
    """Return intercept and weights of a logistic regression with weighted cases."""
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
    """Return the log-odds of cases for the weights that `fit` returned."""
    odds: Floats = values @ fitted[1:] + fitted[0]
    return odds


def print_table(cases: Sequence[Case], odds: Floats) -> None:
    """Print one row per library size, and one for all.

    For answerable questions: the shares called high, called none, and called none
    although the best hit is right. For questions with half their article, and without
    it: the AUROC against the answerable, and the shares called high and none.
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
    """Return the shares of *odds* whose confidence is high and none."""
    return [float(np.mean(odds >= SURE_FROM)), float(np.mean(odds < NOTHING_BELOW))]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=Path, required=True, metavar="DIR")
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE")
    parser.add_argument("--folders", type=Path, metavar="DIR")
    parser.add_argument("--sample", type=int, metavar="N", help="so many questions")
    parser.add_argument(
        "--semantic", action="store_true", help="search by meaning, too"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
