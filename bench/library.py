"""Speed of building, opening and refreshing a library.

    python bench/library.py FILE [--articles 250 2500]

FILE has one sentence per line, optionally compressed with gzip; 40 make an article, and
all are used again if there are too few. Seconds are CPU time; building, refreshing,
opening and memory are measured in new processes.
"""

import argparse
import gzip
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from retrieval import Library, read_articles, split_sentences
from retrieval.analysis.analyzer import Analyzer
from retrieval.bm25.okapi import PostingsBM25

ARTICLE, PARAGRAPH = 40, 4

# The last question has a misspelled word, which builds the index of the speller.
_OPEN = """
import re, sys, time
from pathlib import Path
from retrieval import Retriever
def private():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"RssAnon:\\s+(\\d+)", status)[1])
memory, began = private(), time.perf_counter()
def report():
    print(1000 * (time.perf_counter() - began), private() - memory)
retriever = Retriever.open(Path(sys.argv[1]))
report()
retriever.answer(sys.argv[2])
report()
retriever.answer("What did the goverment do?")
report()
"""

_REFRESH = """
import resource, sys, time
from pathlib import Path
from retrieval import Library
began = time.process_time()
Library(Path(sys.argv[2])).refresh(Path(sys.argv[1]))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(time.process_time() - began, peak)
"""

T = TypeVar("T")


def main() -> None:
    """Print a table with a column for each size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[250, 2_500])
    arguments = parser.parse_args()
    lines = cycle(read_lines(arguments.file))
    sizes = arguments.articles
    columns = [measure([*islice(lines, size * ARTICLE)]) for size in sizes]
    print("|", " | ".join(["", *(f"{size:,} articles" for size in sizes)]), "|")
    print("| --- |" + " ---: |" * len(columns))
    for name in columns[0]:
        print("|", " | ".join([name, *(column[name] for column in columns)]), "|")


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return data.decode().splitlines()


def measure(lines: list[str]) -> dict[str, str]:
    """Return the figures for a library of *lines*, by name."""
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name, "articles"), Path(name, "data")
        write_articles(lines, folder)
        # A file that has just been written is read again by the next refresh.
        time.sleep(2.1)
        library = Library(data)
        whole, peak = refreshed(folder, data)
        sentences = len(library.open().collection.sentences)
        (folder / "00000.txt").write_text("\n".join(lines[-ARTICLE:]))
        refresh, peak_of_refresh = refreshed(folder, data)
        splitting, _ = timed(partial(split, folder))
        bm25 = bm25_seconds(lines, Path(name, "bm25"))
        steps = opened(data, lines[len(lines) // 2])
        return {
            "sentences": f"{sentences:,}",
            "sentences/s, files -> saved library": f"{sentences / whole:,.0f}",
            "sentences/s, files -> sentences alone": f"{sentences / splitting:,.0f}",
            "lines/s, texts -> saved postings": f"{len(lines) / bm25:,.0f}",
            "MB at most, files -> saved library": f"{peak / 1024:,.0f}",
            "ms, one article changed -> saved library": f"{1000 * refresh:,.0f}",
            "MB at most, one article changed": f"{peak_of_refresh / 1024:,.0f}",
            "ms and private kB, open": steps[0],
            "ms and private kB, then the first answer": steps[1],
            "ms and private kB, then a misspelled word": steps[2],
            "bytes a sentence on disk": f"{library.contents().size / sentences:,.0f}",
        }


def write_articles(lines: list[str], folder: Path) -> None:
    """Write articles of several paragraphs."""
    folder.mkdir()
    paragraphs = [
        " ".join(lines[start : start + PARAGRAPH])
        for start in range(0, len(lines), PARAGRAPH)
    ]
    step = ARTICLE // PARAGRAPH
    for number, start in enumerate(range(0, len(paragraphs), step)):
        text = "\n".join(paragraphs[start : start + step])
        (folder / f"{number:05}.txt").write_text(text)


def split(folder: Path) -> None:
    """Read and split articles."""
    for article in read_articles(folder):
        split_sentences(article)


def bm25_seconds(lines: list[str], folder: Path) -> float:
    """Return the seconds to index whole lines with BM25 and save the index."""
    analyzer = Analyzer()
    build = partial(PostingsBM25, lines, analyzer.terms)
    return timed(lambda: build().save(folder))[0]


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the CPU seconds of *work*, and its result."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def refreshed(folder: Path, data: Path) -> tuple[float, float]:
    """Return the CPU seconds and the peak kB of a process that updates a library."""
    command = [sys.executable, "-c", _REFRESH, str(folder), str(data)]
    root = Path(__file__).parents[1]
    seconds, peak = subprocess.check_output(command, cwd=root, text=True).split()
    return float(seconds), float(peak)


def opened(data: Path, question: str) -> list[str]:
    """Return the milliseconds and kB after each step of a new process."""
    command = [sys.executable, "-c", _OPEN, str(data), question]
    root = Path(__file__).parents[1]
    output = subprocess.check_output(command, cwd=root, encoding="utf-8")
    return [
        ", ".join(f"{float(figure):,.0f}" for figure in line.split())
        for line in output.splitlines()
    ]


if __name__ == "__main__":
    main()
