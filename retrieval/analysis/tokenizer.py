"""Texts -> forms: words, numbers, addresses ... as written."""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

# Scripts split into bigrams: Thai, Lao, Khmer, kana, Han, Hangul.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1780-\u17d3\u1100-\u11ff\u3005-\u3007"
    "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_JOINERS = "\u00ad\u200b-\u200d\u2060\ufeff"
# The modifier letter "ʼ" is a letter for re, so it need not be listed.
_APOSTROPHE = "['’`´]"
_CURRENCY = "$€£¥₹₽₴₩"
_UNITS = ("bn", "mn", "tn", "trn", "m", "k", "b")
_UNIT = rf"(?:{'|'.join(_UNITS)})\b"


def _marks() -> str:
    """Return the combining marks below U+2100, as ranges of a regular expression."""
    codes = [c for c in range(0x2100) if unicodedata.category(chr(c))[0] == "M"]
    runs = groupby(enumerate(codes), lambda pair: pair[1] - pair[0])
    marks = [[chr(code) for _, code in run] for _, run in runs]
    return "".join(f"{run[0]}-{run[-1]}" for run in marks)


def _kinds() -> dict[str, str]:
    """Return the expression of each kind of form, in order of precedence.

    Most forms are "plain": words followed by white space or punctuation, which cannot
    be addresses, acronyms or symbols. Only kinds whose first character fails fast come
    before it. Large character sets take a millisecond to compile, so few use them.
    """
    marks = _marks()
    letters = rf"(?:[A-Za-z0-9]++|[^\W_{_UNSPACED}])[{marks}{_JOINERS}]*+"
    return {
        "country": r"[Uu](?:nited|NITED)\s{1,3}[Ss](?:tates|TATES)\b|USA?(?=[$])|USA\b",
        "per_cent": r"[Pp]er\s[Cc]ent\b",
        "unspaced": rf"(?:[{_UNSPACED}][{marks}]*+)++",
        "plain": r"""[A-Za-zÀ-ÖØ-öø-ɏΑ-ωА-ԯ]{2,}+(?=[\s,;)"”]|\.\s|$)""",
        "address": r"""[A-Za-z][A-Za-z0-9+.-]{1,9}+://[\w.-]+ | www\.[\w.-]+
                     | [\w+-][\w.+-]{0,63}+@[\w-]+(?:\.[\w-]+)+
                     | [a-z0-9-]{2,64}+\.
                       (?:com|org|net|edu|gov|int|info|io|co\.uk)\b""",
        "acronym": r"[^\W\d_]\.(?:[^\W\d_]\.)+(?:[^\W\d_](?!\w))?",
        "symbol": r"[Cc]\+\+|[CcFf]\#|\.(?:NET|net)\b|[A-Za-z]{1,3}&[A-Za-z]{1,3}\b",
        "number": rf"""(?P<currency>[{_CURRENCY}]\s?)?
                       (?P<digits>\d{{1,3}}(?:[,\u00a0\u2009\u202f’']\d{{3}})+(?:\.\d+)?
                                  (?!\d)
                                 |\d+(?:[.,:]\d+)*)
                       (?P<suffix>st|nd|rd|th|s|am|pm)?
                       (?P<unit>\s?{_UNIT})?
                       (?P<percent>\s?%)?(?P<currency_after>\s?[€£₽₴])?(?!\w)""",
        # A word broken at the end of a line.
        "broken": r"[^\W\d_]{2,}+[-‐](?:\r\n|[\r\n])[^\S\r\n]*+[^\W\d_]{2,}+",
        "lettered": rf"[^\W\d_][-‐‑](?:{letters})++",
        "word": rf"(?!{_APOSTROPHE})(?:{_APOSTROPHE}?{letters})++",
        "picture": r"[\U0001f1e6-\U0001f1ff]{2}|[\u2600-\u27bf\U0001f300-\U0001faff]",
    }


@lru_cache
def form_pattern() -> re.Pattern[str]:
    """Return the expression for forms; ``lastgroup`` of a match is its kind."""
    kinds = "|".join(f"(?P<{kind}>{form})" for kind, form in _kinds().items())
    # The lookahead fails fast where most matches fail.
    return re.compile(rf"(?![\s,;:()])(?:{kinds})", re.VERBOSE)


@lru_cache
def _groupless_pattern() -> re.Pattern[str]:
    """Return `form_pattern` without groups, so that findall returns whole forms."""
    pattern = re.sub(r"\?P<\w+>", "?:", form_pattern().pattern)
    return re.compile(pattern, re.VERBOSE)


def forms_of(text: str) -> list[str]:
    """Return the forms of *text*, in order."""
    return _groupless_pattern().findall(text)


def is_plain(form: str) -> bool:
    """Return whether *form* is an ASCII letter followed by ASCII letters or digits."""
    return form.isalnum() and form.isascii() and form[0] > "9"
