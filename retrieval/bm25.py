"""BM25 over flat postings: rank_bm25's scores, and the best documents fast."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from rank_bm25 import BM25Okapi

from . import maxscore
from .arrays import Floats
from .arrays import Ints as Int32s
from .dictionary import Dictionary, Numbers
from .errors import UnusableIndexError
from .maxscore import Hits
from .packing import pack, unpack
from .postings import IdfView, Kernel, Postings, average_idf, changed_df
from .segments import Segment, Weighting, make_segments
from .splicing import replace_documents
from .storage import Stored, open_folder, write_folder

try:
    from . import native
except ImportError:  # Installed where there is no C compiler.
    _fastest: Kernel = maxscore
else:
    _fastest = native

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

    kernel: Kernel = _fastest

    def __init__(
        self,
        corpus: Iterable[Any],
        tokenizer: Callable[[Any], Sequence[Any]] | None = None,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
    ) -> None:
        self.tokenizer = tokenizer
        self.k1 = k1
        self.b = b
        self.epsilon = epsilon
        self._dictionary: Dictionary | Numbers = Dictionary()
        documents = map(tokenizer, corpus) if tokenizer else corpus
        self._build(*self._number(documents))

    @classmethod
    def from_numbers(
        cls,
        tokens: Int32s,
        lengths: Int32s,
        n_terms: int,
        *,
        k1: float = 1.5,
        b: float = 0.75,
        epsilon: float = 0.25,
    ) -> Self:
        """Index documents whose terms are the whole numbers from 0 up to *n_terms*.

        *tokens* are all terms, document after document, and *lengths* how many each
        document has. Queries are numbers then, and so is what `replace` takes. Raises
        ValueError when they do not fit together.
        """
        bm25 = cls([], k1=k1, b=b, epsilon=epsilon)
        bm25._dictionary = Numbers(n_terms)
        tokens, lengths = (
            np.ascontiguousarray(numbers, np.int32) for numbers in (tokens, lengths)
        )
        _check_numbers(tokens, lengths, n_terms)
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
    def idf(self) -> Mapping[Any, float]:
        """The idf of each term of the documents, with rank_bm25's floor applied."""
        return IdfView(self._postings)

    def get_scores(self, query: Iterable[Any]) -> Floats:
        """Return the score of every document; a repeated term counts each time."""
        return self._postings.scores(query)

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
        """Return those *n* of *documents*, parallel to the corpus, that score best.

        As rank_bm25 has it, documents without any term of the query count as 0.
        """
        ids, scores = self.search(query, max(0, n))
        if len(ids) == n and scores.min(initial=1) > 0:
            assert len(documents) == self.corpus_size
            return [documents[i] for i in ids.tolist()]
        top: list[_T] = super().get_top_n(query, documents, n)
        return top

    def search(self, terms: Iterable[Any], k: int = 10) -> Hits:
        """Return the best *k* documents with a term of the query, and their scores.

        Best first; of equal scores the lower document. There are fewer when fewer have
        a term; each that has one is a hit, even with a score of 0 or less. The ids are
        int64; the scores float64, `get_scores` added up in another order.
        Raises ValueError if *k* is negative.
        """
        if k < 0:
            raise ValueError(f"k={k} documents cannot be searched for")
        return self._postings.search(terms, k)

    def replace(
        self, start: int, stop: int, documents: Iterable[Sequence[Any]]
    ) -> None:
        """Put *documents* in the place of those from *start* up to *stop*.

        The index is then as if made from the new corpus, term by term and score by
        score. Nothing but *documents* is inverted: the time depends on the documents
        nearby, not on all. Raises IndexError for documents that are not there. Two
        threads must not replace at the same time.
        """
        if not 0 <= start <= stop <= self.corpus_size:
            raise IndexError(f"There are no documents from {start} to {stop}")
        tokens, lengths = self._number(documents)
        before = self.doc_len
        n_tokens = before.sum() - before[start:stop].sum() + len(tokens)
        n_docs = len(before) - (stop - start) + len(lengths)
        weighting = self._weighting(int(n_tokens), n_docs)
        added = self._invert(tokens, lengths, weighting) if len(lengths) else []
        old = self._postings.segments
        new = replace_documents(old, start, stop, added, weighting)
        df = np.zeros(len(self._dictionary), np.int32)
        df[: len(self._postings.df)] = self._postings.df
        self._set(new, changed_df(df, old, new), weighting)

    def save(self, folder: Path) -> None:
        """Save the index, instead of what *folder* held. See `storage.write_folder`."""
        write_folder(folder, self.to_stored())

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a saved index without reading it. See `storage.open_folder`.

        However large it is, it takes hardly any memory of the process, as long as no
        document is replaced.
        """
        return cls.from_stored(open_folder(folder))

    def to_stored(self) -> Stored:
        """Return what there is to save."""
        postings = self._postings
        facts = {
            "k1": self.k1,
            "b": self.b,
            "epsilon": self.epsilon,
            "avgdl": postings.weighting.avgdl,
            "average_idf": postings.average_idf,
        }
        return Stored(pack(postings), facts)

    @classmethod
    def from_stored(cls, stored: Stored) -> Self:
        """Undo `to_stored`; raises UnusableIndexError if it is not such."""
        unpacked = unpack(stored.arrays)
        try:
            k1, b, epsilon, avgdl, mean_idf = (
                stored.facts[name]
                for name in ("k1", "b", "epsilon", "avgdl", "average_idf")
            )
        except KeyError as error:
            raise UnusableIndexError(f"The index lacks {error}") from error
        bm25 = cls([], k1=k1, b=b, epsilon=epsilon)
        bm25._dictionary = unpacked.dictionary
        bm25._postings = Postings(
            unpacked.segments,
            unpacked.df,
            bm25._dictionary,
            Weighting(k1, b, avgdl),
            mean_idf,
            epsilon,
            cls.kernel,
        )
        return bm25

    def _number(self, documents: Iterable[Sequence[Any]]) -> tuple[Int32s, Int32s]:
        """Return the term numbers of all documents in a row, and their lengths."""
        documents = iter(documents)
        tokens, lengths = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        while batch := list(islice(documents, _BATCH)):
            lengths.append(np.fromiter(map(len, batch), np.int32, len(batch)))
            n_tokens = int(lengths[-1].sum())
            numbers = self._dictionary.numbers
            tokens.append(self.kernel.number(numbers, batch, n_tokens))
        return np.concatenate(tokens), np.concatenate(lengths)

    def _build(self, tokens: Int32s, lengths: Int32s) -> None:
        weighting = self._weighting(len(tokens), len(lengths))
        segments = self._invert(tokens, lengths, weighting)
        df = np.zeros(len(self._dictionary), np.int32)
        self._set(segments, changed_df(df, [], segments), weighting)

    def _weighting(self, n_tokens: int, n_docs: int) -> Weighting:
        return Weighting(self.k1, self.b, n_tokens / max(1, n_docs))

    def _invert(
        self, tokens: Int32s, lengths: Int32s, weighting: Weighting
    ) -> list[Segment]:
        size = len(self._dictionary)
        return [*make_segments(tokens, lengths, size, weighting, self.kernel.invert)]

    def _set(
        self, segments: Sequence[Segment], df: Int32s, weighting: Weighting
    ) -> None:
        mean = average_idf(df, sum(len(segment.lengths) for segment in segments))
        self._postings = Postings(
            segments,
            df,
            self._dictionary,
            weighting,
            mean,
            self.epsilon,
            self.kernel,
        )


def _check_numbers(tokens: Int32s, lengths: Int32s, vocabulary_size: int) -> None:
    if lengths.min(initial=0) < 0 or lengths.sum(dtype=np.int64) != len(tokens):
        raise ValueError(f"The lengths do not add up to {len(tokens)} tokens")
    if tokens.min(initial=0) < 0 or tokens.max(initial=-1) >= vocabulary_size:
        raise ValueError(f"A token is not one of {vocabulary_size} terms")
