"""BM25 on an inverted index: rank_bm25's scores, and the best documents fast."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from rank_bm25 import BM25Okapi

from retrieval.arrays import Floats, Ints, Longs
from retrieval.errors import UnusableIndexError, refusing_damage
from retrieval.storage.array_folder import Stored, open_folder, write_folder

from .codec import Unpacked, pack, unpack
from .kernel import FASTEST, Kernel
from .maxscore import Hits
from .searcher import IdfView, Searcher, changed_df
from .segment import Weighting, make_segments
from .segment_update import replace_documents
from .term_dictionary import Dictionary, IdentityDictionary, TermDictionary

_T = TypeVar("_T")

# How many documents are numbered at a time: enough for speed, little beside the index.
_BATCH = 4096


class PostingsBM25(BM25Okapi):  # type: ignore[misc]
    """rank_bm25's BM25Okapi, with the same scores, on an inverted index.

    *corpus* holds documents as sequences of terms; *tokenizer*, if given, turns the
    items of *corpus* into documents. An empty corpus is allowed: its averages are 0.

    Any number of threads may search, also while one thread replaces documents: a search
    uses the documents from either before or after.
    """

    kernel: Kernel = FASTEST

    # All state is one immutable searcher, so that replacing it is atomic.
    _searcher: Searcher

    def __init__(
        self,
        corpus: Iterable[Any],
        tokenizer: Callable[[Any], Sequence[Any]] | None = None,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
    ) -> None:
        self.tokenizer = tokenizer
        dictionary = TermDictionary()
        documents = map(tokenizer, corpus) if tokenizer else corpus
        tokens, lengths = self._number(documents, dictionary)
        self._searcher = self._build(tokens, lengths, dictionary, k1, b, epsilon)

    @classmethod
    def from_numbers(
        cls,
        tokens: Ints,
        lengths: Ints,
        n_terms: int,
        *,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
    ) -> Self:
        """Index documents whose terms are whole numbers from 0 up to *n_terms*.

        *tokens* holds the terms of all documents, one document after another, and
        *lengths* the number of terms of each document. The queries, and the documents
        of `replace`, then consist of numbers as well. Raises ValueError if *tokens*,
        *lengths* and *n_terms* contradict each other.

        Example: the documents [3, 1] and [1] are tokens [3, 1, 1], lengths [2, 1].
        """
        tokens, lengths = (
            np.ascontiguousarray(numbers, np.int32) for numbers in (tokens, lengths)
        )
        _check_numbers(tokens, lengths, n_terms)
        dictionary = IdentityDictionary(n_terms)
        return cls._of(cls._build(tokens, lengths, dictionary, k1, b, epsilon))

    @property
    def k1(self) -> float:
        """How much a repeated term adds to a score."""
        return self._searcher.weighting.k1

    @property
    def b(self) -> float:
        """How much the length of a document lowers its score, from 0 to 1."""
        return self._searcher.weighting.b

    @property
    def epsilon(self) -> float:
        """The floor of the idf, as a share of the average idf."""
        return self._searcher.epsilon

    @property
    def corpus_size(self) -> int:
        """The number of documents."""
        return self._searcher.corpus_size

    @property
    def avgdl(self) -> float:
        """The average number of terms of a document; 0.0 without documents."""
        return self._searcher.weighting.avgdl

    @property
    def average_idf(self) -> float:
        """The average idf before the floor is applied; 0.0 without terms."""
        return self._searcher.average_idf

    @property
    def doc_len(self) -> Ints:
        """The number of terms of each document, in a new array."""
        lengths = [segment.lengths for segment in self._searcher.segments]
        return np.concatenate([np.zeros(0, np.int32), *lengths])

    @property
    def idf(self) -> Mapping[Any, float]:
        """The idf of each term of the documents, with rank_bm25's floor applied."""
        return IdfView(self._searcher)

    def get_scores(self, query: Iterable[Any]) -> Floats:
        """Return the score of every document; a repeated term counts each time."""
        return self._searcher.scores(query)

    def get_batch_scores(
        self, query: Iterable[Any], doc_ids: Sequence[int]
    ) -> list[float]:
        """Return the scores of the documents *doc_ids*, in their order."""
        places = np.array(doc_ids, np.intp)
        scores: list[float] = self.get_scores(query)[places].tolist()
        return scores

    def get_top_n(
        self, query: Sequence[Any], documents: Sequence[_T], n: int = 5
    ) -> list[_T]:
        """Return the *n* items of *documents*, parallel to the corpus, that score best.

        As in rank_bm25, documents without any term of the query score 0.
        """
        ids, scores = self.search(query, max(0, n))
        if len(ids) == n and scores.min(initial=1) > 0:
            assert len(documents) == self.corpus_size
            return [documents[i] for i in ids.tolist()]
        top: list[_T] = super().get_top_n(query, documents, n)
        return top

    def search(self, terms: Iterable[Any], k: int = 10) -> Hits:
        """Return the best *k* documents with a term of the query, and their scores.

        The best come first; of equal scores, the lower document. Every document with a
        term is a match, even with a score of 0 or less, so there are fewer than *k*
        only if fewer match. The ids are int64. The scores are float64; they equal those
        of `get_scores` except for rounding. Raises ValueError if *k* is negative.
        """
        if k < 0:
            raise ValueError(f"k={k} documents cannot be searched for")
        return self._searcher.search(terms, k)

    def documents_with(self, term: Any) -> Longs:
        """Return the ids of the documents with *term*, ascending, as int64."""
        return self._searcher.documents_with(term)

    def replace(
        self, start: int, stop: int, documents: Iterable[Sequence[Any]]
    ) -> None:
        """Replace the documents from *start* up to *stop* by *documents*.

        The index then equals one built from the new corpus, in every score. Only
        *documents* are inverted: the time depends on the documents nearby, not on the
        size of the index. Raises IndexError if *start* to *stop* is no range of the
        documents. Only one thread at a time may replace documents.
        """
        if not 0 <= start <= stop <= self.corpus_size:
            raise IndexError(f"There are no documents from {start} to {stop}")
        tokens, lengths = self._number(documents, self._searcher.dictionary)
        with refusing_damage():
            self._searcher = self._replaced(start, stop, tokens, lengths)

    def save(self, folder: Path) -> None:
        """Save the index in place of what *folder* held. See `storage.write_folder`."""
        write_folder(folder, self.to_stored())

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map a saved index without reading it. See `storage.open_folder`.

        Until documents are replaced, it takes almost no memory of the process, however
        large it is.
        """
        return cls.from_stored(open_folder(folder))

    def to_stored(self) -> Stored:
        """Return the index as arrays and facts, for `from_stored`."""
        searcher = self._searcher
        facts = {
            "k1": self.k1,
            "b": self.b,
            "epsilon": self.epsilon,
            "avgdl": self.avgdl,
            "average_idf": self.average_idf,
        }
        unpacked = Unpacked(searcher.segments, searcher.df, searcher.dictionary)
        return Stored(pack(unpacked), facts)

    @classmethod
    def from_stored(cls, stored: Stored) -> Self:
        """Return the index that `to_stored` saved, on the memory of its arrays.

        Raises UnusableIndexError if *stored* is no index.
        """
        unpacked = unpack(stored.arrays)
        try:
            k1, b, epsilon, avgdl, mean_idf = (
                stored.facts[name]
                for name in ("k1", "b", "epsilon", "avgdl", "average_idf")
            )
        except KeyError as error:
            raise UnusableIndexError(f"The index lacks {error}") from error
        weighting = Weighting(k1, b, avgdl)
        return cls._of(Searcher(*unpacked, weighting, epsilon, cls.kernel, mean_idf))

    @classmethod
    def _of(cls, searcher: Searcher) -> Self:
        """Return an index on *searcher*; only `__init__` takes a corpus."""
        bm25 = cls.__new__(cls)
        bm25.tokenizer = None
        bm25._searcher = searcher
        return bm25

    @classmethod
    def _number(
        cls, documents: Iterable[Sequence[Any]], dictionary: Dictionary
    ) -> tuple[Ints, Ints]:
        """Return the term numbers of all documents, and the length of each document."""
        documents = iter(documents)
        tokens, lengths = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        while batch := list(islice(documents, _BATCH)):
            lengths.append(np.fromiter(map(len, batch), np.int32, len(batch)))
            n_tokens = int(lengths[-1].sum())
            tokens.append(cls.kernel.number(dictionary.numbers, batch, n_tokens))
        return np.concatenate(tokens), np.concatenate(lengths)

    @classmethod
    def _build(
        cls,
        tokens: Ints,
        lengths: Ints,
        dictionary: Dictionary,
        k1: float,
        b: float,
        epsilon: float,
    ) -> Searcher:
        size = len(dictionary)
        weighting = Weighting(k1, b, _mean_length(len(tokens), len(lengths)))
        segments = [*make_segments(tokens, lengths, size, weighting, cls.kernel.invert)]
        df = changed_df(np.zeros(size, np.int32), [], segments)
        return Searcher(segments, df, dictionary, weighting, epsilon, cls.kernel)

    def _replaced(self, start: int, stop: int, tokens: Ints, lengths: Ints) -> Searcher:
        old = self._searcher
        kept = np.delete(self.doc_len, slice(start, stop))
        if kept.min(initial=0) < 0:
            raise UnusableIndexError("Damaged index: a document of negative length")
        n_tokens = int(kept.sum(dtype=np.int64)) + len(tokens)
        avgdl = _mean_length(n_tokens, len(kept) + len(lengths))
        weighting = old.weighting._replace(avgdl=avgdl)
        size = len(old.dictionary)
        added = make_segments(tokens, lengths, size, weighting, self.kernel.invert)
        segments = replace_documents(old.segments, start, stop, [*added], weighting)
        df = np.append(old.df, np.zeros(size - len(old.df), np.int32))
        df = changed_df(df, old.segments, segments)
        return Searcher(
            segments, df, old.dictionary, weighting, old.epsilon, self.kernel
        )


def _mean_length(n_tokens: int, n_docs: int) -> float:
    return n_tokens / max(1, n_docs)


def _check_numbers(tokens: Ints, lengths: Ints, vocabulary_size: int) -> None:
    if lengths.min(initial=0) < 0 or lengths.sum(dtype=np.int64) != len(tokens):
        raise ValueError(f"The lengths do not add up to {len(tokens)} tokens")
    if tokens.min(initial=0) < 0 or tokens.max(initial=-1) >= vocabulary_size:
        raise ValueError(f"A token is not one of {vocabulary_size} terms")
