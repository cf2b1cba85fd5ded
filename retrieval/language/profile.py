"""The languages that are known, and the words known of each.

Snowball can stem all of them. A text in any other language is OTHER: its words are
found as they are written.
"""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from .word_lists import read_rows

DEFAULT = "english"
OTHER = "other"
LANGUAGES = (
    "arabic",
    "czech",
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "italian",
    "norwegian",
    "persian",
    "polish",
    "portuguese",
    "romanian",
    "russian",
    "spanish",
    "swedish",
    "turkish",
)


class Language(NamedTuple):
    """What is known of a language; every word in lower case, without a final stop.

    never_final: titles and the like, after which no sentence ends.
    before_number: abbreviations after which none ends if a number follows.
    abbreviations: the first and all that may end a sentence when a starter follows.
    starters: words that with a capital begin a sentence rather than a name.
    dotted_ordinals: whether "3." is how "third" is written.
    apostrophe_suffixes: whether suffixes of names follow an apostrophe ("Ankara'da").
    stop: words too common to be searched for.
    question: those of the stop words that ask (English).
    acronyms: those of the stop words that are names in capitals ("WHO").
    elided: words that lose their vowel before another ("l'" in "l'eau").
    before_pronoun: words after which "us" is no country (English).
    function_words: those by which a text in this language is known.
    """

    name: str
    never_final: frozenset[str]
    before_number: frozenset[str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    dotted_ordinals: bool
    apostrophe_suffixes: bool
    stop: frozenset[str]
    question: frozenset[str]
    acronyms: frozenset[str]
    elided: frozenset[str]
    before_pronoun: frozenset[str]
    function_words: frozenset[str]


@lru_cache
def load_language(name: str) -> Language:
    """Return what is known of one of LANGUAGES, or of OTHER."""
    rows: dict[str, frozenset[str]] = defaultdict(frozenset)
    for label, words in read_rows(f"{name}.tsv"):
        rows[label] = frozenset(words)
    return Language(
        name,
        never_final=rows["never_final"],
        before_number=rows["before_number"],
        abbreviations=rows["never_final"] | rows["sometimes_final"],
        starters=rows["starters"] or rows["stop"],
        dotted_ordinals=bool(rows["dotted_ordinals"]),
        apostrophe_suffixes=bool(rows["apostrophe_suffixes"]),
        stop=rows["stop"],
        question=rows["question"],
        acronyms=rows["acronyms"],
        elided=rows["elided"],
        before_pronoun=rows["before_pronoun"],
        # A single letter may stand for anything in any language.
        function_words=frozenset(
            word for word in rows["stop"] | rows["starters"] if len(word) > 1
        ),
    )
