"""The languages that are known: which one a text is in, and the words known of it.

Snowball can stem all of them. A text in any other language is OTHER: its words are
found as they are written.
"""

import re
import string
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from .tables import read_rows

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

# Enough to tell a language by, and read in a millisecond however long the text is.
_SAMPLE_CHARACTERS = 6_000
# With fewer words a text may hold no function word, or a name may be half of it.
_FEW_WORDS = 20
# Function words are a third of any text in a language. One that is related but not
# known shares some of them, not that many.
_FUNCTION_WORD_SHARE = 0.15
_UNMISTAKABLE_SHARE = 0.3
# Names bring single letters of other languages into a text, not one in fifty.
_FOREIGN_LETTER_SHARE = 0.02

_ASCII = re.compile(r"[\x00-\x7f]+")
_SCRIPTS = {
    DEFAULT: re.compile(r"[a-zà-öø-ɏ]"),
    "russian": re.compile(r"[\u0400-\u052f]"),
    "arabic": re.compile(r"[\u0620-\u06ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "hindi": re.compile(r"[\u0900-\u097f]"),
}
# Letters that none of LANGUAGES has, but others of the same script have: Baltic,
# Slovak, Vietnamese; Ukrainian, Serbian, Central Asian; Urdu, Kurdish; Marathi.
_FOREIGN_LETTERS = re.compile(
    r"[āēīūņļķģėįųľĺŕđơư\u1ea0-\u1ef9"
    r"\u0452-\u045f\u0491\u0493\u049b\u04a3\u04b1\u04bb\u04d9\u04e9"
    r"\u0679\u0688\u0691\u06ba\u06be\u06c1\u06c6\u06ce\u06d2\u06d5"
    r"\u0933]"
)
# Letters without which a text is not in a language, however many of its function words
# it has: relatives of that language share those.
_OWN_LETTERS = {
    "czech": re.compile("[ěřů]"),
    "persian": re.compile(r"[\u067e\u0686\u0698\u06a9\u06af\u06cc]"),
    "polish": re.compile("[ąęłńśżź]"),
    "turkish": re.compile("[ğışİ]"),
}


class Language(NamedTuple):
    """What is known of a language; every word in lower case, without a final stop.

    never_final: titles and the like, after which no sentence ends.
    before_number: abbreviations after which none ends if a number follows.
    abbreviations: the first and all that may end a sentence when a starter follows.
    starters: words that with a capital begin a sentence rather than a name.
    dotted_ordinals: whether "3." is how "third" is written.
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


def language_of(text: str) -> str:
    """Return the one of LANGUAGES that *text* is written in, or OTHER.

    Meant for articles: first the script tells, then the function words. A text without
    letters, or of a few words that tell nothing, is English.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    words = sample.split()
    if sample.isascii():
        return _by_function_words(words, sample)
    others = _ASCII.sub("", sample).lower()
    letters = sum(map(str.isalpha, others))
    foreign = len(_FOREIGN_LETTERS.findall(others))
    latin = len(_SCRIPTS[DEFAULT].findall(others))
    # ASCII letters are the most in most texts: they are counted only if they decide.
    if foreign == 0 and 2 * latin >= letters:
        return _by_function_words(words, sample)
    ascii_letters = _count_ascii_letters(sample)
    letters += ascii_letters
    is_foreign = foreign > _FOREIGN_LETTER_SHARE * letters
    if 2 * (latin + ascii_letters) >= letters:
        is_known = not is_foreign or len(words) <= _FEW_WORDS
        return _by_function_words(words, sample) if is_known else OTHER
    return OTHER if is_foreign else _by_script(others, letters)


def _by_script(text: str, letters: int) -> str:
    """Return the language of *text*, half of whose *letters* must be of its script."""
    for language, script in _SCRIPTS.items():
        if 2 * len(script.findall(text)) >= letters:
            persian = len(_OWN_LETTERS["persian"].findall(text))
            is_persian = persian > _FOREIGN_LETTER_SHARE * letters
            return "persian" if is_persian else language
    return OTHER


def _count_ascii_letters(text: str) -> int:
    encoded = text.encode("ascii", errors="ignore")
    return len(encoded) - len(encoded.translate(None, string.ascii_letters.encode()))


def _by_function_words(words: list[str], text: str) -> str:
    # Enough of them are in lower case in English, unless it is all in capitals.
    if _known_share(words, DEFAULT) > _UNMISTAKABLE_SHARE:
        return DEFAULT
    words = [word.lower() for word in words]
    share = _known_share(words, DEFAULT)
    if share > _UNMISTAKABLE_SHARE:
        return DEFAULT
    weights = _weights_by_word()
    scores = {DEFAULT: 0.0}  # It stands first, and the first of equals wins.
    for word in words:
        for language, weight in weights.get(word, ()):
            scores[language] = scores.get(language, 0) + weight
    best = max(scores, key=scores.__getitem__)
    # A rare word of one language may be a common one of another: "hen", "die".
    lacks_letters = best in _OWN_LETTERS and not _OWN_LETTERS[best].search(text.lower())
    if lacks_letters or _known_share(words, best) <= share:
        best = DEFAULT
    if _known_share(words, best) > _FUNCTION_WORD_SHARE:
        return best
    return OTHER if len(words) > _FEW_WORDS else DEFAULT


def _known_share(words: list[str], language: str) -> float:
    function_words = load_language(language).function_words
    return sum(map(function_words.__contains__, words)) / max(1, len(words))


@lru_cache
def _weights_by_word() -> dict[str, list[tuple[str, float]]]:
    """Return for each function word the languages it speaks for, and how loudly."""
    owners = defaultdict(list)
    for name in LANGUAGES:
        for word in load_language(name).function_words:
            owners[word].append(name)
    return {
        word: [(name, 1 / len(names)) for name in names]
        for word, names in owners.items()
    }
