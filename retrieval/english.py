"""English words -> stems, by the rules of Snowball's English stemmer ("Porter2").

The rules: https://snowballstem.org/algorithms/english/stemmer.html. Stems are those of
nltk's SnowballStemmer, in a fraction of its time: a suffix is looked up by its last two
letters, and R1 and R2, the parts of a word that may lose theirs, are two positions.
`_text` does the same in C, if it could be compiled.
"""

import re
from typing import NamedTuple

try:
    from ._text import stem as _stem_in_c
except ImportError:  # Installed where there is no C compiler.

    def _stem_in_c(word: str, /) -> str | None:
        return None


_VOWELS = frozenset("aeiouy")
_VOWEL = "[aeiouy]"
_OTHER = "[^aeiouy]"
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
# No suffix ends in one of these.
_INERT = frozenset("abfhjkopquvwxz")

# A "y" that opens a word or follows a vowel is a consonant, and written "Y".
_CONSONANT_Y = f"(^|{_VOWEL})y"
_REGION = f"{_OTHER}*{_VOWEL}+{_OTHER}|.*"
_REGIONS = f"(gener|arsen|commun|{_REGION})({_REGION})"
# By their last two letters, longer ones first.
_PAST = {
    "ed": ("eed", "ed"),
    "ng": ("ing",),
    "ly": ("eedly", "ingly", "edly"),
}

_EXCEPTIONS = {
    "andes": "andes",
    "atlas": "atlas",
    "bias": "bias",
    "cannings": "canning",
    "cosmos": "cosmos",
    "dying": "die",
    "early": "earli",
    "earrings": "earring",
    "gently": "gentl",
    "herrings": "herring",
    "howe": "howe",
    "idly": "idl",
    "innings": "inning",
    "lying": "lie",
    "news": "news",
    "only": "onli",
    "outings": "outing",
    "singly": "singl",
    "skies": "sky",
    "skis": "ski",
    "sky": "sky",
    "tying": "tie",
    "ugly": "ugli",
}
for _word in ("inning", "outing", "canning", "herring", "earring"):
    _EXCEPTIONS[_word] = _word
for _word in ("proceed", "exceed", "succeed"):
    for _suffix in ("", "s", "ed", "ing"):
        _EXCEPTIONS[_word + _suffix] = _word


class _Rule(NamedTuple):
    """A suffix and what takes its place.

    It has to be in R1, some *in_r2*, some *after* one of these letters. nltk forgets R2
    if it begins within a suffix that *forgets*: "ionizer" keeps the "e" of "ionize".
    """

    suffix: str
    replacement: str = ""
    after: str = ""
    in_r2: bool = False
    forgets: bool = False


_Rules = dict[str, list[_Rule]]


def _by_ending(*rules: _Rule) -> _Rules:
    """Return the rules by their last two letters, those of longer suffixes first."""
    endings: _Rules = {}
    for rule in sorted(rules, key=lambda rule: -len(rule.suffix)):
        endings.setdefault(rule.suffix[-2:], []).append(rule)
    return endings


_STEP_2 = _by_ending(
    _Rule("tional", "tion"),
    _Rule("enci", "ence"),
    _Rule("anci", "ance"),
    _Rule("abli", "able"),
    _Rule("entli", "ent"),
    _Rule("izer", "ize", forgets=True),
    _Rule("ization", "ize", forgets=True),
    _Rule("ational", "ate"),
    _Rule("ation", "ate"),
    _Rule("ator", "ate"),
    _Rule("alism", "al"),
    _Rule("aliti", "al"),
    _Rule("alli", "al"),
    _Rule("fulness", "ful"),
    _Rule("ousli", "ous"),
    _Rule("ousness", "ous"),
    _Rule("iveness", "ive"),
    _Rule("iviti", "ive"),
    _Rule("biliti", "ble"),
    _Rule("bli", "ble"),
    _Rule("ogi", "og", after="l"),
    _Rule("fulli", "ful"),
    _Rule("lessli", "less"),
    _Rule("li", after="cdeghkmnrt"),
)
_STEP_3 = _by_ending(
    _Rule("tional", "tion"),
    _Rule("ational", "ate", forgets=True),
    _Rule("alize", "al"),
    _Rule("icate", "ic"),
    _Rule("iciti", "ic"),
    _Rule("ical", "ic"),
    _Rule("ful"),
    _Rule("ness"),
    _Rule("ative", in_r2=True),
)
_STEP_4 = _by_ending(
    _Rule("al", in_r2=True),
    _Rule("ance", in_r2=True),
    _Rule("ence", in_r2=True),
    _Rule("er", in_r2=True),
    _Rule("ic", in_r2=True),
    _Rule("able", in_r2=True),
    _Rule("ible", in_r2=True),
    _Rule("ant", in_r2=True),
    _Rule("ement", in_r2=True),
    _Rule("ment", in_r2=True),
    _Rule("ent", in_r2=True),
    _Rule("ism", in_r2=True),
    _Rule("ate", in_r2=True),
    _Rule("iti", in_r2=True),
    _Rule("ous", in_r2=True),
    _Rule("ive", in_r2=True),
    _Rule("ize", in_r2=True),
    _Rule("ion", after="st", in_r2=True),
)
# What steps 1b to 5 can change ends in these, or in "e" or "y".
_ACTIVE = frozenset({*_PAST, *_STEP_2, *_STEP_3, *_STEP_4, "ll"})


def stem(word: str) -> str:
    """Return the stem of *word*, which is made of letters, in lower case."""
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    return _stem_in_c(word) or stem_in_python(word)


def stem_in_python(word: str) -> str:
    """Return the stem of a word that is no exception."""
    if len(word) < 3 or word[-1] in _INERT:
        return word
    if "y" in word:
        word = re.sub(_CONSONANT_Y, r"\1Y", word)
    if word[-1] == "s" or word.endswith("ied"):
        word = _without_s(word)
    if word[-2:] in _ACTIVE or word[-1] in "eyY":
        word = _without_suffixes(word)
    return word.replace("Y", "y")


def _without_s(word: str) -> str:
    """Take off what makes a plural, and the "ed" of "tried" (step 1a)."""
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("sses"):
        return word[:-2]
    if word[-2] in "us" or _VOWELS.isdisjoint(word[:-2]):
        return word
    return word[:-1]


def _without_suffixes(word: str) -> str:
    """Take the steps 1b to 5."""
    match = re.match(_REGIONS, word)
    assert match
    r1, r2 = match.span(2)
    if word[-2:] in _PAST:
        word, r1, r2 = _without_past(word, r1, r2)
    if word[-1] in "yY" and len(word) > 2 and word[-2] not in _VOWELS:
        word = word[:-1] + "i"
    for rules in (_STEP_2, _STEP_3, _STEP_4):
        if word[-2:] in rules:
            word, r2 = _replaced(word, rules[word[-2:]], r1, r2)
    return _without_final_letter(word, r1, r2)


def _without_past(word: str, r1: int, r2: int) -> tuple[str, int, int]:
    """Take off "-ed", "-ing" and their adverbs (step 1b)."""
    suffix = next(filter(word.endswith, _PAST[word[-2:]]), "")
    rest = word[: len(word) - len(suffix)]
    if suffix[:2] == "ee":
        return (rest + "ee" if len(rest) >= r1 else word), r1, r2
    if not suffix or _VOWELS.isdisjoint(rest):
        return word, r1, r2
    if rest.endswith(("at", "bl", "iz")):
        r1 = min(r1, len(rest))
        # Where both regions are empty, nltk lets the "e" into R1 alone.
        longer = len(rest) > 4 or len(rest) - r1 > 1
        return rest + "e", r1, min(r2, len(rest) if longer else len(rest) + 1)
    if rest.endswith(_DOUBLES):
        return rest[:-1], r1, r2
    if r1 >= len(rest) and _ends_in_short_syllable(rest):
        return rest + "e", len(word), len(word)
    return rest, r1, r2


def _ends_in_short_syllable(word: str) -> bool:
    if len(word) == 2:
        return word[0] in _VOWELS and word[1] not in _VOWELS
    return (
        len(word) > 2
        and word[-1] not in "aeiouywxY"
        and word[-2] in _VOWELS
        and word[-3] not in _VOWELS
    )


def _replaced(word: str, rules: list[_Rule], r1: int, r2: int) -> tuple[str, int]:
    """Apply the rule of the longest suffix; return the word and its R2."""
    for suffix, replacement, after, in_r2, forgets in rules:
        if not word.endswith(suffix):
            continue
        start = len(word) - len(suffix)
        if start < (r2 if in_r2 else r1) or (after and word[start - 1] not in after):
            break
        if forgets and r2 > start:
            r2 = len(word)  # From now on words only become shorter.
        return word[:start] + replacement, r2
    return word, r2


def _without_final_letter(word: str, r1: int, r2: int) -> str:
    """Take off a last "e", or one of two l (step 5)."""
    last = len(word) - 1
    if word.endswith("e"):
        if last >= r2 or (
            last >= r1 and last > 2 and not _ends_in_short_syllable(word[:-1])
        ):
            return word[:-1]
    elif word.endswith("ll") and last >= r2:
        return word[:-1]
    return word
