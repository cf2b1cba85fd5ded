"""Well-known English words and names, which are not spelling errors."""

from collections.abc import Iterator
from functools import cache

from retrieval.language.word_lists import read_data

_WORDS = "english_words.txt"
_NAMES = "names.txt"

# Without "ings": "earings" is not an inflection of "ear".
_ENDINGS = ("s", "es", "d", "ed", "ing", "r", "er", "ers", "est", "ly")
_VOWELS = "aeiou"


def is_word(form: str) -> bool:
    """Return whether *form* is a well-known word (not a name) or its inflection.

    Stems do not show this: the misspelled "existance" has the stem of "existence".
    """
    return not _read(_WORDS).isdisjoint(_bases(form))


def is_known(form: str) -> bool:
    """Return whether *form* is a well-known word or name, or an inflection of one."""
    return is_word(form) or not _read(_NAMES).isdisjoint(_bases(form))


def _bases(form: str) -> Iterator[str]:
    """Yield *form* and the words it may be an inflection of."""
    yield form
    for ending in _ENDINGS:
        if form.endswith(ending):
            base = form.removesuffix(ending)
            # The plural of "family" is "families".
            if ending != "s" or base[-1:] != "y" or base[-2:-1] in _VOWELS:
                yield base
            if ending[0] in "ei":
                yield base + "e"
            if base.endswith("i"):
                yield base[:-1] + "y"
            if base[-2:-1] == base[-1:]:
                yield base[:-1]


@cache
def _read(file: str) -> frozenset[str]:
    return frozenset(read_data(file).split())
