"""Words -> stems: nltk's Snowball, its false merges mended.

Snowball cuts "international" and "internal" down to one stem, and knows nothing of
"organisation" and "organization" being one word. The exceptions stand in a data file.
"""

import re
from importlib import resources

from nltk.stem.snowball import SnowballStemmer

from .folding import fold

# A shorter beginning ("prise", "rise") makes the word another one, not a spelling.
_BRITISH_S = re.compile(
    r"(?<=\w{3}[^aeiou])is(?=(?:e[srd]?|ers|ings?|ations?|ational)$)"
)
# Its suffixes are told apart by their accents alone.
_FOLDED_LAST = frozenset({"hungarian"})


class Stemmer:
    """Finds the stem of a word of one language; equal stems mean equal words."""

    def __init__(self, language: str) -> None:
        self._exceptions = _exceptions(language)
        self._spells_twice = language == "english"
        self._fold_last = language in _FOLDED_LAST
        knows = language in SnowballStemmer.languages
        self._snowball = SnowballStemmer(language) if knows else None

    def stem(self, word: str) -> str:
        """Return the stem of a word in lower case, without accents."""
        folded = fold(word)
        if folded in self._exceptions:
            return self._exceptions[folded]
        if self._snowball is None or not folded.isalpha():
            return folded
        if self._spells_twice:
            folded = _BRITISH_S.sub("iz", folded)
        return fold(self._snowball.stem(word if self._fold_last else folded))


def _exceptions(language: str) -> dict[str, str]:
    data = resources.files(__package__).joinpath("data", f"{language}_stems.tsv")
    if not data.is_file():
        return {}
    pairs = {}
    for line in data.read_text(encoding="utf-8").splitlines():
        stem, _, words = line.partition("\t")
        pairs.update(dict.fromkeys(words.split(), stem))
    return pairs
