"""The well-known words and names of English, which no spelling error has to explain."""

from functools import cache
from importlib import resources

from .languages import DEFAULT
from .stemming import Stemmer

_WORDS = "english_words.txt"
_NAMES = "names.txt"


def is_word(form: str) -> bool:
    """Return whether *form* is a well-known word, no name, or inflected."""
    return _has(_WORDS, form)


def is_known(form: str) -> bool:
    """Return whether *form* is a well-known word or name, or an inflection of one."""
    return is_word(form) or _has(_NAMES, form)


def _has(file: str, form: str) -> bool:
    shortest = _shortest_by_stem(file).get(_stemmer().stem(form))
    # The stem of a word that has lost letters may still be right ("Ukrain").
    return shortest is not None and len(form) >= shortest


@cache
def _stemmer() -> Stemmer:
    return Stemmer(DEFAULT)


@cache
def _shortest_by_stem(file: str) -> dict[str, int]:
    """Return the length of the shortest word of each stem in a list of words."""
    shortest: dict[str, int] = {}
    data = resources.files(__package__).joinpath("data", file)
    for word in data.read_text(encoding="utf-8").split():
        stem = _stemmer().stem(word)
        shortest[stem] = min(len(word), shortest.get(stem, len(word)))
    return shortest
