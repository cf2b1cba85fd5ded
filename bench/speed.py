"""Speed of BM25 engines on the same terms, in one run.

    python bench/speed.py --size 100000

Needs ``pip install '.[bench]'``; missing engines are left out. The sentences come from
a file, one per line; beyond its end, sentences are spliced from two others each, which
keeps document frequencies, with 1.5 % new words.

top 10       share of questions with the same 10 scores as rank_bm25's, ties aside
build        sentences per second, from terms to a searchable index
replace      milliseconds to replace an article of 40 sentences, in memory; the other
             engines rebuild the index, or mark deletions until they merge
cold         seconds from the start of a process to its first answer
imports      the part of that which is spent on imports
disk, RAM    bytes per sentence: of the saved index, and of private memory in a process
             that has opened it and answered some questions (Linux only)

Below is how fast lines of text become a saved index of this project.
"""

import argparse
import gzip
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

import numpy as np
from rank_bm25 import BM25Okapi

sys.path.insert(0, str(Path(__file__).parents[1]))

from retrieval.analysis.analyzer import Analyzer
from retrieval.arrays import Floats
from retrieval.bm25.kernel import NUMPY
from retrieval.bm25.okapi import PostingsBM25

K = 10
# Sentences of an article, and how many articles are replaced.
ARTICLE = 40
REPLACED = 25
# What an engine may take for the questions of one kind; it answers 10 at least.
SECONDS = 15
# Questions whose best documents are compared, if rank_bm25 answers as many in time.
COMPARED = 100
# Of all words of spliced sentences.
NEW_WORDS = 0.015

DATA = Path(__file__).parents[2] / "shared" / "data" / "speed"

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a about after all also an and any are as at be been before between but by can
        could did do does during each first for from had has have he her his how if in
        into is it its made many most much name new not of on one or other she some such
        than that the their them there these they this to two under up used was were
        what when where which while who whom whose why will with would you your
        """,
    )
)

Documents = list[list[str]]
Search = Callable[[list[str]], Sequence[int]]


class Engine:
    """An engine as the measurements see it; making one needs its package."""

    name: ClassVar[str]
    # What a new process does first, and then to have `search` and `folder`.
    imports: ClassVar[str]
    opening: ClassVar[str]

    def build(self, documents: Documents, texts: list[str], folder: Path) -> None:
        """Index documents, given as terms and as these joined by spaces."""
        raise NotImplementedError

    def search(self, terms: list[str]) -> Sequence[int]:
        """Return the best K documents."""
        raise NotImplementedError

    def save(self, folder: Path) -> None:
        """Have the index in the folder, if it is not there from the beginning."""


class Ours(Engine):
    """The index of this project, with its C extension."""

    name = "ours (C)"
    imports = "from pathlib import Path; from retrieval.bm25.okapi import PostingsBM25"
    opening = """
bm25 = PostingsBM25.open(Path(folder))
search = lambda terms: bm25.search(terms, 10)[0].tolist()
"""
    bm25: PostingsBM25
    make: type[PostingsBM25] = PostingsBM25

    def __init__(self) -> None:
        if self.make is PostingsBM25 and PostingsBM25.kernel is NUMPY:
            raise ImportError("the C extension was not compiled")

    def build(self, documents: Documents, texts: list[str], folder: Path) -> None:
        self.bm25 = self.make(documents)

    def search(self, terms: list[str]) -> Sequence[int]:
        ids: list[int] = self.bm25.search(terms, K)[0].tolist()
        return ids

    def save(self, folder: Path) -> None:
        self.bm25.save(folder)


class _NumpyBM25(PostingsBM25):
    kernel = NUMPY


class OursInNumpy(Ours):
    """The same where no C compiler was found."""

    name = "ours (NumPy)"
    make = _NumpyBM25
    imports = Ours.imports + "\nfrom retrieval.bm25.kernel import NUMPY"
    opening = "PostingsBM25.kernel = NUMPY" + Ours.opening


class RankBM25(Engine):
    """The reference. It has no format of its own: a new process indexes again."""

    name = "rank_bm25"
    imports = "from rank_bm25 import BM25Okapi; import numpy"
    opening = """
with open(folder + "/texts", encoding="utf-8") as file:
    bm25 = BM25Okapi([line.split() for line in file])
search = lambda terms: numpy.argsort(bm25.get_scores(terms))[::-1][:10].tolist()
"""

    def build(self, documents: Documents, texts: list[str], folder: Path) -> None:
        self.bm25 = BM25Okapi(documents)
        self.texts = texts

    def search(self, terms: list[str]) -> Sequence[int]:
        ids: list[int] = np.argsort(self.bm25.get_scores(terms))[::-1][:K].tolist()
        return ids

    def save(self, folder: Path) -> None:
        lines = "".join(f"{text}\n" for text in self.texts)
        (folder / "texts").write_text(lines, encoding="utf-8")


class BM25s(Engine):
    """bm25s, scores computed when indexing."""

    name = "bm25s (NumPy)"
    backend = "numpy"
    imports = "import bm25s"
    opening = """
bm25 = bm25s.BM25.load(folder, mmap=True)
search = lambda terms: bm25.retrieve([terms], k=10, show_progress=False)[0][0].tolist()
"""

    def __init__(self) -> None:
        import bm25s

        self.bm25 = bm25s.BM25(k1=1.5, b=0.75, backend=self.backend)

    def build(self, documents: Documents, texts: list[str], folder: Path) -> None:
        self.bm25.index(documents, show_progress=False)

    def search(self, terms: list[str]) -> Sequence[int]:
        found = self.bm25.retrieve([terms], k=K, show_progress=False)
        ids: list[int] = found[0][0].tolist()
        return ids

    def save(self, folder: Path) -> None:
        self.bm25.save(str(folder), show_progress=False)


class BM25sInNumba(BM25s):
    """bm25s, compiled at its first search."""

    name = "bm25s (numba)"
    backend = "numba"
    imports = "import bm25s, numba"

    def __init__(self) -> None:
        import numba  # noqa: F401

        super().__init__()


class Tantivy(Engine):
    """tantivy, with one writing thread."""

    name = "tantivy"
    imports = "import tantivy"
    opening = """
index = tantivy.Index.open(folder)
searcher, schema = index.searcher(), index.schema
def search(terms):
    terms = [tantivy.Query.term_query(schema, "text", t, "freq") for t in set(terms)]
    query = tantivy.Query.boolean_query([(tantivy.Occur.Should, t) for t in terms])
    hits = searcher.search(query, 10, count=False).hits
    return [searcher.doc(address)["id"][0] for _, address in hits]
"""

    def __init__(self) -> None:
        import tantivy

        self.tantivy = tantivy

    def build(self, documents: Documents, texts: list[str], folder: Path) -> None:
        builder = self.tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("id", stored=True)
        index = self.tantivy.Index(builder.build(), str(folder))
        writer = index.writer(256_000_000, 1)
        for number, text in enumerate(texts):
            writer.add_document(self.tantivy.Document(text=text, id=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher, self.schema = index.searcher(), index.schema

    def search(self, terms: list[str]) -> Sequence[int]:
        make, should = self.tantivy.Query, self.tantivy.Occur.Should
        parts = [make.term_query(self.schema, "text", t, "freq") for t in set(terms)]
        query = make.boolean_query([(should, part) for part in parts])
        hits = self.searcher.search(query, K, count=False).hits
        return [self.searcher.doc(address)["id"][0] for _, address in hits]


class Fts5(Engine):
    """SQLite's full-text search."""

    name = "SQLite FTS5"
    imports = "import sqlite3"
    opening = """
database = sqlite3.connect(folder + "/fts5.db")
def search(terms):
    query = " OR ".join(f'"{term}"' for term in set(terms))
    select = "SELECT rowid FROM s WHERE s MATCH ? ORDER BY rank LIMIT 10"
    return [row[0] for row in database.execute(select, [query])]
"""

    def build(self, documents: Documents, texts: list[str], folder: Path) -> None:
        self.database = sqlite3.connect(folder / "fts5.db")
        self.database.execute(
            "CREATE VIRTUAL TABLE s USING fts5(t, content='',"
            " tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )
        self.database.executemany(
            "INSERT INTO s(rowid, t) VALUES (?, ?)", enumerate(texts)
        )
        self.database.commit()

    def search(self, terms: list[str]) -> Sequence[int]:
        query = " OR ".join(f'"{term}"' for term in set(terms))
        select = "SELECT rowid FROM s WHERE s MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in self.database.execute(select, [query, K])]


ENGINES: list[type[Engine]] = [
    RankBM25,
    Fts5,
    BM25s,
    BM25sInNumba,
    Tantivy,
    OursInNumpy,
    Ours,
]


class Times(NamedTuple):
    """Milliseconds a question, and the documents found for each."""

    p50: float
    p99: float
    found: list[Sequence[int]]


class Row(NamedTuple):
    """What was measured of an engine."""

    name: str
    whole: Times
    content: Times
    same: float
    build_rate: float
    replace: float | None  # milliseconds
    cold: float  # seconds
    cold_imports: float  # seconds of these
    disk: float
    memory: float


def main() -> None:
    """Measure the engines that are installed, and print a table."""
    options = _options()
    sentences = _lines(options.sentences)
    documents = corpus(sentences, options.size)
    whole = [terms for terms in map(_terms, _lines(options.questions)) if terms]
    content = [[t for t in terms if t not in STOP_WORDS] for terms in whole]
    questions = whole, [terms for terms in content if terms]
    reference: list[Floats] = []
    rows = []
    for make in ENGINES:
        print(f"{make.name} ...", file=sys.stderr)
        try:
            engine = make()
        except ImportError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measure(engine, documents, questions, reference, Path(folder)))
    print_table(rows, len(documents), len(reference))
    rate = saving_rate(sentences[: options.size])
    print(f"Lines of text that become a saved index: {rate:.0f} a second.")


def corpus(sentences: Iterable[str], size: int) -> Documents:
    """Return the terms of *size* sentences, spliced ones where there are too few."""
    documents = [terms for terms in map(_terms, sentences) if terms][:size]
    generator, originals = random.Random(1), len(documents)
    for number in range(size - originals):
        one, other = (documents[generator.randrange(originals)] for _ in "ab")
        spliced = one[: (len(one) + 1) // 2] + other[len(other) // 2 :]
        for at in range(len(spliced)):
            if generator.random() < NEW_WORDS:
                spliced[at] = f"new{number}x{at}"
        documents.append(spliced)
    return documents


def measure(
    engine: Engine,
    documents: Documents,
    questions: tuple[Documents, Documents],
    reference: list[Floats],
    folder: Path,
) -> Row:
    """Measure an engine; rank_bm25, which comes first, also fills in *reference*."""
    texts = [" ".join(terms) for terms in documents]
    start = time.perf_counter()
    engine.build(documents, texts, folder)
    build_seconds = time.perf_counter() - start
    whole, content = (timed(engine.search, kind) for kind in questions)
    if isinstance(engine, RankBM25):
        compared = questions[0][: min(COMPARED, len(whole.found))]
        reference += map(engine.bm25.get_scores, compared)
    engine.save(folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    cold, cold_imports, memory = new_process(engine, folder, questions[0])
    replace = replacing(engine.bm25, documents) if isinstance(engine, Ours) else None
    return Row(
        engine.name,
        whole,
        content,
        share_of_same(whole.found, reference),
        len(documents) / build_seconds,
        replace,
        cold,
        cold_imports,
        sum(path.stat().st_size for path in files) / len(documents),
        memory / len(documents),
    )


def timed(search: Search, questions: Documents) -> Times:
    """Time questions one by one, after some to warm up."""
    for _ in _within(SECONDS / 5, questions[:200], at_least=1, search=search):
        pass
    seconds, found = [], []
    for took, ids in _within(SECONDS, questions, at_least=10, search=search):
        seconds.append(took)
        found.append(ids)
    p50, p99 = np.percentile(seconds, [50, 99]) * 1000
    return Times(float(p50), float(p99), found)


def _within(
    limit: float, questions: Documents, *, at_least: int, search: Search
) -> Iterator[tuple[float, Sequence[int]]]:
    begin = time.perf_counter()
    for number, terms in enumerate(questions):
        start = time.perf_counter()
        if start - begin > limit and number >= at_least:
            return
        ids = search(terms)
        yield time.perf_counter() - start, ids


def share_of_same(found: list[Sequence[int]], reference: list[Floats]) -> float:
    """Return how often the documents found have the K best reference scores.

    Which of several documents with the same score is found does not matter, nor what
    fills up the K where fewer match.
    """
    same = 0
    for ids, scores in zip(found, reference, strict=False):
        best = np.sort(scores)[::-1][:K]
        ours = np.sort(scores[list(ids)])[::-1]
        best, ours = best[best > 0], ours[ours > 0]
        same += len(best) == len(ours) and np.allclose(best, ours, rtol=1e-9, atol=0)
    return same / max(1, min(len(found), len(reference)))


def replacing(bm25: PostingsBM25, documents: Documents) -> float:
    """Return the median milliseconds of replacing an article by other sentences."""
    generator = random.Random(2)
    seconds = []
    for _ in range(REPLACED):
        at = generator.randrange(max(1, len(documents) - ARTICLE))
        article = generator.choices(documents, k=ARTICLE)
        start = time.perf_counter()
        bm25.replace(at, min(at + ARTICLE, len(documents)), article)
        seconds.append(time.perf_counter() - start)
    return float(np.median(seconds)) * 1000


def saving_rate(lines: list[str]) -> float:
    """Return how many lines a second are analysed, indexed and saved."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        PostingsBM25(lines, Analyzer().terms).save(Path(folder))
        return len(lines) / (time.perf_counter() - start)


# Says when it has the first answer, how long the imports took, and what private memory
# opening and searching has taken; the questions come from standard input.
_NEW_PROCESS = """
import sys, time
started = time.perf_counter()
{imports}
imported = time.perf_counter() - started
def private():
    with open("/proc/self/smaps_rollup") as file:
        return sum(int(l.split()[1]) * 1024 for l in file if l.startswith("Anonymous"))
folder, linux = sys.argv[1], sys.platform == "linux"
before = private() if linux else 0
{opening}
questions = [line.split() for line in sys.stdin]
search(questions[0])
print(imported, flush=True)
for question in questions[1:]:
    search(question)
print(private() - before if linux else "nan")
"""


def new_process(
    engine: Engine, folder: Path, questions: Documents
) -> tuple[float, float, float]:
    """Return the seconds to the first answer, those of the imports, and the memory."""
    program = _NEW_PROCESS.format(imports=engine.imports, opening=engine.opening)
    text = "".join(" ".join(terms) + "\n" for terms in questions[:20])
    best = float("inf"), 0.0, 0.0
    for _ in range(3):
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", program, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write(text)
            process.stdin.close()
            imports = float(process.stdout.readline())
            seconds = time.perf_counter() - start
            best = min(best, (seconds, imports, float(process.stdout.readline())))
    return best


def print_table(rows: list[Row], size: int, compared: int) -> None:
    """Print a line for each engine."""
    print(f"\n{size:,} sentences, top {K} compared on {compared} questions\n")
    print(
        "| engine | p50 ms | p99 ms | p50 ms without stop words | p99 ms without "
        "| same top 10 | build, sentences/s | replace ms | cold s | imports s "
        "| disk B | RAM B |"
    )
    print("| --- " * 12 + "|")
    for row in rows:
        replace = "" if row.replace is None else f"{row.replace:.2f}"
        print(
            f"| {row.name} | {_times(row.whole)} | {_times(row.content)} "
            f"| {row.same:.2f} | {row.build_rate:,.0f} | {replace} | {row.cold:.3f} "
            f"| {row.cold_imports:.3f} | {row.disk:.0f} | {row.memory:.1f} |"
        )
    print()


def _times(times: Times) -> str:
    return f"{times.p50:.3f} | {times.p99:.3f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=100_000, help="sentences to index")
    parser.add_argument(
        "--sentences", type=Path, default=DATA / "sentences.txt.gz", metavar="FILE"
    )
    parser.add_argument(
        "--questions", type=Path, default=DATA / "questions.txt", metavar="FILE"
    )
    return parser.parse_args()


def _lines(path: Path) -> list[str]:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    return data.decode().split("\n")


def _terms(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


if __name__ == "__main__":
    main()
