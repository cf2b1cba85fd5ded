import gc
import subprocess
import sys
import weakref
from collections import UserList, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from retrieval import UnusableIndexError
from retrieval.bm25 import segment as segments
from retrieval.bm25 import segment_update as splicing
from retrieval.bm25.kernel import NUMPY
from retrieval.bm25.okapi import PostingsBM25
from retrieval.storage.array_folder import Stored

Corpus = list[list[str]]
Index = type[PostingsBM25]


class NumpyBM25(PostingsBM25):
    kernel = NUMPY


compiled = pytest.mark.skipif(
    PostingsBM25.kernel is NUMPY, reason="the C extension was not compiled"
)
kernels = pytest.mark.parametrize(
    "index", [NumpyBM25, pytest.param(PostingsBM25, marks=compiled)], ids=["NumPy", "C"]
)

words = st.sampled_from("abcdefgh")
documents = st.lists(words, max_size=12)
corpora = st.lists(documents, max_size=30)
# rank_bm25 divides by zero when no document has a term.
usual_corpora = corpora.filter(any)
queries = st.lists(words | st.just("unknown"), max_size=12)
# With k1 = 0, or b = 1 and an empty document, rank_bm25 divides by zero.
parameters = st.fixed_dictionaries(
    {},
    optional={
        "k1": st.floats(0.01, 3),
        "b": st.floats(0, 0.99),
        "epsilon": st.floats(-1, 1),
    },
)


@contextmanager
def segments_of(size: int) -> Iterator[None]:
    """Have even small corpora fall into several segments."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "FULL", size)
        patch.setattr(splicing, "MAX_DOCS", size + 2)
        yield


def matches(corpus: Corpus, query: list[str]) -> set[int]:
    return {i for i, words in enumerate(corpus) if set(words) & set(query)}


def random_corpus(size: int, seed: int) -> Corpus:
    """Documents whose words are as unevenly frequent as those of a language."""
    generator = np.random.default_rng(seed)
    return [
        [f"w{rank}" for rank in generator.zipf(1.3, generator.integers(1, 30)) % 5000]
        for _ in range(size)
    ]


@kernels
@given(usual_corpora, queries, parameters, st.integers(1, 40))
def test_scores_are_those_of_rank_bm25(
    index: Index, corpus: Corpus, query: list[str], options: Any, size: int
) -> None:
    reference = BM25Okapi(corpus, **options)
    with segments_of(size):
        bm25 = index(corpus, **options)

    expected = reference.get_scores(query)
    some = list(range(0, len(corpus), 2))
    assert bm25.get_scores(query) == pytest.approx(expected, abs=1e-9)
    assert bm25.get_batch_scores(query, some) == pytest.approx(expected[some], abs=1e-9)


@kernels
@given(usual_corpora, parameters)
def test_statistics_are_those_of_rank_bm25(
    index: Index, corpus: Corpus, options: Any
) -> None:
    reference = BM25Okapi(corpus, **options)

    bm25 = index(corpus, **options)

    assert bm25.corpus_size == reference.corpus_size
    assert bm25.avgdl == reference.avgdl
    assert bm25.average_idf == pytest.approx(reference.average_idf, abs=1e-9)
    assert dict(bm25.idf) == pytest.approx(reference.idf, abs=1e-9)
    assert bm25.doc_len.tolist() == reference.doc_len


@kernels
@given(usual_corpora, queries, st.integers(0, 12))
def test_top_n_scores_what_that_of_rank_bm25_scores(
    index: Index, corpus: Corpus, query: list[str], n: int
) -> None:
    reference = BM25Okapi(corpus)
    scores = reference.get_scores(query)
    ids = range(len(corpus))

    top = index(corpus).get_top_n(query, ids, n)

    expected = reference.get_top_n(query, ids, n)
    assert scores[top] == pytest.approx(scores[expected], abs=1e-9)
    assert len(set(top)) == len(top)


@kernels
@given(corpora, queries, parameters, st.integers(0, 40), st.integers(1, 40))
def test_hits_are_the_best_documents_with_a_term_of_the_query(
    index: Index, corpus: Corpus, query: list[str], options: Any, k: int, size: int
) -> None:
    with segments_of(size):
        bm25 = index(corpus, **options)

    ids, scores = bm25.search(query, k)

    wanted = matches(corpus, query)
    all_scores = bm25.get_scores(query)
    best = sorted((all_scores[i] for i in wanted), reverse=True)[:k]
    assert [ids.dtype, scores.dtype] == ["int64", "float64"]
    assert wanted.issuperset(ids.tolist())
    assert scores == pytest.approx(best, abs=1e-9)
    assert scores == pytest.approx(all_scores[ids], abs=1e-9)
    order = [*zip(-scores, ids, strict=True)]
    assert order == sorted(set(order))


@pytest.mark.slow
@kernels
@pytest.mark.parametrize("size", [700, segments.FULL])
@pytest.mark.parametrize("k", [1, 10, 100, 3000])
def test_nothing_better_is_pruned_away(index: Index, size: int, k: int) -> None:
    corpus = random_corpus(2000, seed=1)
    with segments_of(size):
        bm25 = index(corpus)

    for query in random_corpus(20, seed=2):
        ids, scores = bm25.search(query, k)
        everything = bm25.get_scores(query)
        wanted = sorted(matches(corpus, query), key=lambda i: (-everything[i], i))
        assert scores == pytest.approx(everything[wanted[:k]], abs=1e-9)
        assert everything[ids] == pytest.approx(scores, abs=1e-9)


@compiled
@pytest.mark.parametrize("k", [1, 10, 100])
@pytest.mark.parametrize("size", [300, 3000, segments.FULL])
def test_both_search_paths_agree_to_the_last_bit(size: int, k: int) -> None:
    corpus = random_corpus(3000, seed=7)
    with segments_of(size):
        in_numpy, in_c = NumpyBM25(corpus), PostingsBM25(corpus)

    for query in random_corpus(50, seed=8):
        ids, scores = in_numpy.search(query, k)
        ids_of_c, scores_of_c = in_c.search(query, k)
        assert ids.tolist() == ids_of_c.tolist()
        assert scores.tolist() == scores_of_c.tolist()


@kernels
def test_equal_scores_come_in_the_order_of_the_documents(index: Index) -> None:
    corpus = [["other", "words"], ["same"], ["same"], ["same"]] * 20

    ids, scores = index(corpus).search(["same"], 4)

    assert ids.tolist() == [1, 2, 3, 5]
    assert len(set(scores.tolist())) == 1


@kernels
def test_a_match_counts_whatever_the_sign_of_its_score(index: Index) -> None:
    bm25 = index([["a"], ["a", "b"], ["c"]], epsilon=-1)

    ids, scores = bm25.search(["a"])

    assert ids.tolist() == [1, 0]
    assert (scores < 0).all()


@kernels
@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_a_corpus_without_words_is_empty_but_valid(
    index: Index, corpus: Corpus
) -> None:
    bm25 = index(corpus)

    assert bm25.search(["a"])[0].tolist() == []
    assert bm25.get_scores(["a"]).tolist() == [0.0] * len(corpus)
    assert (bm25.avgdl, bm25.average_idf, dict(bm25.idf)) == (0, 0, {})


@kernels
def test_the_index_takes_text_and_a_tokenizer(index: Index) -> None:
    bm25 = index(["Old Dogs bark", "cats", "mice"], str.split)

    assert bm25.search(["Dogs"])[0].tolist() == [0]


@kernels
def test_the_index_takes_an_iterator(index: Index) -> None:
    corpus = random_corpus(50, seed=3)

    bm25 = index(iter(corpus))

    assert bm25.get_scores(["w1"]).tolist() == index(corpus).get_scores(["w1"]).tolist()


@kernels
@pytest.mark.parametrize("sequence", [tuple, str, deque, UserList])
def test_documents_may_be_any_sequences_of_terms(
    index: Index, sequence: Callable[[str], Any]
) -> None:
    bm25 = index(map(sequence, ["abca", "b", "bcc"]))

    expected = index([["a", "b", "c", "a"], ["b"], ["b", "c", "c"]])
    assert bm25.get_scores("abc").tolist() == expected.get_scores("abc").tolist()
    assert bm25.doc_len.tolist() == [4, 1, 3]


class Vague(list[str]):
    """A list that does not know its length."""

    def __len__(self) -> int:
        return 5


@kernels
@pytest.mark.parametrize(
    ("document", "error"),
    [(Vague("abc"), ValueError), ([["a list"]], TypeError), (7, TypeError)],
    ids=["vague", "unhashable", "no sequence"],
)
def test_what_is_no_document_is_refused(
    index: Index, document: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        index([["a"], document])


@kernels
def test_a_document_may_be_emptied_by_its_own_terms(index: Index) -> None:
    class Vanishing(str):
        def __hash__(self) -> int:
            document.clear()
            return 1

    document = [Vanishing("a"), "b", "c"]

    with pytest.raises((ValueError, IndexError)):
        index([document])


@kernels
@given(corpora)
def test_numbers_make_the_same_index_as_terms(index: Index, corpus: Corpus) -> None:
    terms = sorted({word for document in corpus for word in document})
    tokens = [terms.index(word) for document in corpus for word in document]
    lengths = [len(document) for document in corpus]

    bm25 = index.from_numbers(
        np.array(tokens, np.int32), np.array(lengths, np.int32), len(terms) + 1
    )

    expected = index(corpus)
    assert {terms[n]: idf for n, idf in bm25.idf.items()} == dict(expected.idf)
    numbers = range(-1, len(terms) + 2)
    assert bm25.get_scores(numbers) == pytest.approx(expected.get_scores(terms))


def test_an_index_of_numbers_is_saved_and_changed_like_any_other(
    tmp_path: Path,
) -> None:
    tokens, lengths = np.array([3, 1, 1, 0], np.int32), np.array([2, 1, 1], np.int32)
    PostingsBM25.from_numbers(tokens, lengths, 5).save(tmp_path)

    bm25 = PostingsBM25.open(tmp_path)
    bm25.replace(1, 2, [[4, 4], []])

    expected = PostingsBM25([["3", "1"], ["4", "4"], [], ["0"]])
    assert bm25.get_scores(range(5)).tolist() == expected.get_scores("01234").tolist()
    with pytest.raises(ValueError, match="5 is not one of 5 terms"):
        bm25.replace(0, 1, [[5]])


@pytest.mark.parametrize(
    ("tokens", "lengths"),
    [([0], [2]), ([0, 0], [3, -1]), ([1], [1]), ([-1], [1])],
    ids=["too few", "negative length", "too high", "negative"],
)
def test_numbers_that_do_not_fit_are_refused(
    tokens: list[int], lengths: list[int]
) -> None:
    with pytest.raises(ValueError, match=r"lengths|token"):
        PostingsBM25.from_numbers(
            np.array(tokens, np.int32), np.array(lengths, np.int32), 1
        )


@kernels
def test_a_term_may_occur_a_hundred_thousand_times_in_a_document(index: Index) -> None:
    corpus = [["a"] * 300, ["a"] * 100_000 + ["b"], ["c"] * 70_000, ["d"]]

    scores = index(corpus).get_scores(["a", "c"])

    assert scores == pytest.approx(BM25Okapi(corpus).get_scores(["a", "c"]), abs=1e-9)


@kernels
def test_documents_may_be_of_more_kinds_than_a_segment_can_tell_apart(
    index: Index,
) -> None:
    # Each document has its own length, and 60 term frequencies.
    triangle = np.repeat(np.arange(60), np.arange(1, 61))
    corpus = [np.append(triangle, np.full(extra, 60)) for extra in range(1200)]
    lengths = np.array([len(document) for document in corpus], np.int32)
    tokens = np.concatenate(corpus).astype(np.int32)

    bm25 = index.from_numbers(tokens, lengths, 61)

    tf = 60
    norm = 1.5 * (0.25 + 0.75 * lengths / lengths.mean())
    expected = bm25.idf[59] * tf * 2.5 / (tf + norm)
    assert bm25.get_scores([59]) == pytest.approx(expected)
    assert bm25.search([59], 3)[0].tolist() == [1199, 1198, 1197]


@kernels
def test_a_query_may_be_as_long_as_a_book(index: Index) -> None:
    corpus = random_corpus(300, seed=4)
    query = [word for document in corpus for word in document] * 20

    ids, _ = index(corpus).search(query, 1)

    assert ids[0] == index(corpus).get_scores(query).argmax()


@kernels
def test_more_documents_than_there_are_can_be_asked_for(index: Index) -> None:
    ids, _ = index([["a"], ["b"], ["b"], ["b"]]).search(["a"], 10**12)

    assert ids.tolist() == [0]


def test_a_negative_number_of_documents_is_refused() -> None:
    with pytest.raises(ValueError, match="k=-1"):
        PostingsBM25([["a"]]).search(["a"], -1)


@kernels
def test_threads_search_at_the_same_time_without_disturbing_each_other(
    index: Index,
) -> None:
    bm25 = index(random_corpus(3000, seed=5))
    queries = random_corpus(300, seed=6)
    expected = [bm25.search(query)[1].tolist() for query in queries]

    with ThreadPoolExecutor(8) as threads:
        found = [*threads.map(bm25.search, queries)]

    assert [scores.tolist() for _, scores in found] == expected


@st.composite
def replacements(draw: st.DrawFn) -> tuple[Corpus, list[tuple[int, int, Corpus]]]:
    """A corpus, and some ranges of documents to replace one after another."""
    corpus = draw(corpora)
    size, changes = len(corpus), []
    for new in draw(st.lists(st.lists(documents, max_size=8), min_size=1, max_size=5)):
        start, stop = sorted(draw(st.tuples(*[st.integers(0, size)] * 2)))
        changes.append((start, stop, new))
        size += len(new) - (stop - start)
    return corpus, changes


@kernels
@given(replacements(), queries, st.integers(1, 12), st.integers(1, 40))
def test_replacing_documents_gives_what_a_rebuild_gives(
    index: Index,
    plan: tuple[Corpus, list[tuple[int, int, Corpus]]],
    query: list[str],
    k: int,
    size: int,
) -> None:
    corpus, changes = plan
    with segments_of(size):
        bm25 = index(corpus)
        for start, stop, new in changes:
            bm25.replace(start, stop, new)
            corpus[start:stop] = new

    rebuilt = index(corpus)
    assert dict(bm25.idf) == dict(rebuilt.idf)
    assert bm25.doc_len.tolist() == rebuilt.doc_len.tolist()
    assert [bm25.avgdl, bm25.average_idf] == [rebuilt.avgdl, rebuilt.average_idf]
    assert bm25.get_scores(query).tolist() == rebuilt.get_scores(query).tolist()
    ids, scores = bm25.search(query, k)
    ids_of_rebuilt, scores_of_rebuilt = rebuilt.search(query, k)
    assert ids.tolist() == ids_of_rebuilt.tolist()
    assert scores.tolist() == scores_of_rebuilt.tolist()


@kernels
def test_what_was_replaced_takes_no_memory(index: Index) -> None:
    bm25 = index([["a"], ["b"]])
    bm25.search(["a"])
    before = weakref.ref(bm25._searcher)

    # Without the garbage collector: it may come long after.
    gc.disable()
    try:
        bm25.replace(0, 1, [["c"]])

        assert before() is None
    finally:
        gc.enable()


@kernels
def test_replacing_keeps_pruning_exact_when_the_average_length_changes(
    index: Index,
) -> None:
    corpus = random_corpus(2000, seed=9)
    with segments_of(600):
        bm25 = index(corpus)
        bm25.replace(0, 500, [["w1"] * 400] * 300)
    corpus[:500] = [["w1"] * 400] * 300

    rebuilt = index(corpus)
    for query in random_corpus(30, seed=10):
        assert bm25.search(query)[1].tolist() == rebuilt.search(query)[1].tolist()


@pytest.mark.parametrize(("start", "stop"), [(-1, 1), (1, 0), (0, 3)])
def test_documents_that_are_not_there_cannot_be_replaced(start: int, stop: int) -> None:
    with pytest.raises(IndexError, match=f"{start} to {stop}"):
        PostingsBM25([["a"], ["b"]]).replace(start, stop, [])


@kernels
@given(replacements(), queries, parameters, st.integers(1, 40))
def test_a_saved_index_is_the_one_that_was_saved(
    index: Index,
    plan: tuple[Corpus, list[tuple[int, int, Corpus]]],
    query: list[str],
    options: Any,
    size: int,
) -> None:
    corpus, changes = plan
    with segments_of(size):
        saved = index(corpus, **options)
        for start, stop, new in changes:
            saved.replace(start, stop, new)

    opened = index.from_stored(saved.to_stored())

    assert dict(opened.idf) == dict(saved.idf)
    assert [opened.avgdl, opened.average_idf] == [saved.avgdl, saved.average_idf]
    assert opened.doc_len.tolist() == saved.doc_len.tolist()
    assert opened.get_scores(query).tolist() == saved.get_scores(query).tolist()
    assert opened.search(query)[1].tolist() == saved.search(query)[1].tolist()


@kernels
def test_an_opened_index_can_be_changed_and_saved_again(
    index: Index, tmp_path: Path
) -> None:
    corpus = [["old", "dogs"], ["r\N{LATIN SMALL LETTER E WITH ACUTE}sum\udce9"], ["a"]]
    index(corpus).save(tmp_path)

    opened = index.open(tmp_path)
    opened.replace(0, 1, [["new", "dogs"], ["dogs"]])
    opened.save(tmp_path)

    again = index.open(tmp_path)
    assert set(again.idf) == {"new", "dogs", *corpus[1], "a"}
    assert again.search(["new"])[0].tolist() == [0]
    assert again.search(corpus[1])[0].tolist() == [2]
    assert again.search(["old"])[0].tolist() == []


OPEN_ALL = """
import sys
from pathlib import Path
from retrieval.bm25 import PostingsBM25

for folder in sys.argv[1:]:
    bm25 = PostingsBM25.open(Path(folder))
    bm25.search([1, 20, 300])
    with open("/proc/self/smaps_rollup") as file:
        print(*(line.split()[1] for line in file if line.startswith("Anonymous")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_an_opened_index_takes_no_memory_of_its_own_however_large(
    tmp_path: Path,
) -> None:
    folders = [tmp_path / "small", tmp_path / "same", tmp_path / "large"]
    for folder, size in zip(folders, [60_000, 60_000, 240_000], strict=True):
        tokens = np.random.default_rng(11).integers(0, 1000, size * 20, np.int32)
        lengths = np.full(size, 20, np.int32)
        PostingsBM25.from_numbers(tokens, lengths, 1000).save(folder)

    output = subprocess.run(
        [sys.executable, "-c", OPEN_ALL, *folders], capture_output=True, check=True
    )

    # In KiB. The first brings what any search needs.
    _, before, after = map(int, output.stdout.split())
    index_size = sum(path.stat().st_size for path in folders[2].rglob("*.npy")) // 1024
    assert after - before < index_size / 20


@pytest.mark.parametrize("name", ["docs", "sizes", "df", "term_ends", "kinds"])
def test_arrays_that_do_not_fit_together_are_refused(name: str) -> None:
    arrays, facts = PostingsBM25([["a"], ["b"]]).to_stored()

    for wrong in (arrays[name][:-1], arrays[name].astype(np.int8)):
        with pytest.raises(UnusableIndexError, match=r"fit together|not those"):
            PostingsBM25.from_stored(Stored({**arrays, name: wrong}, facts))


def test_a_folder_with_something_else_is_no_index() -> None:
    arrays, facts = PostingsBM25([["a"], ["b"]]).to_stored()

    with pytest.raises(UnusableIndexError, match="not those of an index"):
        PostingsBM25.from_stored(Stored({}, facts))
    with pytest.raises(UnusableIndexError, match="lacks 'k1'"):
        PostingsBM25.from_stored(Stored(arrays, {}))


def test_documents_of_negative_length_are_noticed_when_others_are_replaced() -> None:
    arrays, facts = PostingsBM25([["a"], ["b"]]).to_stored()
    wrong = {**arrays, "lengths": np.array([1, -5], np.int32)}

    with pytest.raises(UnusableIndexError, match="negative length"):
        PostingsBM25.from_stored(Stored(wrong, facts)).replace(0, 1, [["c"]])


@pytest.mark.parametrize("df", [-1, 3, 2**31 - 1])
def test_a_damaged_document_frequency_is_noticed(df: int) -> None:
    stored = PostingsBM25([["a"], ["b"]]).to_stored()
    damaged = {**stored.arrays, "df": np.array([df, 1], np.int32)}

    opened = PostingsBM25.from_stored(Stored(damaged, stored.facts))

    with pytest.raises(UnusableIndexError, match=f"{df} documents"):
        opened.search(["a"])


def small_index(*, of_numbers: bool = False, epsilon: float = 0.25) -> Stored:
    """A saved index with several segments, and a term that most documents have."""
    corpus = [["a", "b"], ["b"], ["b", "c", "c"], ["d"]] * 9
    with segments_of(10):
        if not of_numbers:
            return PostingsBM25(corpus, epsilon=epsilon).to_stored()
        numbers = np.array(["abcd".index(w) for words in corpus for w in words])
        lengths = np.array([len(words) for words in corpus])
        bm25 = PostingsBM25.from_numbers(numbers, lengths, 5, epsilon=epsilon)
        return bm25.to_stored()


def use_damaged(index: Index, stored: Stored) -> None:
    """Do all that an index can do: it gives hits in range or says that it is damaged.

    Any other error, and any warning, goes through.
    """
    terms: list[Any] = ["a", "b", "new"] if "term_ends" in stored.arrays else [0, 1, 4]
    uses: list[Callable[[PostingsBM25], object]] = [
        lambda bm25: check_hits(*bm25.search(terms, 5), bm25.corpus_size),
        lambda bm25: bm25.get_scores(terms),
        lambda bm25: dict(bm25.idf),
        PostingsBM25.to_stored,
        lambda bm25: bm25.replace(3, 20, [terms, terms[:1] * 3]),
        lambda bm25: check_hits(*bm25.search(terms, 5), bm25.corpus_size),
        PostingsBM25.to_stored,
    ]
    with suppress(UnusableIndexError):
        bm25 = index.from_stored(stored)
        for use in uses:
            with suppress(UnusableIndexError):
                use(bm25)


def check_hits(ids: Any, scores: Any, corpus_size: int) -> None:
    assert len(ids) == len(scores)
    assert ((ids >= 0) & (ids < corpus_size)).all()


def extremes(dtype: np.dtype[Any]) -> list[float]:
    if dtype.kind == "f":
        return [-1.0, 0.0, 5e-324, 1e308, np.inf, np.nan]
    return [np.iinfo(dtype).min, 0, 1, 9, np.iinfo(dtype).max]


@kernels
@pytest.mark.parametrize("of_numbers", [False, True], ids=["terms", "numbers"])
@pytest.mark.parametrize("epsilon", [0.25, -1])
def test_an_index_with_extreme_numbers_gives_hits_in_range_or_says_it_is_unusable(
    index: Index, of_numbers: bool, epsilon: float
) -> None:
    stored = small_index(of_numbers=of_numbers, epsilon=epsilon)

    for name, array in stored.arrays.items():
        for value in extremes(array.dtype):
            for where in (slice(None), slice(1), slice(1, 2), slice(-1, None)):
                wrong = array.copy()
                wrong[where] = value
                use_damaged(index, Stored({**stored.arrays, name: wrong}, stored.facts))


@kernels
@given(st.data())
def test_an_index_with_random_bytes_gives_hits_in_range_or_says_it_is_unusable(
    index: Index, data: st.DataObject
) -> None:
    stored = small_index(of_numbers=data.draw(st.booleans()))
    arrays = {name: array.copy() for name, array in stored.arrays.items()}
    for name in data.draw(st.sets(st.sampled_from(sorted(arrays)), max_size=3)):
        raw = arrays[name].reshape(-1).view(np.uint8)
        for at in data.draw(st.lists(st.integers(0, len(raw) - 1), max_size=5)):
            raw[at] = data.draw(st.sampled_from([0, 1, 9, 127, 128, 255]))

    use_damaged(index, Stored(arrays, stored.facts))


@pytest.mark.parametrize(
    ("name", "value"), [("docs", 9), ("codes", 9), ("term_index", 1 << 31)]
)
def test_numpy_says_that_an_index_is_unusable_instead_of_failing(
    name: str, value: int
) -> None:
    stored = NumpyBM25([["a", "b"], ["b"], ["c"]]).to_stored()
    wrong = stored.arrays[name] | stored.arrays[name].dtype.type(value)
    opened = NumpyBM25.from_stored(Stored({**stored.arrays, name: wrong}, stored.facts))

    with pytest.raises(UnusableIndexError, match="damaged"):
        opened.search(["a", "c"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("kinds", 0), ("avgdls", -1.0), ("avgdls", 5e-324), ("avgdls", np.nan)],
)
def test_arrays_that_would_make_a_weight_no_number_are_refused(
    name: str, value: float
) -> None:
    arrays, facts = PostingsBM25([["a"], ["b"]]).to_stored()
    wrong = np.full_like(arrays[name], value)

    with pytest.raises(UnusableIndexError, match="fit together"):
        PostingsBM25.from_stored(Stored({**arrays, name: wrong}, facts))


def test_sizes_that_overflow_are_refused() -> None:
    arrays, facts = PostingsBM25([["a"], ["b"]]).to_stored()
    huge = np.array([0, 1 << 62, 0, 0])
    sizes = np.array([huge, huge, huge, huge, arrays["sizes"][0]])
    grown = {
        "sizes": sizes,
        "avgdls": np.zeros(5),
        "starts": np.zeros(len(arrays["terms"]) + 5, np.uint32),
    }

    with pytest.raises(UnusableIndexError, match="fit together"):
        PostingsBM25.from_stored(Stored({**arrays, **grown}, facts))
