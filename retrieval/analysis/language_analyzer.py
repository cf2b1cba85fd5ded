"""Texts in one language -> terms."""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from retrieval.language.profile import load_language
from retrieval.language.word_lists import read_rows

from .normalization import LONGEST, fold, straighten
from .stemmer import Stemmer
from .tokenizer import form_pattern, forms_of, is_plain

# How many forms are cached; a full cache is emptied.
MEMORY = 200_000
# Forms with more readings, such as a run of Chinese, rarely recur.
_MOST_REMEMBERED = 4

# Appended to acronyms spelled like a stop word, so that "US" never matches "us".
_MARK = "_"
UNITED_STATES = "us" + _MARK

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
_GROUPED = r"\d{1,3}(?:([,\s'])\d{3})(?:\1\d{3})*(?:\.\d+)?"
_SEPARATOR = r"[,\s']"
# "C++" and ".NET" keep their signs, "Ph. D." and "R & D" lose stops and spaces.
_SPACED_STOPS = r"(?<=\w)\.\s?|\s"
_GROUPED_BY_DOTS = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"
# "rtx4090", also written "RTX 4090".
_CODE = re.compile(r"([^\W\d_]{1,12})(\d{1,8})([^\W\d_]{0,4})")
# A text has few distinct pairs, and a lookup is faster than normalising.
_normal_pair = lru_cache(maxsize=65_536)(straighten)
_MONTHS = 12
_CLITIC = r"(.+?)'(?:s|ll|re|ve|d|m)"


T = TypeVar("T")
Reading = tuple[str, str, bool]
"""(term, folded form, whether it is a stop word), as in `Token`."""


class Token(NamedTuple):
    """A term of a text with its span.

    *form* is the word as typed, folded; *stop*: whether it is a stop word.
    """

    term: str
    start: int
    end: int
    form: str
    stop: bool


class _Memory(dict[str, list[T]]):
    """A cache of *read* for up to MEMORY forms."""

    def __init__(self, read: Callable[[str], list[T]]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, form: str) -> list[T]:
        found = self._read(form)
        # Long forms rarely recur.
        if len(form) <= LONGEST and len(found) <= _MOST_REMEMBERED:
            if len(self) >= MEMORY:
                self.clear()
            self[form] = found
        return found


class LanguageAnalyzer:
    """Turns texts in one language into terms."""

    def __init__(self, language: str) -> None:
        words = load_language(language)
        self._language = words
        self._expansions = _read_expansions(language)
        self._stop = frozenset(map(fold, words.stop))
        self._acronyms = words.acronyms
        self._elided = words.elided
        self._apostrophe_suffixes = words.apostrophe_suffixes
        self._stem = Stemmer(language).stem
        self._readings = _Memory(self.readings)
        self._terms = _Memory(self._terms_of)

    def terms(self, text: str) -> list[str]:
        """Return the terms of *text* in order, without stop words."""
        return [term for form in forms_of(text) for term in self._terms[form]]

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of *text* including stop words, ordered by start."""
        tokens = []
        for match in form_pattern().finditer(text):
            form = match.group()
            start, end = match.span()
            readings = self._readings[form]
            if len(readings) > 1 and match.lastgroup == "unspaced":
                for at, (term, folded, stop) in enumerate(readings, start):
                    tokens.append(Token(term, at, at + 2, folded, stop))
                continue
            for term, folded, stop in readings:
                tokens.append(Token(term, start, end, folded, stop))
        return tokens

    def spans(
        self, text: str, number: Callable[[str], int], wanted: AbstractSet[int]
    ) -> list[tuple[int, int]]:
        """Return the spans of the tokens whose term has a *number* that is *wanted*.

        Without stop words.
        """
        found: list[tuple[int, int]] = []
        for match in form_pattern().finditer(text):
            terms = self._terms[match[0]]
            if wanted.isdisjoint(map(number, terms)):
                continue
            if len(terms) > 1 and match.lastgroup == "unspaced":
                pairs = enumerate(terms, match.start())
                found += [(at, at + 2) for at, term in pairs if number(term) in wanted]
            else:
                found.append(match.span())
        return found

    def remembered(self, form: str) -> list[Reading]:
        """Return the `readings` of *form*, cached."""
        return self._readings[form]

    def readings(self, form: str) -> list[Reading]:
        """Return the readings of *form* including stop words, in order."""
        if is_plain(form) and form != "USA":
            word = form[:LONGEST]
            return self._plain(word, word.lower())
        kind = form_pattern().fullmatch(form)
        if kind is None or kind.lastgroup in ("plain", "word"):
            readings = self._word(straighten(form))
        elif kind.lastgroup == "unspaced":
            return _pairs(form)
        elif kind.lastgroup == "broken":
            words = _mended(straighten(form))
            readings = [reading for word in words for reading in self._word(word)]
        elif kind.lastgroup == "date":
            readings = [self._reading(word, fold(word)) for word in self._date(kind)]
        else:
            readings = [(term, term, False) for term in self._special(kind)]
        return [reading for reading in readings if reading[0]]

    def _terms_of(self, form: str) -> list[str]:
        return [term for term, _, stop in self.readings(form) if not stop]

    def _plain(self, word: str, folded: str) -> list[Reading]:
        if words := self._expansions.get(folded):
            return [self._reading(each, each) for each in words]
        whole = self._reading(word, folded)
        return [whole] if folded.isalpha() else [whole, *self._parts(folded)]

    def _word(self, word: str) -> list[Reading]:
        """Return the readings of *word*, which has plain apostrophes."""
        lower = word.lower()
        if lower.endswith("n't") and lower not in self._expansions:
            denied = fold(word[: -len("n't")])
            return [(denied, denied, True), ("not", "not", True)]
        if "'" in word and lower not in self._expansions:
            word = self._without_clitic(word)
        return self._plain(word, fold(word))

    def _parts(self, form: str) -> list[Reading]:
        """Return the letters and the digits of a code like "rtx4090"."""
        code = _CODE.fullmatch(form)
        if code is None:
            return []
        parts = [part for part in code.groups() if part and part not in self._stop]
        return [(self._stem(part), part, False) for part in parts]

    def _reading(self, word: str, folded: str) -> Reading:
        if folded in self._acronyms and word.isupper():
            return folded + _MARK, folded + _MARK, False
        return self._stem(word.lower()), folded, folded in self._stop

    def _without_clitic(self, word: str) -> str:
        """Return "homme" for "l'homme", "ukraine" for "ukraine's"."""
        if self._apostrophe_suffixes:
            return word.partition("'")[0]
        if clitic := re.fullmatch(_CLITIC, word):
            word = clitic[1]
        before, elision, after = word.partition("'")
        if elision and before.lower() in self._elided:
            word = after
        return word.replace("'", "")

    def _special(self, kind: re.Match[str]) -> list[str]:
        """Return the terms of a number, acronym, address or other special form."""
        form = fold(kind.group())
        match kind.lastgroup:
            case "number":
                return list(self._number(kind))
            case "country":
                return [UNITED_STATES]
            case "per_cent":
                return ["percent"]
            case "acronym":
                return [self._acronym(form.replace(".", ""))]
            case "degree" | "symbol":
                return [re.sub(_SPACED_STOPS, "", form)]
            case "address":
                return [form.split("://")[-1].removeprefix("www.").rstrip(".")]
            case "lettered":
                whole = form.replace("-", "")
                parts = [part for _, part, _ in self._parts(whole)]
                return [self._stem(whole), *parts]
        return [form]

    def _date(self, match: re.Match[str]) -> list[str]:
        """Return day, month and year: ["31", "may", "2022"] for "2022-05-31"."""
        if match["year"]:
            day, month, year = match["day"], match["month"], match["year"]
        else:
            day, month, year = match["first"], match["dotted"], match["of"]
            month = month or match["second"]
        is_month_first = self._language.month_first and match["second"]
        if int(month) > _MONTHS or (is_month_first and int(day) <= _MONTHS):
            day, month = month, day
        return [str(int(day)), self._month(int(month)), year]

    def _month(self, number: int) -> str:
        is_month = 1 <= number <= _MONTHS
        return self._language.months[number - 1] if is_month else str(number)

    def _number(self, match: re.Match[str]) -> Iterator[str]:
        letters = fold(match["letters"] or "")
        if letters:
            yield fold(match.group())
        yield self._digits(straighten(match["digits"]))
        if letters and letters not in self._stop:
            yield letters
        if match["suffix"] in ("am", "pm"):
            yield "am" + _MARK if match["suffix"] == "am" else "pm"
        if match["unit"]:
            yield _UNITS[match["unit"].strip()]
        if match["percent"]:
            yield "percent"
        if currency := match["currency"] or match["currency_after"]:
            yield _CURRENCIES[currency.strip()]

    def _digits(self, digits: str) -> str:
        """Return *digits* without grouping, or the zero of a number like "05"."""
        if re.fullmatch(_GROUPED, digits):
            return re.sub(_SEPARATOR, "", digits)
        if self._language.grouping_dot and re.fullmatch(_GROUPED_BY_DOTS, digits):
            return digits.replace(".", "")
        return digits[0].lstrip("0") + digits[1] if len(digits) == 2 else digits

    def _acronym(self, letters: str) -> str:
        if letters == "usa":
            return UNITED_STATES
        return letters + _MARK if letters in self._stop else letters


@cache
def _read_expansions(language: str) -> dict[str, list[str]]:
    """Return the words that each form stands for; {} without such a file."""
    return dict(read_rows(f"{language}_expansions.tsv"))


def _mended(form: str) -> list[str]:
    """Return what a form broken at the end of a line may be.

    Its hyphen may be one of the word: "long-/term" is "long", "term" and "longterm".
    """
    parts = re.split(r"\W\s+", form)
    return [*parts, "".join(parts)] if parts[-1][0].islower() else parts


def _pairs(form: str) -> list[Reading]:
    """Return overlapping bigrams of a run without spaces: "abc" -> "ab", "bc"."""
    pairs = [_normal_pair(a + b) for a, b in pairwise(form)]
    # Folding a lone voicing mark gives "".
    return [(term, term, False) for term in pairs or [fold(form)] if term]
