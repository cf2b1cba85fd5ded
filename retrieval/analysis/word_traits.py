"""Words that can be part of an answer: numbers, dates, causes ... (mostly English)."""

import re
from collections.abc import Mapping
from enum import IntFlag
from functools import cache

from retrieval.language.word_lists import read_rows

from .normalization import fold


class WordTrait(IntFlag):
    """What a word can express, regardless of context."""

    NUMBER = 1
    YEAR = 2
    CALENDAR = 4  # a month, a weekday, a century, "two weeks ago"
    CAUSE = 8
    DENIAL = 16
    VERB_WITHOUT_CAPITAL = 32  # "may", "march"
    LEANING = 64  # "they", "these": opens a sentence that refers back


_NO_TRAIT = WordTrait(0)

_CLOCK = re.compile(r"[012]?\d[:.][0-5]\d")
_YEAR = re.compile(r"1\d{3}|20\d\d")


def traits_of(form: str) -> WordTrait:
    """Return the traits of a folded word."""
    if not form[:1].isdigit():
        return _traits().get(form, _NO_TRAIT)
    if _YEAR.fullmatch(form):
        return WordTrait.NUMBER | WordTrait.YEAR
    if _CLOCK.fullmatch(form):
        return WordTrait.NUMBER | WordTrait.CALENDAR
    return WordTrait.NUMBER


@cache
def _traits() -> Mapping[str, WordTrait]:
    traits: dict[str, WordTrait] = {}
    for name, forms in read_rows("english_traits.tsv"):
        trait = WordTrait[name.upper()]
        traits |= {form: traits.get(form, _NO_TRAIT) | trait for form in forms}
    for _, forms in read_rows("denials.tsv"):
        for form in map(fold, forms):
            traits[form] = traits.get(form, _NO_TRAIT) | WordTrait.DENIAL
    return traits
