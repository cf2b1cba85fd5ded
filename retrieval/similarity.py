"""Which words of the articles look like a given one: shared runs of four letters."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .lazy import Arrays, positions
from .words import Ints, Words

LENGTH = 4
LEAST_SIMILARITY = 0.3
"""Below it, words share an ending or a beginning and hardly ever a meaning."""

# Questions repeat their words; a few thousand distinct ones fit many conversations.
_REMEMBERED = 4096

# Four of these numbers of letters make the key of a gram. Beyond so many letters, which
# no script has that sets spaces, all others are one.
_LETTER_BITS = 16
_MAX_LETTER = (1 << _LETTER_BITS) - 1

_ARRAYS = ("gram_letters", "gram_keys", "gram_owners", "gram_starts", "gram_sizes")


class Similar(NamedTuple):
    """Words and how similar each is, from LEAST_SIMILARITY to 1 (the word itself)."""

    words: Ints
    similarities: npt.NDArray[np.float64]


class WordSimilarity:
    """Finds words that share many of their 4-grams, by the Dice coefficient.

    Inflections and derivations that the stemmer keeps apart are similar (invade and
    invasion), and so are most misspellings. Stop words are similar to nothing, figures
    and words of two letters to none but themselves.

    What there is to know of *words* is taken from *arrays*, if they have it.
    """

    def __init__(self, words: Words, arrays: Arrays | None = None) -> None:
        self._arrays = _index(words) if arrays is None else arrays
        # Not of a method: that would be a cycle, which keeps the arrays from going.
        self.similar = lru_cache(_REMEMBERED)(partial(_similar, words, self._arrays))

    def to_arrays(self) -> Arrays:
        """Return what to give for *arrays* to have the same again."""
        return {name: self._arrays[name] for name in _ARRAYS}


def _similar(words: Words, arrays: Arrays, form: str) -> Similar:
    """Return the *words* similar to *form*, in order of number."""
    sizes = arrays["gram_sizes"]
    if not _has_grams(form):
        same = [number for number in words.with_form(form) if sizes[number]]
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


def _index(words: Words) -> Arrays:
    """Return which words have which grams, gram by gram."""
    has_grams = np.fromiter(map(_has_grams, words.forms), np.bool_, len(words.forms))
    sizes = (~words.is_stop).astype(np.int32)
    owners = np.flatnonzero(has_grams & ~words.is_stop).astype(np.int32)
    forms = [words.forms[number] for number in owners.tolist()]
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
    keys: npt.NDArray[Any] = pairs[:-2] << 2 * _LETTER_BITS | pairs[2:]
    return keys
