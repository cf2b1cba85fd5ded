"""The languages whose words are known: their short words and their abbreviations."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

DEFAULT = "english"


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a language; every word in lower case, without a final stop.

    never_final: titles and the like, after which no sentence ends.
    before_number: abbreviations after which none ends if a number follows.
    abbreviations: these and all that may end a sentence when a starter follows.
    starters: words that with a capital begin a sentence rather than a name.
    stop: words too common to be searched for.
    question: those of the stop words that ask.
    elided: words that lose their vowel before another ("l'" in "l'eau").
    before_pronoun: words after which "us" is no country (English).
    """

    name: str
    never_final: frozenset[str]
    before_number: frozenset[str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    stop: frozenset[str]
    question: frozenset[str]
    elided: frozenset[str]
    before_pronoun: frozenset[str]


@lru_cache
def load_language(name: str) -> Language:
    """Read the word lists of a language that ships with the package."""
    data = resources.files(__package__).joinpath("data", f"{name}.tsv")
    rows: dict[str, frozenset[str]] = defaultdict(frozenset)
    for line in data.read_text(encoding="utf-8").splitlines():
        label, _, words = line.partition("\t")
        rows[label] = frozenset(words.split())
    return Language(
        name,
        never_final=rows["never_final"],
        before_number=rows["before_number"],
        abbreviations=rows["never_final"] | rows["sometimes_final"],
        starters=rows["starters"],
        stop=rows["stop"],
        question=rows["question"],
        elided=rows["elided"],
        before_pronoun=rows["before_pronoun"],
    )


def language_of(text: str) -> str:
    """Return the name of the language that *text* is written in."""
    return DEFAULT
