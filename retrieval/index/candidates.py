"""Candidate paragraphs for an answer, found by BM25."""

from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.arrays import Array, Ints, Longs
from retrieval.bm25.okapi import PostingsBM25
from retrieval.storage.array_folder import Stored

from .collection import Collection
from .rows import concatenated_ranges
from .vocabulary import Vocabulary

PARAGRAPHS = 60
SENTENCES = 60
"""How many of the best paragraphs, and of the best sentences, become candidates.

On the benchmark's 24 articles they include the right sentence of 99 % of the questions.
"""


CONTEXTS = 20
OF_CONTEXT = 8
"""How many of the best headings with what is above them are looked at, and how many of
the first paragraphs below each."""

# How many sentences, or contexts, are worked on at a time: all would take much memory.
_ROWS_AT_A_TIME = 1 << 14

_SENTENCES, _PARAGRAPHS, _CONTEXTS = "sentence-", "paragraph-", "context-"


class Candidates:
    """Two BM25 indexes, of sentences and of paragraphs, from `stored_candidates`."""

    def __init__(self, collection: Collection, stored: Stored) -> None:
        self._paragraph_of = collection.paragraph_of
        self._sentences = PostingsBM25.from_stored(_part(stored, _SENTENCES))
        self._paragraphs = PostingsBM25.from_stored(_part(stored, _PARAGRAPHS))
        self._contexts = PostingsBM25.from_stored(_part(stored, _CONTEXTS))
        self._by_context = stored.arrays["paragraphs_by_context"]
        self._context_starts = stored.arrays["paragraphs_by_context_starts"]

    def find(self, stems: Sequence[int], times: int = 1) -> Ints:
        """Return the paragraph numbers of the best matches of *stems*, ascending.

        A sentence counts as its paragraph. Empty if no stem occurs. There are so many
        *times* as many as usual.
        """
        sentences, _ = self._sentences.search(stems, SENTENCES * times)
        paragraphs, _ = self._paragraphs.search(stems, PARAGRAPHS * times)
        contexts, _ = self._contexts.search(stems, CONTEXTS)
        below = self._below(contexts)
        found = np.concatenate([self._paragraph_of[sentences], paragraphs, below])
        return np.unique(found).astype(np.int32)

    def of_nearest(self, sentences: Ints) -> Ints:
        """Return the paragraphs that become candidates by the nearest *sentences*."""
        nearest: Ints = self._paragraph_of[sentences]
        return nearest

    def sentences_with(self, stem: int) -> Longs:
        """Return the sentences with a stem that is no stop word, ascending."""
        return self._sentences.documents_with(stem)

    def sentences_near(self, words: Iterable[Sequence[int]], reach: int) -> Longs:
        """Return the sentences with the rarest of *words* and the others near it.

        Ascending. A word is given by its stems, and near means up to *reach* sentences
        away. Empty without words.
        """
        having = [
            np.unique(np.concatenate([self.sentences_with(stem) for stem in word]))
            for word in words
        ]
        if not having:
            return np.zeros(0, np.int64)
        found, *others = sorted(having, key=len)
        for other in others:
            last = np.searchsorted(other, found + reach, side="right")
            found = found[last > np.searchsorted(other, found - reach)]
        return found

    def _below(self, contexts: Longs) -> Ints:
        """Return the first paragraphs with each of *contexts*."""
        starts = self._context_starts[contexts]
        ends = np.minimum(self._context_starts[contexts + 1], starts + OF_CONTEXT)
        places, _ = concatenated_ranges(starts, ends, len(self._by_context))
        below: Ints = self._by_context[places]
        return below


def stored_candidates(collection: Collection) -> Stored:
    """Return the BM25 indexes of a collection's stems, without stop words."""
    vocabulary = collection.vocabulary
    stems, of_sentences = _content(
        vocabulary, collection.words, collection.token_starts
    )
    before = np.concatenate([[0], np.cumsum(of_sentences, dtype=np.int64)])
    of_paragraphs = np.diff(before[collection.paragraph_starts]).astype(np.int32)
    size = len(vocabulary.stems)
    arrays: dict[str, Array] = {}
    facts = {}
    for name, lengths, k1 in (
        (_SENTENCES, of_sentences, 0.4),
        (_PARAGRAPHS, of_paragraphs, 0.9),
    ):
        stored = _index(stems, lengths, size, k1=k1).to_stored()
        arrays |= {f"{name}{key}": array for key, array in stored.arrays.items()}
        facts[name] = stored.facts
    stored = _context_index(collection)
    arrays |= {f"{_CONTEXTS}{key}": array for key, array in stored.arrays.items()}
    facts[_CONTEXTS] = stored.facts
    contexts = len(collection.context_starts) - 1
    arrays["paragraphs_by_context"] = np.argsort(
        collection.context_of, kind="stable"
    ).astype(np.int32)
    counts = np.bincount(collection.context_of, minlength=contexts)
    arrays["paragraphs_by_context_starts"] = np.concatenate([[0], np.cumsum(counts)])
    return Stored(arrays, facts)


def _context_index(collection: Collection) -> Stored:
    vocabulary = collection.vocabulary
    stems, lengths = _content(
        vocabulary, collection.context_words, collection.context_starts
    )
    return _index(stems, lengths, len(vocabulary.stems), k1=0.9).to_stored()


def _content(vocabulary: Vocabulary, words: Ints, starts: Longs) -> tuple[Ints, Ints]:
    """Return the stems of *words* but stop words, and their number from start to start.

    Example: starts [0, 2, 5] of the words "the dog cats and dogs" -> the stems of dog,
    cats, dogs, and [1, 2]
    """
    stems, lengths = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    for first in range(0, len(starts) - 1, _ROWS_AT_A_TIME):
        of_part = starts[first : first + _ROWS_AT_A_TIME + 1]
        part = words[of_part[0] : of_part[-1]]
        is_content = ~vocabulary.is_stop[part]
        before = np.concatenate([[0], np.cumsum(is_content)])
        stems.append(vocabulary.stem_of[part[is_content]])
        lengths.append(np.diff(before[of_part - of_part[0]]).astype(np.int32))
    return np.concatenate(stems), np.concatenate(lengths)


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
