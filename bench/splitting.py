"""Quality and speed of sentence splitting, compared with other splitters.

    python bench/splitting.py FILE

A line of FILE is a paragraph: {"text": ..., "sentences": [[start, end], ...]}. A border
is the end of a sentence inside a paragraph, counted in characters that are not white
space. All installed peers are measured: pip install excerpt-bot[bench].
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from nltk.tokenize.punkt import PunktSentenceTokenizer

sys.path.insert(0, str(Path(__file__).parents[1]))

from retrieval import Article, split_sentences

# The best of this many runs counts: load only slows runs down.
ROUNDS = 5

Splitter = Callable[[str], list[str]]


class Paragraph(NamedTuple):
    """A text and its sentences as annotated by hand."""

    text: str
    sentences: list[str]


class Quality(NamedTuple):
    """Shares between 0 and 1."""

    f1: float
    precision: float
    recall: float
    exact_f1: float


def main() -> None:
    """Print a table with one row per splitter."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    paragraphs = read_paragraphs(parser.parse_args().file)
    print("| splitter | border F1 | precision | recall | exact F1 | MB/s |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, split in splitters():
        quality = judge(split, paragraphs)
        shares = " | ".join(f"{share:.3f}" for share in quality)
        print(f"| {name} | {shares} | {speed(split, paragraphs):.2f} |", flush=True)


def read_paragraphs(path: Path) -> list[Paragraph]:
    """Return the paragraphs of *path*, one per line."""
    paragraphs = []
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = row["text"]
            sentences = [text[start:end] for start, end in row["sentences"]]
            paragraphs.append(Paragraph(text, sentences))
    return paragraphs


def splitters() -> Iterator[tuple[str, Splitter]]:
    """Yield this project's and those of the installed peers."""
    yield "ours", split_ours
    yield "nltk Punkt, untrained", PunktSentenceTokenizer().tokenize
    for name, load in (
        ("pysbd", load_pysbd),
        ("syntok", load_syntok),
        ("sentencex", load_sentencex),
    ):
        try:
            yield name, load()
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)


def split_ours(text: str) -> list[str]:
    """Split *text* as an article."""
    return [sentence.text for sentence in split_sentences(Article("", text))]


def load_pysbd() -> Splitter:
    """Return pySBD with its rules for English."""
    import pysbd

    split: Splitter = pysbd.Segmenter(language="en", clean=False).segment
    return split


def load_syntok() -> Splitter:
    """Return syntok."""
    from syntok import segmenter

    def split(text: str) -> list[str]:
        return [
            "".join(token.spacing + token.value for token in sentence)
            for paragraph in segmenter.analyze(text)
            for sentence in paragraph
        ]

    return split


def load_sentencex() -> Splitter:
    """Return sentencex with its rules for English."""
    import sentencex

    return lambda text: list(sentencex.segment("en", text))


def judge(split: Splitter, paragraphs: list[Paragraph]) -> Quality:
    """Compare the sentences of *split* with the annotation."""
    right = found = marked = exact = found_sentences = marked_sentences = 0
    for text, sentences in paragraphs:
        gold, ours = spans(sentences), spans(split(text))
        gold_borders = {end for _, end in gold[:-1]}
        our_borders = {end for _, end in ours[:-1]}
        right += len(gold_borders & our_borders)
        found += len(our_borders)
        marked += len(gold_borders)
        exact += len(set(gold) & set(ours))
        found_sentences += len(ours)
        marked_sentences += len(gold)
    return Quality(
        f1=2 * right / (found + marked),
        precision=right / found,
        recall=right / marked,
        exact_f1=2 * exact / (found_sentences + marked_sentences),
    )


def spans(sentences: list[str]) -> list[tuple[int, int]]:
    """Return the spans of sentences, not counting white space."""
    spans = []
    end = 0
    for sentence in sentences:
        start, end = end, end + len("".join(sentence.split()))
        if start < end:
            spans.append((start, end))
    return spans


def speed(split: Splitter, paragraphs: list[Paragraph]) -> float:
    """Return the speed of *split* in megabytes of UTF-8 per second."""
    size = sum(len(paragraph.text.encode()) for paragraph in paragraphs)
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for paragraph in paragraphs:
            split(paragraph.text)
        seconds.append(time.perf_counter() - start)
    return size / 1e6 / min(seconds)


if __name__ == "__main__":
    main()
