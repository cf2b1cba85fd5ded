"""Which words of the articles look like a given one: shared runs of four letters."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Array, Arrays, Floats, Ints
from retrieval.storage.string_table import positions

from .vocabulary import Vocabulary

LENGTH = 4
LEAST_SIMILARITY = 0.3
"""Below it, words share an ending or a beginning and hardly ever a meaning."""

# Questions repeat their words; a few thousand distinct ones fit many conversations.
_REMEMBERED = 4096

# Four of these numbers of letters make the key of a gram. Beyond so many letters, which
# no script has that sets spaces, all others are one.
_LETTER_BITS = 16
_MAX_LETTER = (1 << _LETTER_BITS) - 1


class Similar(NamedTuple):
    """Words and how similar each is, from LEAST_SIMILARITY to 1 (the word itself)."""

    words: Ints
    similarities: Floats


class WordSimilarity:
    """Finds words that share many of their 4-grams, by the Dice coefficient.

    Inflections and derivations that the stemmer keeps apart are similar (invade and
    invasion), and so are most misspellings. Stop words are similar to nothing, figures
    and words of two letters to none but themselves.

    *arrays* are the `similarity_arrays` of the vocabulary.
    """

    def __init__(self, vocabulary: Vocabulary, arrays: Arrays) -> None:
        # Not of a method: that would be a cycle, which keeps the arrays from going.
        self.similar = lru_cache(_REMEMBERED)(partial(_similar, vocabulary, arrays))


def _similar(vocabulary: Vocabulary, arrays: Arrays, form: str) -> Similar:
    """Return the words similar to *form*, in order of number."""
    sizes = arrays["gram_sizes"]
    if not _has_grams(form):
        same = [number for number in vocabulary.forms.find(form) if sizes[number]]
        return Similar(np.array(same, np.int32), np.ones(len(same)))
    keys = _gram_keys(_code_points([form]), arrays["gram_letters"])
    known, _ = positions(arrays["gram_keys"], keys)
    owners, starts = arrays["gram_owners"], arrays["gram_starts"]
    lists = [owners[starts[gram] : starts[gram + 1]] for gram in known]
    shared = np.bincount(
        np.concatenate([np.zeros(0, np.int32), *lists]), minlength=len(sizes)
    )
    found = np.flatnonzero(shared).astype(np.int32)
    similarities = 2 * shared[found] / (len(keys) + sizes[found])
    kept = similarities >= LEAST_SIMILARITY
    return Similar(found[kept], np.minimum(similarities[kept], 1.0))


def similarity_arrays(vocabulary: Vocabulary) -> dict[str, Array]:
    """Index which words have which grams, gram by gram."""
    words, is_content = list(vocabulary.forms), ~vocabulary.is_stop
    has_grams = np.fromiter(map(_has_grams, words), np.bool_, len(words))
    sizes = is_content.astype(np.int32)
    owners = np.flatnonzero(has_grams & is_content).astype(np.int32)
    forms = [words[number] for number in owners.tolist()]
    counts = np.fromiter(map(len, forms), np.int32, len(forms)) + 3 - LENGTH
    sizes[owners] = counts

    points = _code_points(forms)
    numbers = _number_letters(points)
    # Between the grams of two words are some that begin in one and end in the other.
    skipped = (LENGTH - 1) * np.arange(len(forms))
    places = np.arange(counts.sum()) + np.repeat(skipped, counts)
    keys = _gram_keys(points, numbers)[places]
    order = np.argsort(keys)
    grams, frequencies = np.unique(keys, return_counts=True)
    return {
        "gram_letters": numbers,
        "gram_keys": grams,
        "gram_owners": np.repeat(owners, counts)[order],
        "gram_starts": np.concatenate([[0], np.cumsum(frequencies)]),
        "gram_sizes": sizes,
    }


def _has_grams(form: str) -> bool:
    """Return whether *form* has more than one gram and is no figure."""
    return len(form) + 2 > LENGTH and not form[0].isdigit()


def _code_points(forms: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Return the code points of *forms* one after another, each between two marks."""
    marked = "$^".join(["", *forms, ""])[1:-1]
    return np.frombuffer(marked.encode("utf-32-le", "surrogatepass"), np.uint32)


def _number_letters(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint16]:
    """Return numbers from 1 by code point; 0 for what none of *points* is."""
    numbers = np.zeros(int(points.max(initial=0)) + 2, np.uint16)
    letters = np.unique(points)
    numbers[letters] = np.minimum(np.arange(len(letters)) + 1, _MAX_LETTER)
    return numbers


def _gram_keys(
    points: npt.NDArray[np.uint32], numbers: npt.NDArray[np.uint16]
) -> npt.NDArray[np.uint64]:
    """Return a key for each LENGTH code points in a row, made of their *numbers*."""
    letters = numbers.take(points, mode="clip").astype(np.uint64)
    pairs = letters[:-1] << _LETTER_BITS | letters[1:]
    keys: Array = pairs[:-2] << 2 * _LETTER_BITS | pairs[2:]
    return keys
