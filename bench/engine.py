"""Answers from OpenSearch compared with those of one machine, and what they take.

    python bench/engine.py --engine URL --articles DIR --questions FILE [--shards N]
    python bench/engine.py --engine URL --sentences FILE --questions FILE.txt

The articles are indexed as "bench-N", or brought up to date there. Each question is
asked in both ways. FILE is as in bench/answers.py; "same" is the share of questions
whose first hit, confidence, and excerpts with their lines are those of one machine.

With --sentences, articles of 240 of these lines each are indexed as "bench-speed-N",
and only the time of questions, one a line, is measured. Milliseconds are per question:
"cpu" is the time of this process, and trips are requests that wait for each other.
"""

import argparse
import gzip
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.encoders import RememberingEncoder
from bench.questions import DEPTH, Question, judge, read_questions
from bench.typos import mistype
from retrieval import Answer, Hit, Retriever, read_articles
from retrieval.engine.connection import Address, Connection
from retrieval.engine.embedder import EngineEmbedding
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever

SENTENCES = 240
"""How many sentences an article has, as those of an encyclopaedia."""


class Stopwatch:
    """Counts calls of methods, and the seconds that they take."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def time(self, owner: Any, method: str) -> None:
        """Measure each call of a *method* of *owner* from now on."""
        call = getattr(owner, method)

        def timed(*arguments: Any, **options: Any) -> Any:
            began = time.perf_counter()
            try:
                return call(*arguments, **options)
            finally:
                self.calls[method] += 1
                self.seconds[method] += time.perf_counter() - began

        setattr(owner, method, timed)


TRIPS = {
    "candidates": "first trip: paragraphs, frequencies",
    "more": "trip for corrected words",
    "found": "last trip: articles, neighbours",
}
PARTS = {**TRIPS, "_index": "small index"}


def main() -> None:
    """Print the comparison, or the times."""
    options = _options()
    connection = Connection(Address(tuple(options.engine.split(","))))
    with ExitStack() as stack:
        folder, prefix = options.articles, f"bench-{options.shards}"
        if options.sentences:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            prefix = f"bench-speed-{options.shards}"
            write_articles(options.sentences, folder, options.size)
        index = EngineIndex(
            connection, prefix, shards=options.shards, replicas=options.replicas
        )
        begin = time.perf_counter()
        index.refresh(folder, lambda done, total: None)
        print(f"brought up to date in {time.perf_counter() - begin:.1f} s")
    encoder = RememberingEncoder() if options.semantic else None
    if encoder:
        embedding = EngineEmbedding(connection, prefix, encoder.name, encoder.passages)
        embedding.complete(lambda done, total: None)
    there = EngineRetriever(connection, prefix, encoder=encoder)
    if options.sentences:
        texts = options.questions.read_text(encoding="utf-8").splitlines()
        print_times(there, texts[: options.sample or len(texts)])
    else:
        here = Retriever(read_articles(options.articles), encoder=encoder)
        questions: Sequence[Question] = read_questions(
            options.questions, options.sample
        )
        if options.typo:
            questions = list(mistype(questions, read_articles(options.articles)))
        compare(here, there, questions)
        print_times(there, [question.text for question in questions])
    # OpenSearch looks at its files every ten seconds only, so this comes last.
    contents = index.contents()
    print(
        f"{contents.sentences:,} sentences, {contents.shards} shards, "
        f"{contents.size / contents.sentences:.0f} bytes a sentence"
    )


def write_articles(sentences: Path, folder: Path, size: int) -> None:
    """Write the first *size* of *sentences* as articles, in paragraphs of five."""
    with gzip.open(sentences, "rt", encoding="utf-8") as file:
        lines = [line.strip() for line in islice(file, size)]
    for start in range(0, len(lines), SENTENCES):
        article = lines[start : start + SENTENCES]
        text = "\n\n".join(" ".join(article[at : at + 5]) for at in range(0, 240, 5))
        folder.joinpath(f"{start:08}.txt").write_text(text, encoding="utf-8")


def print_times(retriever: EngineRetriever, questions: Sequence[str]) -> None:
    """Print trips and time by part; the first tenth of *questions* only warms up."""
    watch, warming = Stopwatch(), len(questions) // 10
    for question in questions[:warming]:
        retriever.search(question, DEPTH)
    for name in PARTS:
        watch.time(retriever if name == "_index" else retriever.fetcher, name)
    seconds, used = [], time.process_time()
    for question in questions[warming:]:
        began = time.perf_counter()
        retriever.search(question, DEPTH)
        seconds.append(time.perf_counter() - began)
    used, asked = time.process_time() - used, len(seconds)
    p50, p95 = 1000 * np.percentile(seconds, [50, 95])
    trips = sum(watch.calls[name] for name in TRIPS) / asked
    print(f"{trips:.2f} trips a question; p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    for name, told in PARTS.items():
        print(f"{1000 * watch.seconds[name] / asked:8.1f} ms  {told}")
    rest = sum(seconds) - sum(watch.seconds.values())
    print(f"{1000 * rest / asked:8.1f} ms  reading, ranking")
    print(f"{1000 * used / asked:8.1f} ms  cpu of this process")


def compare(
    here: Retriever,
    there: EngineRetriever,
    questions: Sequence[Question],
) -> None:
    """Print quality, agreement and time of both."""
    names = ("one machine", "engine")
    hits: dict[str, list[list[Hit]]] = {name: [] for name in names}
    answers: dict[str, list[Answer]] = {name: [] for name in names}
    seconds: dict[str, list[float]] = {name: [] for name in names}
    cpu = dict.fromkeys(names, 0.0)
    for question in questions:
        for name, retriever in zip(names, (here, there), strict=True):
            begin, used = time.perf_counter(), time.process_time()
            hits[name].append(retriever.search(question.text, DEPTH))
            seconds[name].append(time.perf_counter() - begin)
            cpu[name] += time.process_time() - used
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
    parser.add_argument("--engine", required=True, metavar="URL[,URL]")
    texts = parser.add_mutually_exclusive_group(required=True)
    texts.add_argument("--articles", type=Path, metavar="DIR")
    texts.add_argument("--sentences", type=Path, metavar="FILE.gz")
    parser.add_argument("--size", type=int, default=110_000, help="how many of them")
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--semantic", action="store_true", help="by meaning, too")
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=0)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--typo", action="store_true", help="one error a question")
    return parser.parse_args()


if __name__ == "__main__":
    main()
