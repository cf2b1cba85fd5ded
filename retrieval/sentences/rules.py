"""Sentence borders in text with ambiguous stops.

Punkt decides about each full stop. Rules before and after it handle what Punkt does not
know: footnote marks, sentences that continue after a quotation, missing spaces between
sentences, stops of other scripts.
"""

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from retrieval.language.profile import Language

from .kinds import Span
from .punkt import Punkt

# How many characters on each side of a border decide about it.
_WINDOW = 48

_OPENERS = "\"'“‘«‹„([{¿¡—–- "
_CLOSERS = "\"'”’»›)]}"

# Stops of scripts without a space after them, and emoji with faces.
FOREIGN_STOPS = "。！？｡।॥؟۔\u0589።"
FACES = "☹☺😀-🙏"

# The first character is in the set; the rest decides by lookbehind.
_SMILEY_REST = rf"""(?:
    (?<=[:;=])['’]?-?[)(DPp|/\\]+|(?<=\^)_?\^|(?<=<)3|(?<=[{FACES}])
    )"""
_SMILEY = rf"[:;=^<{FACES}]{_SMILEY_REST}"
_DIVIDER = r"(?:[-=_~]{5,}|\*{3,})"


class Cut(NamedTuple):
    """A kind of sentence border that Punkt does not detect.

    *pattern* matches from after its first character (see _CUT) up to the border; "|"
    marks the borders in *example*.
    """

    name: str
    pattern: str
    example: str


CUTS = (
    # The Japanese particle of reported speech continues the sentence after a closing
    # quotation mark.
    Cut(
        "the stop of a script that sets no space after it",
        rf"(?<=[{FOREIGN_STOPS}])[\"”’»」』\uff09)\]]*+(?!と)",
        "「犬が吠える。」|猫が寝る。|「はい。」と言う",
    ),
    Cut(
        "sentences glued together",
        r"(?<=[^\W\d_A-Z]{2}[.!?…])(?=[“\"‘]?(?!Com\b|Net\b|Org\b)[A-Z][a-z]+[ ,’'])",
        "Dogs bark at night.|They eat, says example.Com today",
    ),
    Cut(
        "sentences glued together after a quotation",
        r"(?<=[^\W\d_A-Z]{2}[.!?…])[”\"’](?=[“\"‘]?[A-Z][a-z]+[ ,’'])",
        "“They bark.”|Then they eat",
    ),
    Cut(
        "a sentence glued to an ellipsis",
        r"(?<=[a-z]\.)\.\.(?=(?:[A-Z][a-z]+|I)[ ,’'])",
        "and then...|I left",
    ),
    Cut(
        "a footnote mark that hides the space from Punkt",
        r"(?<=[.!?…])[”\"’]?[¹²³⁰⁴-⁹]+(?=\s)",
        "They bark.¹²| They eat",
    ),
    Cut(
        "a smiley in place of a stop",
        rf"{_SMILEY_REST}(?=\.?\s+[A-Z“\"])\.?",
        "They bark :-)| They eat ^_^.| They sleep :) at night",
    ),
    Cut(
        "a divider, which is no part of the sentences around it",
        r"(?P<divider>(?:(?<=\s[-=_~])[-=_~]{4,}|(?<=\s\*)\*{2,})(?=\s))",
        "They bark |-----| They eat |***| They sleep -- at night",
    ),
)
_CUT = rf"""[.!?…{FOREIGN_STOPS}:;=^<{FACES}_~*-](?:
    {"|".join(cut.pattern for cut in CUTS)}
    )"""
_IS_DIVIDER = re.compile(_DIVIDER)

# Footnotes, the page numbers that encyclopedias add to them (":54–57"), smileys.
_TRAILING_MARKS = rf"""[\"”’»]?(?:
    \[(?:\d{{1,3}}|[a-z][a-z\s?]{{0,30}}(?:\d{{1,3}})?)\]
  | [¹²³⁰⁴-⁹]
  | :\d{{1,4}}(?:[,–-]\s?\d{{1,4}})*
  | \s?{_SMILEY}
    )+(?=\s|$)"""
# A sentence cannot begin with these; "”, she said" continues one.
_NO_BEGINNING = re.compile(r"[,;:)\]}?!]|[\"'”’»›“‘」』]+[,;:、]")
_ENUMERATOR = re.compile(r"\W{0,3}(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})[.)]{1,2}")
# "Yahoo! is", "(n - 1)! is".
_INNER_BANG = re.compile(r"(?:[a-z,] [A-Z][a-z]+|[\d)])!$")
_OPENS_WORD = re.compile(r"[(\[{\"“‘«—–/]")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d|(?!I[ ’'])[IVXLC]+\b")
_ORDINAL = re.compile(r"\d{1,2}|[ivx]+")
_INITIAL = re.compile(r"[^\W\d_a-z]\.")
# "A. Smith", "e.g. Smith", but not "chlorophyll a. Smith".
_INITIALS = re.compile(r"(?<![\w.'’])(?:(?:[^\W\d_]\.){2,}|(?=[^\W\d_a-z])\w\.)$")


class Borders:
    """The rules for sentence borders in *language*."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._punkt = Punkt(language)
        self._trailing_marks = re.compile(_TRAILING_MARKS, re.VERBOSE)

    def spans(self, paragraph: str) -> list[Span]:
        """Return the spans of the sentences of a paragraph, or a part of one, in order.

        They are disjoint, have no white space at either end, and cover all other
        characters.
        """
        spans: list[Span] = []
        for start, end in self._candidates(paragraph):
            if spans and (marks := self._trailing_marks.match(paragraph, start, end)):
                spans[-1] = (spans[-1][0], marks.end())
                start, end = trimmed(paragraph, marks.end(), end)
            if start == end:
                continue
            if spans and self._joins(paragraph, spans[-1], (start, end)):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        return spans

    def _candidates(self, paragraph: str) -> list[Span]:
        """Cut at the `certain_borders`, then cut the pieces with Punkt."""
        spans = []
        for start, end in pairwise([0, *certain_borders(paragraph), len(paragraph)]):
            for a, b in self._punkt.spans(paragraph[start:end]):
                span = trimmed(paragraph, start + a, start + b)
                if span[0] < span[1]:
                    spans.append(span)
        return spans

    def _joins(self, paragraph: str, before: Span, after: Span) -> bool:
        """Return whether two adjacent spans are one sentence."""
        head = paragraph[after[0] : min(after[1], after[0] + _WINDOW)]
        tail = paragraph[max(before[0], before[1] - _WINDOW) : before[1]]
        if _NO_BEGINNING.match(head):
            return True
        is_text = head[0].isalnum() or any(map(str.isalnum, paragraph[slice(*after)]))
        if not is_text:
            return not _IS_DIVIDER.fullmatch(paragraph, *after)
        if tail[-2:-1] in (",", ";", ":"):
            return True
        if before[1] - before[0] < _WINDOW and _ENUMERATOR.fullmatch(tail):
            return True
        if head.lstrip(_OPENERS)[:1].islower() and self._goes_on(tail):
            return True
        return tail.endswith(".") and self._is_unfinished(tail, head)

    def _goes_on(self, tail: str) -> bool:
        """Return whether a sentence may continue in lower case after *tail*."""
        if tail[-1] in _CLOSERS or tail.endswith(("…", "..")):
            return True
        if tail[-1] in "?!":
            return _INNER_BANG.search(tail) is not None
        word = _last_word(tail)
        return "." in word or word in self._language.abbreviations or is_clipped(word)

    def _is_unfinished(self, tail: str, head: str) -> bool:
        """Return whether the full stop of *tail* belongs to an abbreviation."""
        word = _last_word(tail)
        if word in self._language.never_final:
            return True
        if word in self._language.before_number and _NUMBER.match(head):
            return True
        is_ordinal = self._language.dotted_ordinals and _ORDINAL.fullmatch(word)
        # Checked first because the expression is slow to reject longer words.
        is_word = tail[-3:-2].isalnum()
        if not is_ordinal and (is_word or not _INITIALS.search(tail)):
            return False
        if _INITIAL.match(head):
            return True
        follows = _FIRST_WORD.match(head.lstrip(_OPENERS))
        if follows is None or not follows.group()[0].isupper():
            return False
        return follows.group().lower() not in self._language.starters


def certain_borders(paragraph: str) -> list[int]:
    """Return the offsets of the borders matched by CUTS, ascending."""
    borders = []
    for match in _cut().finditer(paragraph):
        if match["divider"]:
            borders.append(match.start())
        borders.append(match.end())
    return borders


@cache
def _cut() -> re.Pattern[str]:
    return re.compile(_CUT, re.VERBOSE)


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span (*start*, *end*) without white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _last_word(tail: str) -> str:
    """Return the lower-case word before the final full stop; "" without a stop."""
    last = tail.rsplit(maxsplit=1)[-1]
    if not last.endswith("."):
        return ""
    return _OPENS_WORD.split(last[:-1])[-1].lower().lstrip("'’")


def is_clipped(word: str) -> bool:
    """Return whether a word is short and has no vowel, like an abbreviation.

    *word* is in lower case.
    """
    return len(word) <= 4 and not set(word) & set("aeiouy")
