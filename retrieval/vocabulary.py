"""The forms that stand in texts of one language and the terms they stand for."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .folding import fold, straighten
from .languages import load_language
from .stemming import Stemmer

# Distinct forms to remember; beyond that the memory is emptied and fills again.
MEMORY = 200_000
# How many characters on each side tell whether a text shouts in capitals.
_NEARBY = 24

# An acronym that is spelled like a stop word keeps a mark, so "US" is never "us".
_MARK = "_"
UNITED_STATES = "us" + _MARK

_MARKS = "".join(
    chr(code) for code in range(0x2100) if unicodedata.category(chr(code))[0] == "M"
)
_JOINERS = "\u00ad\u200b-\u200d\u2060\ufeff"
# Scripts that set no spaces between words: Thai, Lao, Khmer, kana, Han, Hangul.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1780-\u17d3\u1100-\u11ff\u3005-\u3007"
    "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W_{_UNSPACED}]"
_APOSTROPHE = "['’ʼ`´]"
_WORD = rf"{_LETTER}+(?:[{_MARKS}{_JOINERS}]+{_LETTER}*)*+"

# Alternatives that begin with a character to compare are cheap to try, so nearly all
# words are found by the fourth at the latest.
_FORM = re.compile(
    rf"""
  (?P<country>[Uu](?:nited|NITED)\s+[Ss](?:tates|TATES)\b|USA?(?=[$])|USA\b)
 |(?P<per_cent>[Pp]er\s[Cc]ent\b)
 |(?P<unspaced>[{_UNSPACED}][{_UNSPACED}{_MARKS}]*+)
 |(?P<plain>[A-Za-zÀ-ÖØ-öø-ɏΑ-ωА-ԯ]{{2,}}+(?=[\s,;)"”]|\.\s|$))
 |(?P<address>[A-Za-z][A-Za-z0-9+.-]{{1,9}}://[\w.-]+|www\.[\w.-]+
             |[\w+-][\w.+-]{{0,63}}@[\w-]+(?:\.[\w-]+)+
             |[a-z0-9-]{{2,64}}\.(?:com|org|net|edu|gov|int|info|io|co\.uk)\b)
 |(?P<acronym>[^\W\d_]\.(?:[^\W\d_]\.)+(?:[^\W\d_](?!\w))?)
 |(?P<symbol>[Cc]\+\+|[CcFf]\#|\.(?:NET|net)\b|[A-Za-z]{{1,3}}&[A-Za-z]{{1,3}}\b)
 |(?P<number>(?P<currency>[$€£¥₹₽₴₩]\s?)?
             (?P<digits>\d{{1,3}}(?:[,\u00a0\u2009\u202f’']\d{{3}})+(?:\.\d+)?(?!\d)
                       |\d+(?:[.,:]\d+)*)
             (?P<suffix>st|nd|rd|th|s|am|pm)?(?P<unit>\s?(?:bn|mn|tn|trn|m|k|b)\b)?
             (?P<percent>\s?%)?(?P<currency_after>\s?[€£₽₴])?(?!\w))
 |(?P<lettered>[^\W\d_][-‐‑]{_WORD})
 |(?P<word>{_WORD}(?:{_APOSTROPHE}{_WORD})*+)
 |(?P<picture>[\U0001f1e6-\U0001f1ff]{{2}}|[\u2600-\u27bf\U0001f300-\U0001faff])
    """,
    re.VERBOSE,
)

_CURRENCIES = {
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "¥": "yen",
    "₩": "won",
    "₴": "hryvnia",
    "₹": "rupe",
    "₽": "rubl",
}
_UNITS = {
    "b": "billion",
    "bn": "billion",
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "tn": "trillion",
    "trn": "trillion",
}
_GROUPED = re.compile(r"\d{1,3}(?:([,\s'])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_SEPARATOR = re.compile(r"[,\s']")
# There are few distinct pairs in a text, and folding one takes longer than a look-up.
_fold_pair = lru_cache(maxsize=65_536)(fold)
_CLITIC = re.compile(r"(.+?)'(?:s|ll|re|ve|d|m)")


class Token(NamedTuple):
    """A term of a text and the span of the characters it comes from.

    *form* is the word as it was typed but for case and accents; *stop* tells that the
    word is too common to be searched for alone.
    """

    term: str
    start: int
    end: int
    form: str
    stop: bool


# A term, the folded form it comes from, and whether that is a stop word.
_Reading = tuple[str, str, bool]


class Vocabulary:
    """The forms met in texts of one language, and how each is read."""

    def __init__(self, language: str) -> None:
        words = load_language(language)
        self._stop = frozenset(map(fold, words.stop))
        self._elided = words.elided
        self._stemmer = Stemmer(language)
        self._memory: dict[str, list[_Reading]] = {}

    def tokens(self, text: str) -> Iterator[Token]:
        """Yield the tokens of *text*, stop words too, in order of start."""
        memory = self._memory
        for match in _FORM.finditer(text):
            form = match.group()
            readings = memory.get(form)
            if readings is None:
                if match.lastgroup == "unspaced":
                    yield from _pairs(match)
                    continue
                readings = self._read(match)
            start, end = match.span()
            for term, folded, stop in readings:
                yield Token(term, start, end, folded, stop)

    def _read(self, match: re.Match[str]) -> list[_Reading]:
        form = match.group()
        if self._may_be_acronym(form):
            if not _shouts(match):
                term = fold(form) + _MARK
                return [(term, term, False)]
            form = form.lower()
        elif match.lastgroup not in ("plain", "word"):
            return self._remember(form, [(t, t, False) for t in self._terms(match)])
        return self._remember(form, [self._word(form)])

    def _remember(self, form: str, readings: list[_Reading]) -> list[_Reading]:
        if len(self._memory) >= MEMORY:
            self._memory.clear()
        self._memory[form] = readings
        return readings

    def _may_be_acronym(self, form: str) -> bool:
        """Return whether capitals alone tell a form from a stop word."""
        return 2 <= len(form) <= 5 and form.isupper() and fold(form) in self._stop

    def _word(self, form: str) -> _Reading:
        word = straighten(form)
        if word.lower().endswith("n't"):
            folded = fold(word).replace("'", "")
            return folded, folded, True
        if clitic := _CLITIC.fullmatch(word):
            word = clitic[1]
        before, elision, after = word.partition("'")
        if elision and before.lower() in self._elided:
            word = after
        word = word.replace("'", "")
        folded = fold(word)
        return self._stemmer.stem(word.lower()), folded, folded in self._stop

    def _terms(self, match: re.Match[str]) -> list[str]:
        """Return the terms of a form that is no mere word."""
        form = fold(match.group())
        match match.lastgroup:
            case "number":
                return list(_number(match))
            case "country":
                return [UNITED_STATES]
            case "per_cent":
                return ["percent"]
            case "acronym":
                return [self._acronym(form.replace(".", ""))]
            case "address":
                return [form.split("://")[-1].removeprefix("www.").rstrip(".")]
            case "lettered":
                return [self._stemmer.stem(form.replace("-", ""))]
        return [form]

    def _acronym(self, letters: str) -> str:
        if letters == "usa":
            return UNITED_STATES
        return letters + _MARK if letters in self._stop else letters


def _number(match: re.Match[str]) -> Iterator[str]:
    digits = straighten(match["digits"])
    yield _SEPARATOR.sub("", digits) if _GROUPED.fullmatch(digits) else digits
    if match["suffix"] in ("am", "pm"):
        yield "am" + _MARK if match["suffix"] == "am" else "pm"
    if match["unit"]:
        yield _UNITS[match["unit"].strip()]
    if match["percent"]:
        yield "percent"
    if currency := match["currency"] or match["currency_after"]:
        yield _CURRENCIES[currency.strip()]


def _pairs(match: re.Match[str]) -> Iterator[Token]:
    """Cut a run of characters that no spaces divide into overlapping pairs."""
    run, at = match.group(), match.start()
    for start in range(max(1, len(run) - 1)):
        pair = run[start : start + 2]
        term = _fold_pair(pair)
        yield Token(term, at + start, at + start + len(pair), term, False)


def _shouts(match: re.Match[str]) -> bool:
    """Return whether the words around an acronym are written in capitals too."""
    if match.group() == "US":
        return False
    start, end = match.span()
    text = match.string
    around = text[max(0, start - _NEARBY) : start] + text[end : end + _NEARBY]
    return around.isupper()
