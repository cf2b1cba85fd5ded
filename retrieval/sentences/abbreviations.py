"""Whether a full stop belongs to an abbreviation, by the text on both sides of it."""

import re
import unicodedata

from retrieval.language.profile import Language

_LONGEST_CLIPPED = 4
_VOWELS = frozenset("aeiouyæøœ\N{LATIN SMALL LETTER DOTLESS I}")
_BEYOND_LATIN = "\u0370"
# The longest abbreviation that no list need have, in letters.
_SHORT = 5

OPENERS = "\"'“‘«‹„([{¿¡—–- "
_OPENS_WORD = re.compile(r"[(\[{\"“‘«—–/]")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d|(?!I[ ’'])[IVXLC]+\b")
_ORDINAL = re.compile(r"\d{1,2}|[ivx]+")
_INITIAL = re.compile(r"[^\W\d_a-z]\.")
# "A. Smith", "e.g. Smith", but not "chlorophyll a. Smith".
_INITIALS = re.compile(r"(?<![\w.'’])(?:(?:[^\W\d_]\.){2,}|(?=[^\W\d_a-z])\w\.)$")
# "12 km.", a unit rather than an abbreviation of a title or the like.
_MEASURED = re.compile(r"\d\s?[^\W\d_]+\.$")
# "i. J.", "z. T."
_SERIES = re.compile(r"(?<!\w)[^\W\d_]\.\s[^\W\d_]\.$")
# Signs that refer to a number: "ref. [4]", "U.S.C. § 77", "Eq. (4)".
_REFERENCE = re.compile(r"[\[§]|\(\d")


class Abbreviations:
    """The rules for full stops of abbreviations in *language*.

    *tail* is the end of the text up to the stop, and *head* the beginning of the text
    after it, without white space.
    """

    def __init__(self, language: Language) -> None:
        self._language = language
        self._listed = language.abbreviations | language.before_number

    def goes_on(self, tail: str) -> bool:
        """Return whether a sentence goes on in lower case after *tail*."""
        word = last_word(tail)
        if self._language.dotted_ordinals and _ORDINAL.fullmatch(word):
            return True
        return "." in word or word in self._listed or is_clipped(word)

    def is_unfinished(self, tail: str, head: str) -> bool:
        """Return whether the stop of *tail* belongs to an abbreviation."""
        word = last_word(tail)
        if not word:
            return False
        if word in self._language.never_final or head[0] == "&":
            return True
        if self._refers(tail, head):
            return True
        is_ordinal = self._language.dotted_ordinals and _ORDINAL.fullmatch(word)
        # Checked first because the expression is slow to reject longer words.
        is_word = tail[-3:-2].isalnum()
        if not is_ordinal and (is_word or not _INITIALS.search(tail)):
            return False
        if _INITIAL.match(head):
            return True
        return self._is_name(head)

    def is_unfinished_in_brackets(self, tail: str, head: str, *, opens: bool) -> bool:
        """Return `is_unfinished` inside brackets, which mostly hold no sentences.

        *opens*: whether the last word of *tail* is the first one in the brackets.
        """
        word = last_word(tail)
        is_long = len(word) > _SHORT and not self._is_listed(word)
        if not word or word[-1].isdigit() or is_long:
            return False
        if head[0].isdigit():
            return opens or self._is_listed(word) or _is_capitalised(tail, word)
        return (opens or self._is_listed(word)) and self._is_name(head)

    def _refers(self, tail: str, head: str) -> bool:
        """Return whether *head* is the number or sign that an abbreviation needs."""
        word = last_word(tail)
        if word in self._language.before_number and _NUMBER.match(head):
            return True
        if head[0].isdigit():
            is_letter = len(word) == 1 and tail[-2:-1].islower()
            clips = word.isalpha() and is_clipped(word) and not tail[-3:-1].isupper()
            dotted = "." in word and word not in self._listed
            return (
                is_letter
                or dotted
                or _SERIES.search(tail) is not None
                or (clips and not _MEASURED.search(tail))
            )
        if not _REFERENCE.match(head):
            return False
        if head[0] == "(":
            return word in self._language.before_number
        return self._is_listed(word) or (
            len(word) <= _SHORT and _is_capitalised(tail, word)
        )

    def _is_listed(self, word: str) -> bool:
        return len(word) == 1 or "." in word or word in self._listed or is_clipped(word)

    def _is_name(self, head: str) -> bool:
        """Return whether *head* begins with a capitalised word that is no starter."""
        follows = _FIRST_WORD.match(head.lstrip(OPENERS))
        if follows is None or not follows.group()[0].isupper():
            return False
        return follows.group().lower() not in self._language.starters


def last_word(tail: str) -> str:
    """Return the lower-case word before the final full stop; "" without a stop."""
    last = tail.rsplit(maxsplit=1)[-1]
    if not last.endswith("."):
        return ""
    return _OPENS_WORD.split(last[:-1])[-1].lower().lstrip("'’")


def is_clipped(word: str) -> bool:
    """Return whether a word is short and has no vowel, like an abbreviation.

    *word* is in lower case. Only Latin letters are known as vowels or consonants.
    """
    if len(word) > _LONGEST_CLIPPED:
        return False
    letters = word if word.isascii() else unicodedata.normalize("NFD", word)
    return _VOWELS.isdisjoint(letters) and max(letters, default="") < _BEYOND_LATIN


def _is_capitalised(tail: str, word: str) -> bool:
    return tail[-len(word) - 1 :][:1].isupper()
