"""Words of the articles that look like a given one: shared letter 4-grams."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Array, Arrays, Floats, Ints
from retrieval.storage.string_table import positions

from .rows import run_starts
from .vocabulary import Vocabulary

LENGTH = 4
LEAST_SIMILARITY = 0.3
"""Less similar words share a prefix or suffix, but rarely a meaning."""

# How many words are cached: questions repeat the same few thousand.
_REMEMBERED = 4096

# The key of a gram is four letter numbers of 16 bits. Letters beyond the maximum share
# one number; no script that puts spaces between words has as many.
_LETTER_BITS = 16
_MAX_LETTER = (1 << _LETTER_BITS) - 1


class Similar(NamedTuple):
    """Word numbers, ascending, and similarities from LEAST_SIMILARITY to 1 (equal)."""

    words: Ints
    similarities: Floats


class WordSimilarity:
    """Finds words with a high Dice coefficient of their letter 4-grams.

    The Dice coefficient is 2 * shared / (grams of one + grams of the other). It finds
    inflections and derivations with different stems (invade and invasion) and most
    misspellings. No word is similar to a stop word; numbers and words of up to two
    letters are similar only to themselves.

    *arrays* are the `similarity_arrays` of *vocabulary*.
    """

    def __init__(self, vocabulary: Vocabulary, arrays: Arrays) -> None:
        # Caching a bound method would make a reference cycle, which delays freeing
        # the arrays.
        self.similar = lru_cache(_REMEMBERED)(partial(_similar, vocabulary, arrays))


def _similar(vocabulary: Vocabulary, arrays: Arrays, form: str) -> Similar:
    """Return the words similar to *form*."""
    sizes = arrays["gram_sizes"]
    if not _has_grams(form):
        same = [number for number in vocabulary.forms.find(form) if sizes[number]]
        return Similar(np.array(same, np.int32), np.ones(len(same)))
    keys = _gram_keys(_code_points([form]), arrays["gram_letters"])
    known, _ = positions(arrays["gram_keys"], keys)
    owners, starts = arrays["gram_owners"], arrays["gram_starts"]
    lists = [owners[starts[gram] : starts[gram + 1]] for gram in known]
    owned = np.sort(np.concatenate([np.zeros(0, np.int32), *lists]))
    # As np.unique, but in a third of the time: questions have many new words.
    firsts = run_starts(owned)
    found = owned[firsts]
    shared = np.append(firsts[1:], len(owned)) - firsts
    similarities = 2 * shared / (len(keys) + sizes[found])
    kept = similarities >= LEAST_SIMILARITY
    return Similar(found[kept], np.minimum(similarities[kept], 1.0))


def similarity_arrays(vocabulary: Vocabulary) -> dict[str, Array]:
    """Return an inverted index from grams to words.

    Gram i has the key ``gram_keys[i]``; the words with it are
    ``gram_owners[gram_starts[i]:gram_starts[i + 1]]``. ``gram_sizes`` is the number of
    grams by word, ``gram_letters`` the number of each letter by code point.
    """
    words, is_content = list(vocabulary.forms), ~vocabulary.is_stop
    has_grams = np.fromiter(map(_has_grams, words), np.bool_, len(words))
    sizes = is_content.astype(np.int32)
    owners = np.flatnonzero(has_grams & is_content).astype(np.int32)
    forms = [words[number] for number in owners.tolist()]
    counts = np.fromiter(map(len, forms), np.int32, len(forms)) + 3 - LENGTH
    sizes[owners] = counts

    points = _code_points(forms)
    numbers = _number_letters(points)
    # Skip the grams that span two words.
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
    """Return whether *form* has more than one gram and is not a number."""
    return len(form) + 2 > LENGTH and not form[0].isdigit()


def _code_points(forms: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Concatenate *forms*, delimited: ["ab", "c"] -> code points of "^ab$^c$"."""
    marked = "$^".join(["", *forms, ""])[1:-1]
    return np.frombuffer(marked.encode("utf-32-le", "surrogatepass"), np.uint32)


def _number_letters(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint16]:
    """Return the number of each letter in *points*, from 1; 0 for all others.

    The array is indexed by code point.
    """
    numbers = np.zeros(int(points.max(initial=0)) + 2, np.uint16)
    letters = np.unique(points)
    numbers[letters] = np.minimum(np.arange(len(letters)) + 1, _MAX_LETTER)
    return numbers


def _gram_keys(
    points: npt.NDArray[np.uint32], numbers: npt.NDArray[np.uint16]
) -> npt.NDArray[np.uint64]:
    """Return the key of each window of LENGTH code points."""
    letters = numbers.take(points, mode="clip").astype(np.uint64)
    pairs = letters[:-1] << _LETTER_BITS | letters[1:]
    keys: Array = pairs[:-2] << 2 * _LETTER_BITS | pairs[2:]
    return keys
