"""Language detection by script, then by function words."""

import re
import string
from collections import defaultdict
from functools import lru_cache

from .profile import DEFAULT, LANGUAGES, OTHER, load_language

# Enough to detect a language, and read in a millisecond.
_SAMPLE_CHARACTERS = 6_000
# A shorter text, in words, may have no function word, or be half a name.
_FEW_WORDS = 20
# Function words make up a third of a text in its language. A related language without
# a profile shares some of them, but fewer than this share.
_FUNCTION_WORD_SHARE = 0.15
_UNMISTAKABLE_SHARE = 0.3
# Foreign names add foreign letters to a text, but fewer than this share.
_FOREIGN_LETTER_SHARE = 0.02

_ASCII = re.compile(r"[\x00-\x7f]+")
_SCRIPTS = {
    DEFAULT: re.compile(r"[a-zà-öø-ɏ]"),
    "russian": re.compile(r"[\u0400-\u052f]"),
    "arabic": re.compile(r"[\u0620-\u06ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "hindi": re.compile(r"[\u0900-\u097f]"),
}
# Letters of no language in LANGUAGES, but of others in the same scripts: Baltic,
# Slovak, Azerbaijani, Vietnamese; Ukrainian, Serbian, Central Asian; Urdu, Kurdish;
# Marathi.
_FOREIGN_LETTERS = re.compile(
    r"[āēīūņļķģėįųľĺŕđəơư\u1ea0-\u1ef9"
    r"\u0452-\u045f\u0491\u0493\u049b\u04a3\u04b1\u04bb\u04d9\u04e9"
    r"\u0679\u0688\u0691\u06ba\u06be\u06c1\u06c6\u06ce\u06d2\u06d5"
    r"\u0933]"
)
# A text without any of these letters is not in the language, regardless of its function
# words, which related languages share.
_OWN_LETTERS = {
    "czech": re.compile("[ěřů]"),
    "persian": re.compile(r"[\u067e\u0686\u0698\u06a9\u06af\u06cc]"),
    "polish": re.compile("[ąęłńśżź]"),
    "turkish": re.compile("[ğış]"),
}


def language_of(text: str) -> str:
    """Return the one of LANGUAGES that *text* is written in, or OTHER.

    Script decides first, then function words. A text without letters, or of a few words
    without function words, counts as English.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    words = sample.split()
    if sample.isascii():
        return _by_function_words(words, sample)
    others = _ASCII.sub("", sample).lower()
    letters = sum(map(str.isalpha, others))
    foreign = len(_FOREIGN_LETTERS.findall(others))
    latin = len(_SCRIPTS[DEFAULT].findall(others))
    # ASCII letters are numerous, so they are counted only when needed.
    if foreign == 0 and 2 * latin >= letters:
        return _by_function_words(words, sample)
    ascii_letters = _count_ascii_letters(sample)
    letters += ascii_letters
    is_foreign = foreign > _FOREIGN_LETTER_SHARE * letters
    if 2 * (latin + ascii_letters) >= letters:
        is_known = not is_foreign or len(words) <= _FEW_WORDS
        return _by_function_words(words, sample) if is_known else OTHER
    return OTHER if is_foreign else _by_script(others, letters)


def told_language(text: str) -> str | None:
    """Return `language_of` *text*; None if no function word and no script tells it."""
    language = language_of(text)
    by_script = language in _SCRIPTS and language != DEFAULT
    words = text.lower().split()
    if by_script or language == "persian" or _known_share(words, language):
        return language
    return None


def _by_script(text: str, letters: int) -> str:
    """Return the language whose script has at least half of the *letters*, or OTHER."""
    for language, script in _SCRIPTS.items():
        if 2 * len(script.findall(text)) >= letters:
            persian = len(_OWN_LETTERS["persian"].findall(text))
            return "persian" if persian > _FOREIGN_LETTER_SHARE * letters else language
    return OTHER


def _count_ascii_letters(text: str) -> int:
    encoded = text.encode("ascii", errors="ignore")
    return len(encoded) - len(encoded.translate(None, string.ascii_letters.encode()))


def _by_function_words(words: list[str], text: str) -> str:
    # Without lower(): that suffices for English, unless all in capitals.
    if _known_share(words, DEFAULT) > _UNMISTAKABLE_SHARE:
        return DEFAULT
    words = [word.lower() for word in words]
    share = _known_share(words, DEFAULT)
    if share > _UNMISTAKABLE_SHARE:
        return DEFAULT
    weights = _weights_by_word()
    scores = {DEFAULT: 0.0}  # First, so that it wins ties.
    for word in words:
        for language, weight in weights.get(word, ()):
            scores[language] = scores.get(language, 0) + weight
    best = max(scores, key=scores.__getitem__)
    # A function word of one language may be a content word of another: "hen", "die".
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
    """Return (language, weight) pairs by function word; weights sum to 1."""
    owners = defaultdict(list)
    for name in LANGUAGES:
        for word in load_language(name).function_words:
            owners[word].append(name)
    return {
        word: [(name, 1 / len(names)) for name in names]
        for word, names in owners.items()
    }
