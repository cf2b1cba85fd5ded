"""Words -> stems: Snowball, with its false merges and its gaps mended.

Snowball cuts "international" and "internal" down to one stem, and knows nothing of
"organisation" and "organization", or "spoke" and "speak", being one word. What to do
about them stands in data files, where a language has them.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from . import english
from .folding import fold
from .languages import DEFAULT, OTHER
from .tables import read_rows

# British "-ise", "-isation", "-yse". A word that is too short for the rule ("rise",
# "prise") is another word with a z.
_BRITISH_S = (
    r"(?:(?<=\w{3}[^aeiou])is|(?<=ly)s)(?=(?:e[srd]?|ers|ings?|ations?|ational)$)"
)
# No British beginning is shorter.
_HEAD = 4
# Words whose stems are remembered: forms that differ in capitals alone have one.
_WORDS = 100_000
# The suffixes of these are told apart by their accents alone.
_FOLDED_LAST = frozenset({"hungarian"})


class Stemmer:
    """Finds the stems of words of one language: words with equal stems are one term."""

    def __init__(self, language: str) -> None:
        self._spellings = _read_pairs(f"{language}_spellings.tsv")
        self._exceptions = _read_pairs(f"{language}_stems.tsv")
        self._british = re.compile("|".join(self._spellings))
        self._heads = {spelling[:_HEAD] for spelling in self._spellings}
        self._folds_last = language in _FOLDED_LAST
        self._snowball = _snowball(language)

    def stem(self, word: str) -> str:
        """Return the stem of *word*, which is in lower case."""
        if self._folds_last and self._snowball:
            return fold(self._snowball(word))
        folded = fold(word)
        if self._heads and folded not in self._exceptions:
            folded = self._american(folded)
        if folded in self._exceptions:
            return self._exceptions[folded]
        if self._snowball is None or not folded.isalpha():
            return folded
        stem = self._snowball(folded)
        return stem if stem.isascii() else fold(stem)

    def _american(self, word: str) -> str:
        """Return the American spelling of an English word, any other as it is."""
        if word[:_HEAD] in self._heads and (match := self._british.match(word)):
            return self._spellings[match.group()] + word[match.end() :]
        if "is" in word or "lys" in word:
            return re.sub(_BRITISH_S, lambda s: s.group().replace("s", "z"), word)
        return word


def _snowball(language: str) -> Callable[[str], str] | None:
    """Return Snowball's stemmer of one of LANGUAGES, None for OTHER."""
    if language == DEFAULT:
        return english.stem
    if language == OTHER:
        return None
    # It takes time to import, which most programs need not spend.
    from nltk.stem.snowball import SnowballStemmer

    return lru_cache(_WORDS)(SnowballStemmer(language).stem)


@lru_cache
def _read_pairs(file: str) -> dict[str, str]:
    """Read rows of a replacement and the words it stands for, none if no such file."""
    return {word: label for label, words in read_rows(file) for word in words}
