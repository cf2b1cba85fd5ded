"""Words -> stems: Snowball, with exceptions from data files.

Snowball conflates "animal" and "animation", and separates "organisation" from
"organization" and "spoke" from "speak". Data files, where a language has them, list the
spellings and stems of such words.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import Stemmer as snowball

from retrieval.language.profile import OTHER
from retrieval.language.word_lists import read_rows

from .normalization import fold

# British "-ise", "-isation", "-yse". In shorter words ("rise", "prise") the s is not a
# British spelling.
_BRITISH_S = (
    r"(?:(?<=\w{3}[^aeiou])is|(?<=ly)s)(?=(?:e[srd]?|ers|ings?|ations?|ational)$)"
)
# The keys of *spellings* are at least this long.
_HEAD = 4
_DIGIT = re.compile(r"\d")
# The stemmers of these languages need accents, or letters that folding merges, to tell
# suffixes apart. Turkish is not listed, since many people type it without its letters.
_FOLDED_LAST = frozenset({"czech", "hungarian", "persian", "polish"})


class Stemmer:
    """Stems words of one language; words with equal stems are the same term."""

    def __init__(self, language: str) -> None:
        self._spellings = _read_pairs(f"{language}_spellings.tsv")
        self._exceptions = _read_pairs(f"{language}_stems.tsv")
        self._british = re.compile("|".join(self._spellings))
        self._heads = {spelling[:_HEAD] for spelling in self._spellings}
        self._folds_last = language in _FOLDED_LAST
        self._snowball = _snowball(language)

    def stem(self, word: str) -> str:
        """Return the folded stem of *word*, which must be in lower case."""
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
        """Return the American spelling of *word*; other words are unchanged."""
        if word[:_HEAD] in self._heads and (match := self._british.match(word)):
            return self._spellings[match.group()] + word[match.end() :]
        if "is" in word or "lys" in word:
            return re.sub(_BRITISH_S, lambda s: s.group().replace("s", "z"), word)
        return word


def _snowball(language: str) -> Callable[[str], str] | None:
    """Return Snowball's stemmer for *language*, or None for OTHER."""
    if language == OTHER:
        return None
    # Snowball's newer Dutch algorithm stems "ingenieurs" to "innieur".
    algorithm = "dutch_porter" if language == "dutch" else language
    stem: Callable[[str], str] = snowball.Stemmer(algorithm).stemWord
    return stem


@lru_cache
def _read_pairs(file: str) -> dict[str, str]:
    """Return the replacement of each word in *file*; {} if there is no such file."""
    return {word: label for label, words in read_rows(file) for word in words}
