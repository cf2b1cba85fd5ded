"""Speed of text analysis, compared with other tokenizers.

    python bench/analysis.py FILE

FILE is a text, optionally compressed with gzip. Words are runs of letters and digits,
counted in the same way for all rows. bm25s needs PyStemmer to stem; it is measured if
both are installed: pip install excerpt-bot[bench].
"""

import argparse
import gzip
import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from nltk.stem.snowball import SnowballStemmer
from nltk.tokenize.destructive import NLTKWordTokenizer

sys.path.insert(0, str(Path(__file__).parents[1]))

from retrieval.analysis.analyzer import Analyzer

CHARACTERS = 4_000_000
ROUNDS = 2

_WORD = re.compile(r"\w+")

Analysis = Callable[[list[str]], object]


def main() -> None:
    """Print a table with one row per analyser."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    lines = read_lines(parser.parse_args().file)
    words = sum(len(_WORD.findall(line)) for line in lines)
    print(f"{words:,} words in {len(lines):,} texts\n")
    print("| analyser | words/s | x word_tokenize + Snowball |")
    print("| --- | --- | --- |")
    rates: dict[str, float] = {}
    # The best of several interleaved runs: load only slows runs down, and should
    # affect all analysers alike.
    for _ in range(ROUNDS):
        for name, make in analysers():
            rate = words / seconds(make(), lines)
            rates[name] = max(rate, rates.get(name, 0))
    for name, rate in rates.items():
        ratio = rate / rates["word_tokenize + Snowball"]
        print(f"| {name} | {rate:,.0f} | {ratio:.1f} |")


def read_lines(path: Path) -> list[str]:
    """Return the first lines of *path*, CHARACTERS in total."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return data.decode()[:CHARACTERS].splitlines()


def seconds(analyse: Analysis, lines: list[str]) -> float:
    """Return the seconds of an analyser with empty caches, as when indexing."""
    start = time.perf_counter()
    analyse(lines)
    return time.perf_counter() - start


def analysers() -> Iterator[tuple[str, Callable[[], Analysis]]]:
    """Yield this project's and those of the installed peers."""
    yield "ours, terms", lambda: one_by_one(Analyzer().terms)
    yield "ours, tokens with their spans", lambda: one_by_one(Analyzer().tokens)
    yield "word_tokenize + Snowball", make_nltk
    yield "word_tokenize + Snowball, memoised", make_nltk_memoised
    try:
        yield "bm25s tokenizer", load_bm25s(stem=False)
        yield "bm25s tokenizer + PyStemmer", load_bm25s(stem=True)
    except ImportError as error:
        print(f"{error.name} is not installed", file=sys.stderr)


def one_by_one(analyse: Callable[[str], object]) -> Analysis:
    """Analyse each text and discard the result, as an index does."""

    def analyse_all(lines: list[str]) -> None:
        for line in lines:
            analyse(line)

    return analyse_all


def make_nltk() -> Analysis:
    """Return the usual nltk analyser: word_tokenize without Punkt."""
    tokenize = NLTKWordTokenizer().tokenize
    stem = SnowballStemmer("english").stem
    return one_by_one(lambda line: [stem(word) for word in tokenize(line)])


def make_nltk_memoised() -> Analysis:
    """Return the nltk analyser with a cache of stems, as ours has."""
    tokenize = NLTKWordTokenizer().tokenize
    stem = lru_cache(maxsize=None)(SnowballStemmer("english").stem)
    return one_by_one(lambda line: [stem(word) for word in tokenize(line)])


def load_bm25s(*, stem: bool) -> Callable[[], Analysis]:
    """Return the tokenizer of bm25s; its stemmer is in C."""
    import bm25s

    stemmer = None
    if stem:
        import Stemmer

        stemmer = Stemmer.Stemmer("english")

    def make() -> Analysis:
        tokenizer = bm25s.tokenization.Tokenizer(stemmer=stemmer)
        return lambda lines: tokenizer.tokenize(lines, show_progress=False)

    return make


if __name__ == "__main__":
    main()
