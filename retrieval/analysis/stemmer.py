"""Words -> stems: Snowball, with its false merges and its gaps mended.

Snowball gives "animal" and "animation" one stem, and does not know that "organisation"
and "organization", or "spoke" and "speak", are one word. Data files list such words for
the languages that have them.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import Stemmer as snowball

from retrieval.language.profile import OTHER
from retrieval.language.word_lists import read_rows

from .normalization import fold

# British "-ise", "-isation", "-yse". A word that is too short for the rule ("rise",
# "prise") is another word with a z.
_BRITISH_S = (
    r"(?:(?<=\w{3}[^aeiou])is|(?<=ly)s)(?=(?:e[srd]?|ers|ings?|ations?|ational)$)"
)
# No British beginning is shorter.
_HEAD = 4
_DIGIT = re.compile(r"\d")
# Their stemmers tell suffixes apart by accents, or by letters that folding makes equal.
# Not Turkish: many people type it without its letters, and find as much as others.
_FOLDED_LAST = frozenset({"czech", "hungarian", "persian", "polish"})


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
        if self._snowball is None or _DIGIT.search(folded):
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
    if language == OTHER:
        return None
    # Snowball's newer Dutch cuts "ingenieurs" down to "innieur".
    algorithm = "dutch_porter" if language == "dutch" else language
    stem: Callable[[str], str] = snowball.Stemmer(algorithm).stemWord
    return stem


@lru_cache
def _read_pairs(file: str) -> dict[str, str]:
    """Read rows of a replacement and the words it stands for, none if no such file."""
    return {word: label for label, words in read_rows(file) for word in words}
