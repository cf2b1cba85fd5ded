"""Fits the weights of `retrieval.ranking.scorer`, cross-validated over articles.

    python bench/fit_weights.py --articles DIR --questions FILE [--folders DIR]
        [--semantic]

The files are as for bench/answers.py, folders as for bench/folders.py. The weights
maximise the likelihood of right rows under a softmax over the rows of a question: the
loss of Cao et al., Learning to Rank (2007), with the mass shared by all right rows, and
an L2 penalty on the distance from the present weights. Articles are divided into folds,
and each folder is one; the questions of a fold are judged with weights fitted on the
others. Needs scipy:
pip install excerpt-bot[bench].
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.encoders import RememberingEncoder
from bench.folders import Folder, FolderQuestion, read_folders
from bench.questions import Question, deal, judge, read_questions
from retrieval import Article, Retriever, read_articles
from retrieval.arrays import Bools, Floats
from retrieval.excerpts.excerpt import make_excerpt
from retrieval.excerpts.passages import passage_around
from retrieval.ranking.matches import Matches
from retrieval.ranking.scorer import MEANING_WEIGHTS, WEIGHTS

# The best rows by the present weights; others rarely win by new weights.
ROWS = 60
FOLDS = 6
PENALTY = 1.0
# The present weights are this many times those that the likelihood is greatest for,
# about: only their ratios matter for the order.
SCALE = 4.0


Q = TypeVar("Q", Question, FolderQuestion)
Rows = npt.NDArray[np.int64]

ENCODER = RememberingEncoder() if "--semantic" in sys.argv else None
PRESENT = MEANING_WEIGHTS if ENCODER else WEIGHTS
PIECES = [piece.__name__ for piece in PRESENT]
# The piece with the weight 1.
UNIT = PIECES.index("coverage")


class Examples(NamedTuple):
    """The rows of each question, best first by the present weights.

    *evidence* has the shape (questions, ROWS, pieces), *right* and *empty* have the
    shape (questions, ROWS); *empty* marks the padding of questions with fewer rows.
    """

    evidence: Floats
    right: Bools
    empty: Bools

    def of(self, chosen: Bools) -> "Examples":
        """Return the examples of the *chosen* questions."""
        return Examples(self.evidence[chosen], self.right[chosen], self.empty[chosen])

    def with_others(self, others: "Examples") -> "Examples":
        """Return these examples and *others*."""
        return Examples(
            np.concatenate([self.evidence, others.evidence]),
            np.concatenate([self.right, others.right]),
            np.concatenate([self.empty, others.empty]),
        )


def main() -> None:
    """Print the quality of present and fitted weights, and the fitted weights."""
    options = _options()
    questions = read_questions(options.questions, options.sample)
    examples = collect(open_retriever(read_articles(options.articles)), questions)
    used = np.array([name != options.without for name in PIECES])
    folds = deal([min(question.sources) for question in questions], FOLDS)
    folders = read_folders(options.folders) if options.folders else []
    for number, folder in enumerate(folders, FOLDS):
        of_folder = collect_folder(folder)
        examples = examples.with_others(of_folder)
        folds = np.append(folds, np.full(len(of_folder.right), number))
    ranks = np.zeros(len(folds), np.int64)
    for fold in set(folds.tolist()):
        held_out = folds == fold
        weights = fit(examples.of(~held_out), used)
        ranks[held_out] = rank(examples.of(held_out), weights)
    fitted = fit(examples, used)
    present = np.array(list(PRESENT.values()))
    print("| weights | R@1 | R@3 | R@5 | R@10 | MRR@10 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for kind, chosen in (("articles", folds < FOLDS), ("folders", folds >= FOLDS)):
        if chosen.any():
            print_row(f"{kind}, present", rank(examples.of(chosen), present))
            print_row(f"{kind}, fitted", rank(examples.of(chosen), fitted))
            print_row(f"{kind}, cross-validated", ranks[chosen])
    print()
    for name, old, new in zip(PIECES, present, fitted / fitted[UNIT], strict=True):
        print(f"{name:<14} {old:7.2f} -> {new:7.2f}")


def open_retriever(articles: Sequence[Article]) -> Retriever:
    """Return a retriever as it is to be fitted."""
    return Retriever(articles, encoder=ENCODER)


def collect(retriever: Retriever, questions: Sequence[Question]) -> Examples:
    """Return the evidence for the best ROWS sentences of each question."""

    def rights(question: Question, matches: Matches, rows: Rows) -> list[bool]:
        sentences = matches.collection.sentences
        numbers = matches.sentences[rows].tolist()
        return [question.is_answered_by(sentences[number]) for number in numbers]

    return examples_of(retriever, questions, rights)


def collect_folder(folder: Folder) -> Examples:
    """Return the evidence for the best ROWS sentences of each question of a folder.

    A sentence is right if the excerpt that is made of it alone is. Questions without an
    answer are left out.
    """

    def rights(question: FolderQuestion, matches: Matches, rows: Rows) -> list[bool]:
        collection = matches.collection
        passages = (
            passage_around(number, 0.0, collection)
            for number in matches.sentences[rows].tolist()
        )
        excerpts = (make_excerpt(each, collection, lambda _: []) for each in passages)
        return list(map(question.is_answered_by, excerpts))

    questions = [question for question in folder.questions if question.gold]
    return examples_of(open_retriever(folder.articles), questions, rights)


def examples_of(
    retriever: Retriever,
    questions: Sequence[Q],
    rights: Callable[[Q, Matches, Rows], list[bool]],
) -> Examples:
    """Return the evidence of the best rows, with what *rights* says of each."""
    shape: tuple[int, int] = len(questions), ROWS
    evidence = np.zeros((*shape, len(PIECES)))
    right, empty = np.zeros(shape, np.bool_), np.ones(shape, np.bool_)
    present = np.array(list(PRESENT.values()))
    for number, question in enumerate(questions):
        matches = retriever.matches(question.text)
        pieces = np.stack([piece(matches) for piece in PRESENT], axis=1)
        best = np.argsort(-(pieces @ present), kind="stable")[:ROWS]
        evidence[number, : len(best)] = pieces[best]
        right[number, : len(best)] = rights(question, matches, best)
        empty[number, : len(best)] = False
    return Examples(evidence, right, empty)


def fit(examples: Examples, used: Bools) -> Floats:
    """Return weights that make right rows likely, 0 for pieces that are not *used*."""
    # Questions without a right row contribute nothing.
    evidence, right, empty = examples.of(examples.right.sum(axis=1) > 0)
    scale = evidence[~empty].std(axis=0)
    scaled = np.where(used, evidence / np.where(scale > 0, scale, 1), 0)
    start = np.array(list(PRESENT.values())) * scale * used
    start /= SCALE
    found = minimize(
        _loss, start, args=(scaled, right, empty, start), jac=True, method="L-BFGS-B"
    )
    weights: Floats = np.divide(
        found.x, scale, out=np.zeros_like(scale), where=used & (scale > 0)
    )
    return weights


def _loss(
    weights: Floats, evidence: Floats, right: Bools, empty: Bools, start: Floats
) -> tuple[float, Floats]:
    """Return the loss and its gradient."""
    scores = np.where(empty, -np.inf, evidence @ weights)
    right_scores = np.where(right, scores, -np.inf)
    of_all = logsumexp(scores, axis=1, keepdims=True)
    of_right = logsumexp(right_scores, axis=1, keepdims=True)
    surplus = np.exp(scores - of_all) - np.exp(right_scores - of_right)
    moved = weights - start
    loss = (of_all - of_right).sum() + PENALTY / 2 * moved @ moved
    gradient = np.tensordot(surplus, evidence, 2) + PENALTY * moved
    return float(loss), gradient


def rank(examples: Examples, weights: Floats) -> npt.NDArray[np.int64]:
    """Return the 1-based rank of the first right row by question; 0 without one."""
    scores = np.where(examples.empty, -np.inf, examples.evidence @ weights)
    order = np.argsort(-scores, axis=1, kind="stable")
    in_order = np.take_along_axis(examples.right, order, axis=1)
    return np.where(in_order.any(axis=1), in_order.argmax(axis=1) + 1, 0)


def print_row(name: str, ranks: npt.NDArray[np.int64]) -> None:
    """Print a line of the table."""
    shares = " | ".join(f"{share:.4f}" for share in judge(ranks.tolist()))
    print(f"| {name} | {shares} |", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=Path, required=True, metavar="DIR")
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE")
    parser.add_argument("--folders", type=Path, metavar="DIR")
    parser.add_argument(
        "--semantic", action="store_true", help="search by meaning, too"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="so many questions")
    parser.add_argument(
        "--without",
        choices=[name for name in PIECES if name != PIECES[UNIT]],
        metavar="NAME",
        help="leave a piece of evidence out, to see what it is worth",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
