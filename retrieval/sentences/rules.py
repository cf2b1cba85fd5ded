"""Sentence borders in text with ambiguous stops.

Punkt decides about each full stop. Rules before and after it handle what Punkt does not
know: footnote marks, sentences that continue after a quotation, missing spaces between
sentences, stops of other scripts.
"""

import re
from itertools import pairwise

from retrieval.language.profile import Language

from .abbreviations import OPENERS, Abbreviations
from .cuts import IS_DIVIDER, SMILEY, certain_borders
from .kinds import Span
from .punkt import Punkt

# How many characters on each side of a border decide about it.
_WINDOW = 48
# Brackets open and close within so many characters of a stop in them.
_WITHIN_BRACKETS = 120
# The longest quotation whose speaker may follow it, in characters.
_QUOTATION = 400

_CLOSERS = "\"'”’»›)]}"

# Footnotes, the page numbers that encyclopedias add to them (":54–57"), smileys.
_TRAILING_MARKS = rf"""[\"”’»]?(?:
    \[(?:\d{{1,3}}|[a-z][a-z\s?]{{0,30}}(?:\d{{1,3}})?)\]
  | [¹²³⁰⁴-⁹]
  | :\d{{1,4}}(?:[,–-]\s?\d{{1,4}})*
  | \s?{SMILEY}
    )+(?=\s|$)"""
# A sentence cannot begin with these; "”, she said" continues one.
_NO_BEGINNING = re.compile(r"[,;:)\]}?!]|[\"'”’»›“‘」』]+[,;:、]")
_ENUMERATOR = re.compile(r"\W{0,3}(?:\d{1,3}|[^\W\d_]|[ivxIVX]{1,5})[.)]{1,2}")
# "Yahoo! is", "(n - 1)! is".
_INNER_BANG = re.compile(r"(?:[a-z,] [A-Z][a-z]+|[\d)])!$")
# “Is it late?” Harriet asked.
_ENDS_QUOTATION = re.compile(r"[?!…]{1,3}[\"”’»]$")
_OPENS_QUOTATION = frozenset('"“„«')
_SPEAKER = re.compile(r"((?:[^\W\d_][\w.’'-]*+\s){1,3}?)([a-z]+)\b")


class Borders:
    """The rules for sentence borders in *language*."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._abbreviations = Abbreviations(language)
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
            return not IS_DIVIDER.fullmatch(paragraph, *after)
        if tail[-2:-1] in (",", ";", ":"):
            return True
        if before[1] - before[0] < _WINDOW and _ENUMERATOR.fullmatch(tail):
            return True
        if head.lstrip(OPENERS)[:1].islower():
            return self._goes_on(paragraph, before, tail)
        if tail[-1] == ".":
            return self._is_unfinished(paragraph, before, tail, head)
        quotation = paragraph[max(before[0], before[1] - _QUOTATION) : before[1]]
        return self._is_spoken(quotation, head)

    def _goes_on(self, paragraph: str, before: Span, tail: str) -> bool:
        """Return whether a sentence may continue in lower case after *tail*."""
        if tail[-1] in _CLOSERS or tail.endswith(("…", "..")):
            return True
        if tail[-1] in "?!":
            return _INNER_BANG.search(tail) is not None or self._is_exclaimed(tail)
        is_open = _open_bracket(paragraph, *before) >= 0
        return is_open or self._abbreviations.goes_on(tail)

    def _is_exclaimed(self, tail: str) -> bool:
        """Return whether the "!" of *tail* is part of a name."""
        name = tail.rsplit(maxsplit=1)[-1].lstrip(OPENERS)
        is_name = name[-1] == "!" and name[:1].isupper()
        return is_name and name[:-1].lower() in self._language.exclaimed

    def _is_unfinished(
        self, paragraph: str, before: Span, tail: str, head: str
    ) -> bool:
        """Return whether the full stop of *tail* belongs to an abbreviation."""
        if self._abbreviations.is_unfinished(tail, head):
            return True
        bracket = _open_bracket(paragraph, *before)
        if bracket < 0:
            return False
        opens = not any(map(str.isspace, paragraph[bracket : before[1]]))
        return self._abbreviations.is_unfinished_in_brackets(tail, head, opens=opens)

    def _is_spoken(self, quotation: str, head: str) -> bool:
        """Return whether *head* says who says *quotation*: “Is it?” Harriet asked."""
        if not _ENDS_QUOTATION.search(quotation):
            return False
        if not _OPENS_QUOTATION.isdisjoint(quotation[1:-1]):
            return False
        speaker = _SPEAKER.match(head)
        if speaker is None or speaker[2] not in self._language.speech:
            return False
        return speaker[1].split()[0].lower() not in self._language.starters


def _open_bracket(paragraph: str, start: int, end: int) -> int:
    """Return where a bracket opens that is open at *end* and closed soon, or -1."""
    start = max(start, end - _WITHIN_BRACKETS)
    opening = max(paragraph.rfind("(", start, end), paragraph.rfind("[", start, end))
    closing = max(paragraph.rfind(")", start, end), paragraph.rfind("]", start, end))
    if opening <= closing:
        return -1
    closer = ")" if paragraph[opening] == "(" else "]"
    return opening if paragraph.find(closer, end, end + _WITHIN_BRACKETS) >= 0 else -1


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span (*start*, *end*) without white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
