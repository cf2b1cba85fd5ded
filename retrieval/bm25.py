"""BM25 over flat postings: rank_bm25's scores, and the best documents fast."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Self, TypeVar

import numpy as np
from rank_bm25 import BM25Okapi

from . import maxscore
from .dictionary import Dictionary
from .maxscore import Hits
from .postings import IdfView, Kernel, Postings, average_idf
from .segments import Floats, Int32s, Weighting, make_segments

_T = TypeVar("_T")

# Documents numbered at a time: enough for speed, and little beside their postings.
_BATCH = 4096


class PostingsBM25(BM25Okapi):  # type: ignore[misc]
    """rank_bm25's BM25Okapi, with the same scores, on an inverted index.

    *corpus* holds documents as sequences of terms; *tokenizer*, if given, makes them of
    the items of *corpus*. An empty corpus is allowed: its averages are 0.

    Any number of threads may search, also while one replaces documents: a search sees
    the documents of before or of after.
    """

    kernel: Kernel = maxscore

    def __init__(
        self,
        corpus: Iterable[Any],
        tokenizer: Callable[[Any], Sequence[str]] | None = None,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
    ) -> None:
        self.tokenizer = tokenizer
        self.k1 = k1
        self.b = b
        self.epsilon = epsilon
        self._dictionary = Dictionary()
        documents = map(tokenizer, corpus) if tokenizer else corpus
        self._build(*_numbered(documents, self._dictionary))

    @classmethod
    def from_numbers(
        cls,
        tokens: Int32s,
        lengths: Int32s,
        terms: Iterable[str],
        *,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
    ) -> Self:
        """Index documents whose terms are numbers already: ``terms[n]`` has number n.

        *tokens* are the numbers, document after document, and *lengths* how many each
        document has. Raises ValueError when they do not fit together.
        """
        bm25 = cls([], k1=k1, b=b, epsilon=epsilon)
        bm25._dictionary = Dictionary.of(terms)
        _check_numbers(tokens, lengths, len(bm25._dictionary))
        bm25._build(tokens, lengths)
        return bm25

    @property
    def corpus_size(self) -> int:
        """How many documents there are."""
        return self._postings.corpus_size

    @property
    def avgdl(self) -> float:
        """The average number of terms in a document; 0.0 if there is none."""
        return self._postings.weighting.avgdl

    @property
    def average_idf(self) -> float:
        """The average idf before the floor is applied; 0.0 if there is no term."""
        return self._postings.average_idf

    @property
    def doc_len(self) -> Int32s:
        """The number of terms of each document, in a new array."""
        lengths = [segment.lengths for segment in self._postings.segments]
        return np.concatenate([np.zeros(0, np.int32), *lengths])

    @property
    def idf(self) -> Mapping[str, float]:
        """The idf of each term of the documents, with rank_bm25's floor applied."""
        return IdfView(self._postings)

    def get_scores(self, query: Iterable[str]) -> Floats:
        """Return the score of every document; a repeated term counts each time."""
        return self._postings.scores(query)

    def get_batch_scores(
        self, query: Iterable[str], doc_ids: Sequence[int]
    ) -> list[float]:
        """Return the scores of the documents *doc_ids*, in their order."""
        scores: list[float] = self.get_scores(query)[
            np.array(doc_ids, np.intp)
        ].tolist()
        return scores

    def get_top_n(
        self, query: Sequence[str], documents: Sequence[_T], n: int = 5
    ) -> list[_T]:
        """Return those *n* of *documents*, parallel to the corpus, that score best.

        As rank_bm25 has it, documents without any term of the query count as 0.
        """
        ids, scores = self.search(query, max(0, n))
        if len(ids) == n and scores.min(initial=1) > 0:
            assert len(documents) == self.corpus_size
            return [documents[i] for i in ids.tolist()]
        top: list[_T] = super().get_top_n(query, documents, n)
        return top

    def search(self, terms: Iterable[str], k: int = 10) -> Hits:
        """Return the best *k* documents with a term of the query, and their scores.

        Best first; of equal scores the lower document. There are fewer when fewer have
        a term; each that has one is a hit, even with a score of 0 or less. The ids are
        int64; the scores float64, `get_scores` added up in another order.
        Raises ValueError if *k* is negative.
        """
        if k < 0:
            raise ValueError(f"k={k} documents cannot be searched for")
        return self._postings.search(terms, k)

    def _build(self, tokens: Int32s, lengths: Int32s) -> None:
        weighting = Weighting(self.k1, self.b, len(tokens) / max(1, len(lengths)))
        size = len(self._dictionary)
        made = make_segments(tokens, lengths, size, weighting, self.kernel.invert)
        segments = list(made)
        df = np.zeros(size, np.int32)
        for segment in segments:
            df[segment.inverted.terms] += segment.inverted.df.astype(np.int32)
        self._postings = Postings(
            segments,
            df,
            self._dictionary,
            weighting,
            average_idf(df, len(lengths)),
            self.epsilon,
            self.kernel,
        )


def _numbered(
    documents: Iterable[Sequence[str]], dictionary: Dictionary
) -> tuple[Int32s, Int32s]:
    """Return the term numbers of all documents in a row, and the documents' lengths."""
    documents = iter(documents)
    tokens = lengths = [np.zeros(0, np.int32)]
    while batch := list(islice(documents, _BATCH)):
        tokens = [*tokens, dictionary.number(batch)]
        lengths = [*lengths, np.fromiter(map(len, batch), np.int32, len(batch))]
    return np.concatenate(tokens), np.concatenate(lengths)


def _check_numbers(tokens: Int32s, lengths: Int32s, vocabulary_size: int) -> None:
    if lengths.min(initial=0) < 0 or lengths.sum(dtype=np.int64) != len(tokens):
        raise ValueError(f"The lengths do not add up to {len(tokens)} tokens")
    if tokens.min(initial=0) < 0 or tokens.max(initial=-1) >= vocabulary_size:
        raise ValueError(f"A token is not one of {vocabulary_size} terms")
