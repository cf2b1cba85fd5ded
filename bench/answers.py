"""Quality and speed of finding answers, compared with other engines.

    python bench/answers.py --articles DIR --questions FILE [--semantic]

A line of FILE is {"question": ..., "answers": [{"source": ..., "start": ...}]}: a file
of DIR and the offset of the answer's first character. A hit is right if its span
contains such an offset. R@k is the share of questions with a right hit among the first
k, MRR@10 the mean reciprocal rank of the first right hit, and ms the latency of a
single question; engines take turns. All installed engines are measured:
pip install excerpt-bot[bench].
"""

import argparse
import gzip
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rank_bm25 import BM25Okapi

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.peers import PEERS, Search
from bench.questions import DEPTH, Question, auroc, judge, read_questions
from bench.typos import mistype
from retrieval import (
    Article,
    Retriever,
    Sentence,
    load_encoder,
    read_articles,
    split_sentences,
)
from retrieval.ranking.confidence import confidence_of, log_odds
from retrieval.ranking.scorer import Ranking

# How many questions an engine answers in one turn: as many as a conversation has, and
# few enough for load on the machine to affect all engines alike.
TURN = 100
SENTENCES_PER_ARTICLE = 40


def main() -> None:
    """Print the requested table."""
    options = _options()
    questions = read_questions(options.questions, options.sample)
    if options.sentences:
        compare_speed(read_lines(options.sentences, options.size), questions)
        return
    articles = read_articles(options.articles)
    if options.hide:
        hide(articles, questions)
    else:
        compare(articles, questions, typo=options.typo, semantic=options.semantic)


def compare(
    articles: Sequence[Article],
    questions: Sequence[Question],
    *,
    typo: bool,
    semantic: bool,
) -> None:
    """Print the quality and speed of each engine on *questions*."""
    searches = dict(engines(articles))
    if semantic:
        by_meaning = Retriever(articles, encoder=load_encoder("local"))
        searches["ours, by meaning, too"] = search_ours(by_meaning)
    seconds, ranks = ask(searches, questions)
    print("| engine | R@1 | R@3 | R@5 | R@10 | MRR@10 | p50 ms | p95 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in searches:
        print_row(name, ranks[name], seconds[name])
    if typo:
        name = "ours, a typing error in each question"
        seconds, ranks = ask({name: searches["ours"]}, mistype(questions, articles))
        print_row(name, ranks[name], seconds[name])


def engines(articles: Sequence[Article]) -> Iterator[tuple[str, Search]]:
    """Yield this project's and those of the installed peers."""
    yield "ours", search_ours(Retriever(articles))
    sentences = [
        sentence for article in articles for sentence in split_sentences(article)
    ]
    for name, load in PEERS.items():
        try:
            yield name, load(sentences)
        except ImportError as error:
            print(f"{name} left out: {error.name} is not installed", file=sys.stderr)


def search_ours(retriever: Retriever) -> Search:
    """Return the search of this project."""

    def search(question: str) -> list[Sentence]:
        return [hit.sentence for hit in retriever.search(question, DEPTH)]

    return search


def ask(
    searches: dict[str, Search], questions: Sequence[Question]
) -> tuple[dict[str, list[float]], dict[str, list[int]]]:
    """Return, by engine, the seconds and the `Question.rank` of each question."""
    seconds: dict[str, list[float]] = defaultdict(list)
    ranks: dict[str, list[int]] = defaultdict(list)
    for begin in range(0, len(questions), TURN):
        for name, search in searches.items():
            for question in questions[begin : begin + TURN]:
                start = time.perf_counter()
                found = search(question.text)
                seconds[name].append(time.perf_counter() - start)
                ranks[name].append(question.rank(found))
    return seconds, ranks


def print_row(name: str, ranks: Sequence[int], seconds: Sequence[float]) -> None:
    """Print a row of the table of `compare`."""
    shares = " | ".join(f"{share:.3f}" for share in judge(ranks))
    print(f"| {name} | {shares} | {percentiles(seconds)} |")


def percentiles(seconds: Sequence[float]) -> str:
    """Return the median and the 95th percentile in milliseconds, as table cells."""
    return " | ".join(f"{1000 * p:.2f}" for p in np.percentile(seconds, [50, 95]))


def hide(articles: Sequence[Article], questions: Sequence[Question]) -> None:
    """Print the confidence with and without the articles that answer.

    AUROC is the probability that an answerable question has higher log-odds than an
    unanswerable one.
    """
    retriever = Retriever(articles)
    answerable = [odds(retriever, question) for question in questions]
    hidden: dict[frozenset[str], list[Question]] = defaultdict(list)
    for question in questions:
        hidden[question.sources].append(question)
    unanswerable = []
    for sources, asked in hidden.items():
        others = Retriever(a for a in articles if a.name not in sources)
        unanswerable += [odds(others, question) for question in asked]
    print("| its article is | high | low | none |")
    print("| --- | --- | --- | --- |")
    for name, found in (("there", answerable), ("hidden", unanswerable)):
        said = [confidence_of(value) for value in found]
        counts = " | ".join(str(said.count(word)) for word in ("high", "low", "none"))
        print(f"| {name} | {counts} |")
    print(f"\nAUROC {auroc(answerable, unanswerable):.3f}")


def odds(retriever: Retriever, question: Question) -> float:
    """Return the log-odds that the best hit answers *question*."""
    matches = retriever.matches(question.text)
    return log_odds(Ranking.of(matches))


def compare_speed(lines: Sequence[str], questions: Sequence[Question]) -> None:
    """Print the speed of searching articles made of *lines*, against rank_bm25."""
    start = time.perf_counter()
    retriever = Retriever(make_articles(lines))
    built = time.perf_counter()
    bm25 = BM25Okapi([line.lower().split() for line in lines])
    built_rank_bm25 = time.perf_counter()

    def score(question: str) -> list[Sentence]:
        bm25.get_scores(question.lower().split())
        return []

    searches = {"ours": search_ours(retriever), "rank_bm25, get_scores alone": score}
    build_seconds = built - start, built_rank_bm25 - built
    seconds, _ = ask(searches, questions)
    print(f"{len(lines):,} sentences, {len(questions):,} questions\n")
    print("| engine | build s | p50 ms | p95 ms |")
    print("| --- | --- | --- | --- |")
    for name, build in zip(searches, build_seconds, strict=True):
        print(f"| {name} | {build:.1f} | {percentiles(seconds[name])} |")


def read_lines(path: Path, size: int) -> list[str]:
    """Return up to *size* lines of *path*, optionally compressed with gzip."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return data.decode().splitlines()[:size]


def make_articles(lines: Sequence[str]) -> Iterator[Article]:
    """Yield articles whose lines are those of *lines*, in order."""
    for begin in range(0, len(lines), SENTENCES_PER_ARTICLE):
        text = "\n".join(lines[begin : begin + SENTENCES_PER_ARTICLE])
        yield Article(f"{begin}.txt", text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE")
    texts = parser.add_mutually_exclusive_group(required=True)
    texts.add_argument("--articles", type=Path, metavar="DIR")
    texts.add_argument(
        "--sentences",
        type=Path,
        metavar="FILE",
        help="measure speed alone, on articles of 40 lines of this file each",
    )
    parser.add_argument(
        "--size", type=int, default=100_000, help="how many of these lines"
    )
    parser.add_argument(
        "--sample", type=int, metavar="N", help="ask only so many, drawn at random"
    )
    parser.add_argument(
        "--semantic", action="store_true", help="search by meaning, too"
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--typo", action="store_true", help="ask once more with typing errors"
    )
    kind.add_argument(
        "--hide",
        action="store_true",
        help="ask once more without the articles that answer",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
