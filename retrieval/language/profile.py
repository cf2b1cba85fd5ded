"""The supported languages and their word lists.

Snowball has a stemmer for each. A text in any other language is OTHER: its words are
not stemmed.
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
    """The word lists of a language: words in lower case, without a final stop.

    never_final: abbreviations that never end a sentence, such as titles.
    before_number: abbreviations that do not end a sentence before a number.
    abbreviations: never_final, and abbreviations that end one before a starter.
    starters: words that, capitalised, begin a sentence rather than a name.
    exclaimed: names that are written with a "!", without it ("yahoo").
    speech: verbs after which a question or exclamation is quoted (English).
    dotted_ordinals: whether "third" is written "3.".
    apostrophe_suffixes: whether suffixes of names follow an apostrophe ("Ankara'da").
    months: the names of the months as dates have them, January first.
    month_first: whether 3/4/2021 is in March.
    grouping_dot: whether 12.500 is 12500.
    stop: stop words, which are not searched for.
    question: the stop words that are question words (English).
    acronyms: the stop words that are acronyms in capitals ("WHO").
    elided: words elided before a vowel ("l" in "l'eau").
    before_pronoun: words after which "us" is the pronoun, not the country (English).
    function_words: the words by which the language is detected.
    """

    name: str
    never_final: frozenset[str]
    before_number: frozenset[str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    exclaimed: frozenset[str]
    speech: frozenset[str]
    dotted_ordinals: bool
    apostrophe_suffixes: bool
    months: tuple[str, ...]
    month_first: bool
    grouping_dot: bool
    stop: frozenset[str]
    question: frozenset[str]
    acronyms: frozenset[str]
    elided: frozenset[str]
    before_pronoun: frozenset[str]
    function_words: frozenset[str]


@lru_cache
def load_language(name: str) -> Language:
    """Return the word lists of one of LANGUAGES, or of OTHER."""
    lists = dict(read_rows(f"{name}.tsv"))
    rows = defaultdict(frozenset, {row: frozenset(lists[row]) for row in lists})
    return Language(
        name,
        never_final=rows["never_final"],
        before_number=rows["before_number"],
        abbreviations=rows["never_final"] | rows["sometimes_final"],
        starters=rows["starters"] or rows["stop"],
        exclaimed=rows["exclaimed"],
        speech=rows["speech"],
        dotted_ordinals=bool(rows["dotted_ordinals"]),
        apostrophe_suffixes=bool(rows["apostrophe_suffixes"]),
        months=tuple(lists["months"]),
        month_first=bool(rows["month_first"]),
        grouping_dot=bool(rows["grouping_dot"]),
        stop=rows["stop"],
        question=rows["question"],
        acronyms=rows["acronyms"],
        elided=rows["elided"],
        before_pronoun=rows["before_pronoun"],
        # Single letters occur in any language.
        function_words=frozenset(
            word for word in rows["stop"] | rows["starters"] if len(word) > 1
        ),
    )
