"""Measures what searching by meaning costs, beside searching by words alone.

    python bench/semantic.py --sentences FILE --questions FILE [--size N] [--threads N]

FILEs have one sentence, or question, a line. Embedding is timed on some sentences; the
rest get random vectors, which take as long to search. Processor time is counted, since
other programs make the clock's differ, which is shown for answers, too.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.answers import make_articles, read_lines
from retrieval import Retriever
from retrieval.semantic.encoder import Encoder, Vectors, normalised
from retrieval.semantic.local import LocalEncoder
from retrieval.semantic.vectors import Quantised

EMBEDDED = 300
ASKED = 200


class HalfRandomEncoder:
    """Embeds questions with *encoder*, but gives passages random vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = "random"
        self.questions = encoder.questions

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return random vectors."""
        dimensions = self.questions([""]).shape[1]
        random = np.random.default_rng(1).normal(size=(len(texts), dimensions))
        return normalised(random)


def main() -> None:
    """Print the table."""
    options = _options()
    lines = read_lines(options.sentences, options.size)
    questions = options.questions.read_text("utf-8").splitlines()[:ASKED]
    began = time.process_time()
    encoder = LocalEncoder(options.threads)
    vectors = encoder.passages(lines[:1])
    start = time.process_time() - began
    sentence = milliseconds(lambda text: encoder.passages([text]), lines[:EMBEDDED])
    question = milliseconds(lambda text: encoder.questions([text]), questions)
    bytes_each = sum(part.nbytes for part in Quantised.of(vectors)) + 8
    words = Retriever(make_articles(lines))
    before = memory()
    meaning = Retriever(make_articles(lines), encoder=HalfRandomEncoder(encoder))
    print(f"{len(lines):,} sentences, {len(questions):,} questions\n")
    print("| processor time, median | by words | by meaning, too |")
    print("| --- | --- | --- |")
    print(f"| ms to answer | {asked(words, questions)} | {asked(meaning, questions)} |")
    clock = [asked(each, questions, time.perf_counter) for each in (words, meaning)]
    print(f"| ms to answer, by the clock | {clock[0]} | {clock[1]} |")
    print(f"| ms to embed the question | | {np.median(question):.1f} |")
    print(f"| ms to embed a sentence | | {np.median(sentence):.1f} |")
    print(f"| bytes a sentence on disk | | {bytes_each} |")
    print(f"| s to start | | {start:.2f} |")
    print(f"| greatest memory, MB | {before} | {memory()} |")


def milliseconds(
    task: Callable[[str], object],
    texts: Sequence[str],
    now: Callable[[], float] = time.process_time,
) -> Sequence[float]:
    """Return the time of *task* for each of *texts*."""
    found = []
    for text in texts:
        began = now()
        task(text)
        found.append(1000 * (now() - began))
    return found


def asked(
    retriever: Retriever,
    questions: Sequence[str],
    now: Callable[[], float] = time.process_time,
) -> str:
    """Return the median time of an answer."""
    retriever.answer(questions[0])
    return f"{np.median(milliseconds(retriever.answer, questions, now)):.1f}"


def memory() -> int:
    """Return the greatest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sentences", type=Path, required=True, metavar="FILE")
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE")
    parser.add_argument("--size", type=int, default=100_000, metavar="N")
    parser.add_argument(
        "--threads", type=int, default=1, metavar="N", help="see SEMANTIC_THREADS"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
