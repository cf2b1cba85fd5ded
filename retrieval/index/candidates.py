"""Candidate paragraphs for an answer, found by BM25."""

from collections.abc import Sequence

import numpy as np

from retrieval.arrays import Array, Ints
from retrieval.bm25.okapi import PostingsBM25
from retrieval.storage.array_folder import Stored

from .collection import Collection

PARAGRAPHS = 60
SENTENCES = 60
"""How many of the best paragraphs, and of the best sentences, become candidates.

On the benchmark's 24 articles they include the right sentence of 99 % of the questions.
"""


_SENTENCES, _PARAGRAPHS = "sentence-", "paragraph-"


class Candidates:
    """Two BM25 indexes, of sentences and of paragraphs, from `stored_candidates`."""

    def __init__(self, collection: Collection, stored: Stored) -> None:
        self._paragraph_of = collection.paragraph_of
        self._sentences = PostingsBM25.from_stored(_part(stored, _SENTENCES))
        self._paragraphs = PostingsBM25.from_stored(_part(stored, _PARAGRAPHS))

    def find(self, stems: Sequence[int]) -> Ints:
        """Return the paragraph numbers of the best matches of *stems*, ascending.

        A sentence counts as its paragraph. Empty if no stem occurs.
        """
        sentences, _ = self._sentences.search(stems, SENTENCES)
        paragraphs, _ = self._paragraphs.search(stems, PARAGRAPHS)
        of_sentences = self._paragraph_of[sentences]
        return np.union1d(of_sentences, paragraphs).astype(np.int32)


def stored_candidates(collection: Collection) -> Stored:
    """Return the BM25 indexes of a collection's stems, without stop words."""
    vocabulary = collection.vocabulary
    is_content = ~vocabulary.is_stop[collection.words]
    stems = vocabulary.stem_of[collection.words[is_content]]
    before = np.concatenate([[0], np.cumsum(is_content)])
    sentence_ends = before[collection.token_starts]
    paragraph_ends = sentence_ends[collection.paragraph_starts]
    size = len(vocabulary.stems)
    arrays: dict[str, Array] = {}
    facts = {}
    for name, ends, k1 in (
        (_SENTENCES, sentence_ends, 0.4),
        (_PARAGRAPHS, paragraph_ends, 0.9),
    ):
        stored = _index(stems, np.diff(ends).astype(np.int32), size, k1=k1).to_stored()
        arrays |= {f"{name}{key}": array for key, array in stored.arrays.items()}
        facts[name] = stored.facts
    return Stored(arrays, facts)


def _index(stems: Ints, lengths: Ints, size: int, *, k1: float) -> PostingsBM25:
    index = PostingsBM25.from_numbers(stems, lengths, size, k1=k1, b=0.5)
    if index.average_idf >= 0:
        return index
    # If most words are in most documents, rank_bm25's floor of the idf is negative and
    # would reverse the order. Negating epsilon makes it positive.
    return PostingsBM25.from_numbers(
        stems, lengths, size, k1=k1, b=0.5, epsilon=-index.epsilon
    )


def _part(stored: Stored, name: str) -> Stored:
    arrays = {
        key.removeprefix(name): array
        for key, array in stored.arrays.items()
        if key.startswith(name)
    }
    return Stored(arrays, stored.facts[name])
