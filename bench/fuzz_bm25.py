"""Search random corpora, and indexes with damaged arrays, for some time.

    python bench/sanitize.py --fuzz SECONDS
    python -m bench.fuzz_bm25 SECONDS [FIRST_SEED]

The first form runs the second under sanitizers. A search in C must find what the NumPy
kernel finds; a damaged index must give hits in range or say that it is damaged. The
seed of a failing case is the last one printed, or is up to 100 after it.
"""

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from unittest.mock import patch

import numpy as np

from retrieval import UnusableIndexError
from retrieval.arrays import Array
from retrieval.bm25 import segment, segment_update
from retrieval.bm25.kernel import NUMPY
from retrieval.bm25.okapi import PostingsBM25
from retrieval.storage.array_folder import Stored

Corpus = list[list[str]]
Random = np.random.Generator


class NumpyBM25(PostingsBM25):
    """The reference."""

    kernel = NUMPY


def main() -> None:
    """Run cases until the time is over."""
    end = time.monotonic() + float(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**9
    for seed in count(first):
        if (seed - first) % 100 == 0:
            print(f"seed {seed}", flush=True)
        if time.monotonic() >= end:
            break
        run_case(np.random.default_rng(seed))
    print(f"{seed - first} cases, nothing found")


def run_case(random: Random) -> None:
    """Search one corpus intact, then damaged in several ways."""
    corpus = random_corpus(random, int(random.integers(0, 200)))
    k1, b = random.uniform(0.01, 3), random.uniform(0, 0.99)
    size = int(random.integers(1, 100))
    # Even small corpora fall into several segments.
    with (
        patch.object(segment, "FULL", size),
        patch.object(segment_update, "MAX_DOCS", size + 2),
    ):
        bm25, reference = (
            index(corpus, k1=k1, b=b) for index in (PostingsBM25, NumpyBM25)
        )
        for _ in range(3):
            compare(bm25, reference, random_query(random), int(random.integers(1, 40)))
        stored = bm25.to_stored()
        for _ in range(10):
            use_damaged(damaged(stored, random), random)


def random_corpus(random: Random, size: int) -> Corpus:
    """Return documents whose words are as unevenly frequent as a language's."""
    return [words(random, int(random.integers(0, 60))) for _ in range(size)]


def random_query(random: Random) -> list[str]:
    """Return some words, a few of which may be in no document."""
    return words(random, int(random.integers(0, 30)))


def words(random: Random, number: int) -> list[str]:
    """Return words, most of them frequent ones."""
    return [f"w{rank}" for rank in random.zipf(1.3, number) % 500]


def compare(
    bm25: PostingsBM25, reference: PostingsBM25, query: list[str], k: int
) -> None:
    """Fail unless both find the same."""
    for found, expected in zip(
        bm25.search(query, k), reference.search(query, k), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


def damaged(stored: Stored, random: Random) -> Stored:
    """Return *stored* with bytes, or the length, of one to three arrays changed."""
    arrays = dict(stored.arrays)
    for name in random.choice(sorted(arrays), int(random.integers(1, 4))):
        arrays[name] = damaged_array(arrays[name], random)
    return Stored(arrays, stored.facts)


def damaged_array(array: Array, random: Random) -> Array:
    """Return a copy that is shorter, or has other bytes."""
    if not array.size:
        return array
    if random.random() < 0.2:
        return array[: int(random.integers(0, len(array)))].copy()
    array = array.copy()
    raw = array.reshape(-1).view(np.uint8)
    places = random.integers(0, len(raw), int(random.integers(1, 6)))
    raw[places] = random.choice([0, 1, 9, 127, 128, 255], len(places))
    return array


def use_damaged(stored: Stored, random: Random) -> None:
    """Do all that an index can do; fail unless hits are in range."""
    query, k = random_query(random), int(random.integers(1, 40))

    def search(bm25: PostingsBM25) -> None:
        ids, scores = bm25.search(query, k)
        assert len(ids) == len(scores)
        assert ((ids >= 0) & (ids < bm25.corpus_size)).all()

    uses: list[Callable[[PostingsBM25], object]] = [
        search,
        lambda bm25: bm25.get_scores(query),
        PostingsBM25.to_stored,
        lambda bm25: bm25.replace(0, bm25.corpus_size // 2, [query]),
        search,
    ]
    with suppress(UnusableIndexError):
        bm25 = PostingsBM25.from_stored(stored)
        for use in uses:
            with suppress(UnusableIndexError):
                use(bm25)


if __name__ == "__main__":
    main()
