from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from retrieval import maxscore, segments
from retrieval.bm25 import PostingsBM25

Corpus = list[list[str]]
Index = type[PostingsBM25]


class NumpyBM25(PostingsBM25):
    kernel = maxscore


kernels = pytest.mark.parametrize("index", [NumpyBM25], ids=["numpy"])

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
        patch.setattr(segments, "MAX_DOCS", size)
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


@kernels
@pytest.mark.parametrize("size", [700, segments.MAX_DOCS])
@pytest.mark.parametrize("k", [1, 10, 100, 3000])
def test_nothing_better_is_pruned_away(index: Index, size: int, k: int) -> None:
    corpus = random_corpus(2000, seed=1)
    with segments_of(size):
        bm25 = index(corpus)

    for query in random_corpus(60, seed=2):
        ids, scores = bm25.search(query, k)
        everything = bm25.get_scores(query)
        wanted = sorted(matches(corpus, query), key=lambda i: (-everything[i], i))
        assert scores == pytest.approx(everything[wanted[:k]], abs=1e-9)
        assert everything[ids] == pytest.approx(scores, abs=1e-9)


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
@given(corpora)
def test_numbers_make_the_same_index_as_terms(index: Index, corpus: Corpus) -> None:
    terms = sorted({word for document in corpus for word in document})
    tokens = [terms.index(word) for document in corpus for word in document]
    lengths = [len(document) for document in corpus]

    bm25 = index.from_numbers(
        np.array(tokens, np.int32), np.array(lengths, np.int32), terms
    )

    expected = index(corpus)
    assert dict(bm25.idf) == dict(expected.idf)
    assert bm25.get_scores(terms) == pytest.approx(expected.get_scores(terms))


@pytest.mark.parametrize(
    ("tokens", "lengths", "terms"),
    [
        ([0], [2], ["a"]),
        ([0, 0], [3, -1], ["a"]),
        ([1], [1], ["a"]),
        ([-1], [1], ["a"]),
        ([0], [1], ["a", "a"]),
    ],
    ids=["too few", "negative length", "too high", "negative", "twice the same term"],
)
def test_numbers_that_do_not_fit_are_refused(
    tokens: list[int], lengths: list[int], terms: list[str]
) -> None:
    with pytest.raises(ValueError, match=r"lengths|token|twice"):
        PostingsBM25.from_numbers(
            np.array(tokens, np.int32), np.array(lengths, np.int32), terms
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

    bm25 = index.from_numbers(tokens, lengths, map(str, range(61)))

    tf = 60
    norm = 1.5 * (0.25 + 0.75 * lengths / lengths.mean())
    expected = bm25.idf["59"] * tf * 2.5 / (tf + norm)
    assert bm25.get_scores(["59"]) == pytest.approx(expected)
    assert bm25.search(["59"], 3)[0].tolist() == [1199, 1198, 1197]


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
