"""Which words of the articles look like a given one: shared runs of four letters."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .collection import Ints, Words

LENGTH = 4
LEAST_SIMILARITY = 0.3
"""Below it, words share an ending or a beginning and hardly ever a meaning."""

# Questions repeat their words; a few thousand distinct ones fit many conversations.
_REMEMBERED = 4096


class Similar(NamedTuple):
    """Words and how similar each is, from LEAST_SIMILARITY to 1 (the word itself)."""

    words: Ints
    similarities: npt.NDArray[np.float64]


class WordSimilarity:
    """Finds words that share many of their 4-grams, by the Dice coefficient.

    Inflections and derivations that the stemmer keeps apart are similar (invade and
    invasion), and so are most misspellings. Stop words are similar to nothing, and
    figures to none but themselves.
    """

    def __init__(self, words: Words) -> None:
        self._grams: dict[str, int] = {}
        owners: list[int] = []
        grams: list[int] = []
        sizes = np.zeros(len(words.forms), np.int32)
        for word, form in enumerate(words.forms):
            if words.is_stop[word]:
                continue
            numbers = [
                self._grams.setdefault(gram, len(self._grams)) for gram in _grams(form)
            ]
            grams += numbers
            owners += [word] * len(numbers)
            sizes[word] = len(numbers)
        order = np.argsort(np.array(grams, np.int32), kind="stable")
        self._owners = np.array(owners, np.int32)[order]
        counts = np.bincount(np.array(grams, np.int32), minlength=len(self._grams))
        self._starts = np.concatenate([[0], np.cumsum(counts)])
        self._sizes = sizes
        self.similar = lru_cache(_REMEMBERED)(self._similar)

    def _similar(self, form: str) -> Similar:
        """Return the words similar to *form*, in order of number."""
        grams = _grams(form)
        known = [self._grams[gram] for gram in grams if gram in self._grams]
        lists = [self._owners[self._starts[g] : self._starts[g + 1]] for g in known]
        joined = np.concatenate([np.zeros(0, np.int32), *lists])
        shared = np.bincount(joined, minlength=len(self._sizes))
        words = np.flatnonzero(shared).astype(np.int32)
        similarities = 2 * shared[words] / (len(grams) + self._sizes[words])
        kept = similarities >= LEAST_SIMILARITY
        return Similar(words[kept], np.minimum(similarities[kept], 1.0))


def _grams(form: str) -> list[str]:
    marked = f"^{form}$"
    if form[:1].isdigit():
        return [marked]
    last = max(1, len(marked) - LENGTH + 1)
    return [marked[start : start + LENGTH] for start in range(last)]
