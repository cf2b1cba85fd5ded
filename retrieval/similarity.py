"""Which words of the articles look like a given one: shared runs of four letters."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .lazy import Arrays, Strings, string_arrays
from .words import Ints, Words

LENGTH = 4
LEAST_SIMILARITY = 0.3
"""Below it, words share an ending or a beginning and hardly ever a meaning."""

# Questions repeat their words; a few thousand distinct ones fit many conversations.
_REMEMBERED = 4096

_ARRAYS = (
    *(f"grams_{part}" for part in ("bytes", "ends", "numbers", "checksums")),
    *("gram_owners", "gram_starts", "gram_sizes"),
)


class Similar(NamedTuple):
    """Words and how similar each is, from LEAST_SIMILARITY to 1 (the word itself)."""

    words: Ints
    similarities: npt.NDArray[np.float64]


class WordSimilarity:
    """Finds words that share many of their 4-grams, by the Dice coefficient.

    Inflections and derivations that the stemmer keeps apart are similar (invade and
    invasion), and so are most misspellings. Stop words are similar to nothing, and
    figures to none but themselves.

    What there is to know of *words* is taken from *arrays*, if they have it.
    """

    def __init__(self, words: Words, arrays: Arrays | None = None) -> None:
        self._arrays = _index(words) if arrays is None else arrays
        self._grams = Strings(self._arrays, "grams")
        self._owners = self._arrays["gram_owners"]
        self._starts = self._arrays["gram_starts"]
        self._sizes = self._arrays["gram_sizes"]
        self.similar = lru_cache(_REMEMBERED)(self._similar)

    def to_arrays(self) -> Arrays:
        """Return what to give for *arrays* to have the same again."""
        return {name: self._arrays[name] for name in _ARRAYS}

    def _similar(self, form: str) -> Similar:
        """Return the words similar to *form*, in order of number."""
        grams = _grams(form)
        known = [number for gram in grams for number in self._grams.find(gram)]
        lists = [self._owners[self._starts[g] : self._starts[g + 1]] for g in known]
        joined = np.concatenate([np.zeros(0, np.int32), *lists])
        shared = np.bincount(joined, minlength=len(self._sizes))
        words = np.flatnonzero(shared).astype(np.int32)
        similarities = 2 * shared[words] / (len(grams) + self._sizes[words])
        kept = similarities >= LEAST_SIMILARITY
        return Similar(words[kept], np.minimum(similarities[kept], 1.0))


def _index(words: Words) -> Arrays:
    """Return which words have which grams, gram by gram."""
    numbers: dict[str, int] = {}
    owners: list[int] = []
    grams: list[int] = []
    sizes = np.zeros(len(words.forms), np.int32)
    is_stop = words.is_stop.tolist()
    for word, form in enumerate(words.forms):
        if is_stop[word]:
            continue
        of_word = [numbers.setdefault(gram, len(numbers)) for gram in _grams(form)]
        grams += of_word
        owners += [word] * len(of_word)
        sizes[word] = len(of_word)
    order = np.argsort(np.array(grams, np.int32), kind="stable")
    counts = np.bincount(np.array(grams, np.int32), minlength=len(numbers))
    return {
        **string_arrays(numbers, "grams"),
        "gram_owners": np.array(owners, np.int32)[order],
        "gram_starts": np.concatenate([[0], np.cumsum(counts)]),
        "gram_sizes": sizes,
    }


def _grams(form: str) -> list[str]:
    marked = f"^{form}$"
    if form[:1].isdigit():
        return [marked]
    last = max(1, len(marked) - LENGTH + 1)
    return [marked[start : start + LENGTH] for start in range(last)]
