"""Answers from OpenSearch compared with those of one machine.

    python bench/engine.py --engine URL --articles DIR --questions FILE [--shards N]

The articles are indexed as "bench-N", or brought up to date there. Each question is
asked in both ways. FILE is as in bench/answers.py; "same" is the share of questions
whose first hit, confidence, and excerpts with their lines are those of one machine.
Milliseconds are per question: "cpu" is the time of this process.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.questions import DEPTH, Question, judge, read_questions
from bench.typos import mistype
from retrieval import Answer, Hit, Retriever, read_articles
from retrieval.engine.connection import Address, Connection, Deadline, Json, Search
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever


class CountingConnection(Connection):
    """Counts requests and the seconds that they take."""

    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.requests = 0
        self.seconds = 0.0

    def searches(self, searches: Sequence[Search], deadline: Deadline) -> list[Json]:
        begin = time.perf_counter()
        answers = super().searches(searches, deadline)
        self.requests += 1
        self.seconds += time.perf_counter() - begin
        return answers


def main() -> None:
    """Print the comparison."""
    options = _options()
    connection = CountingConnection(Address((options.engine,)))
    prefix = f"bench-{options.shards}"
    index = EngineIndex(connection, prefix, shards=options.shards, replicas=0)
    begin = time.perf_counter()
    index.refresh(options.articles, lambda done, total: None)
    print(f"brought up to date in {time.perf_counter() - begin:.1f} s")
    here = Retriever(read_articles(options.articles))
    there = EngineRetriever(connection, prefix)
    questions: Sequence[Question] = read_questions(options.questions, options.sample)
    if options.typo:
        questions = list(mistype(questions, read_articles(options.articles)))
    compare(here, there, connection, questions)
    # OpenSearch looks at its files every ten seconds only, so this comes last.
    contents = index.contents()
    print(
        f"{contents.sentences:,} sentences, {contents.shards} shards, "
        f"{contents.size / contents.sentences:.0f} bytes a sentence"
    )


def compare(
    here: Retriever,
    there: EngineRetriever,
    connection: CountingConnection,
    questions: Sequence[Question],
) -> None:
    """Print quality, agreement and time of both."""
    names = ("one machine", "engine")
    hits: dict[str, list[list[Hit]]] = {name: [] for name in names}
    answers: dict[str, list[Answer]] = {name: [] for name in names}
    seconds: dict[str, list[float]] = {name: [] for name in names}
    cpu = dict.fromkeys(names, 0.0)
    connection.requests, connection.seconds = 0, 0.0
    for question in questions:
        for name, retriever in zip(names, (here, there), strict=True):
            begin, used = time.perf_counter(), time.process_time()
            hits[name].append(retriever.search(question.text, DEPTH))
            seconds[name].append(time.perf_counter() - begin)
            cpu[name] += time.process_time() - used
    searches = connection.requests, connection.seconds
    for question in questions:
        for name, retriever in zip(names, (here, there), strict=True):
            answers[name].append(retriever.answer(question.text))
    print("| | R@1 | R@3 | R@5 | R@10 | MRR@10 | p50 ms | p95 ms | cpu ms |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in names:
        found = zip(questions, hits[name], strict=True)
        ranks = [q.rank([hit.sentence for hit in some]) for q, some in found]
        shares = " | ".join(f"{share:.4f}" for share in judge(ranks))
        p50, p95 = 1000 * np.percentile(seconds[name], [50, 95])
        each = 1000 * cpu[name] / len(questions)
        print(f"| {name} | {shares} | {p50:.1f} | {p95:.1f} | {each:.1f} |")
    print()
    print_agreement(
        hits[names[0]], hits[names[1]], answers[names[0]], answers[names[1]]
    )
    requests, spent = (value / len(questions) for value in searches)
    print(
        f"first and further searches a question: {requests:.2f}, {1000 * spent:.1f} ms"
    )


def print_agreement(
    here: Sequence[Sequence[Hit]],
    there: Sequence[Sequence[Hit]],
    answers_here: Sequence[Answer],
    answers_there: Sequence[Answer],
) -> None:
    """Print for what share of questions both give the same."""
    firsts = [_first(a) == _first(b) for a, b in zip(here, there, strict=True)]
    print(f"same first hit: {np.mean(firsts):.4f}")
    pairs = list(zip(answers_here, answers_there, strict=True))
    for name, told in (("confidence", _confidence), ("excerpts", _excerpts)):
        same = np.mean([told(a) == told(b) for a, b in pairs])
        print(f"same {name}: {same:.4f}")
    corrected = [
        sum(map(bool, (x.corrections for x in some)))
        for some in (answers_here, answers_there)
    ]
    print("questions with corrections:", *corrected)
    shown = {_key(e): e for a, _ in pairs for e in a.excerpts}
    both = [
        (shown[_key(e)], e) for _, b in pairs for e in b.excerpts if _key(e) in shown
    ]
    exact = [
        (a.text, a.line, a.section) == (b.text, b.line, b.section) for a, b in both
    ]
    print(f"text, line and section the same for the same excerpt: {np.mean(exact):.4f}")


def _first(hits: Sequence[Hit]) -> Any:
    return hits and (hits[0].sentence.article.name, hits[0].sentence.start)


def _confidence(answer: Answer) -> Any:
    return answer.confidence


def _excerpts(answer: Answer) -> Any:
    return [(*_key(each), each.line) for each in answer.excerpts]


def _key(excerpt: Any) -> tuple[str, int, int]:
    return excerpt.source, excerpt.start, excerpt.end


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", required=True, metavar="URL")
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--typo", action="store_true", help="one error a question")
    return parser.parse_args()


if __name__ == "__main__":
    main()
