"""Paragraphs -> sentences.

Most stops are unambiguous ("The bridge fell. They ran."): the paragraph is cut there
directly. Only a stretch between two such borders that contains another stop or mark is
passed to the rules, which find the same borders in ten times the time.
"""

import re
from functools import lru_cache
from itertools import chain

from retrieval.language.profile import OTHER, load_language

from .abbreviations import is_clipped
from .clauses import clauses
from .cuts import FACES, FOREIGN_STOPS, TYPED_STOPS
from .kinds import Span
from .punkt import CLOSING, LONG_WORD, last_letters, last_parts
from .rules import Borders

# How far before a stop a bracket may open that it stands in, in characters.
_IN_BRACKETS = 120
_STOPS = frozenset(".!?…")

# A stop followed by white space and a letter, or another mark that has a rule. The
# leading set makes the search fast.
_MARK = rf"""[.!?…{FOREIGN_STOPS}:;፡=^<{FACES}*_~-](?:
    (?<=[.!?…])(?:(["”’»)]?)[ \n]+(?=["“‘'(«„]?([^\W\d_]))|(?=[^a-z\d.!?…]))
  | (?<=[{FOREIGN_STOPS}{FACES}])
  | {TYPED_STOPS}
  | (?<=[:;=])['’]?-?[)(DPp|/\\]
  | (?<=\^)_?\^
  | (?<=<)3
  | (?<=[-=_~])[-=_~]{{4}}
  | (?<=\*)\*\*
    )"""


@lru_cache
def paragraph_splitter(language: str) -> "ParagraphSplitter":
    """Return the splitter for one of LANGUAGES, or for OTHER."""
    return ParagraphSplitter(language)


class ParagraphSplitter:
    """Splits paragraphs of one language into sentences."""

    def __init__(self, name: str) -> None:
        language = load_language(name)
        self._has_stops = name != OTHER
        self._rules = Borders(language)
        self._speech = language.speech
        self._listed = last_parts(language.abbreviations | language.before_number)
        self._mark = re.compile(_MARK, re.VERBOSE)

    def spans(self, text: str, start: int, end: int) -> list[Span]:
        """Return the spans of the sentences of ``text[start:end]``, in order.

        They are disjoint and cover everything but white space. If the paragraph has no
        white space at either end, neither have they.
        """
        spans = self._sentences(text, start, end)
        if self._has_stops:
            return spans
        return list(chain.from_iterable(clauses(text, span) for span in spans))

    def _sentences(self, text: str, start: int, end: int) -> list[Span]:
        spans: list[Span] = []
        doubtful = False
        for match in self._mark.finditer(text, start, end):
            if not self._is_border(text, start, match):
                doubtful = True
                continue
            if doubtful:
                spans += self._by_rules(text, start, match.end(1))
            else:
                spans.append((start, match.end(1)))
            start, doubtful = match.end(), False
        if doubtful:
            spans += self._by_rules(text, start, end)
        elif start < end:
            spans.append((start, end))
        return spans

    def _by_rules(self, text: str, start: int, end: int) -> list[Span]:
        return [(start + a, start + b) for a, b in self._rules.spans(text[start:end])]

    def _is_border(self, text: str, start: int, mark: re.Match[str]) -> bool:
        """Return whether *mark* certainly ends the sentence that begins at *start*."""
        closing, head = mark.groups()
        if not (head and head.isalpha()):
            return False
        stop = mark.start()
        if closing and text[stop] != "." and self._speech and head.isupper():
            return False
        word = text[max(start, stop - LONG_WORD) : stop].rpartition(" ")[2]
        if head.islower() and not _ends_before_lower(word, text[stop] + closing):
            return False
        if not word.isalpha():
            # If a word has several stops, the last one decides.
            if len(word) == LONG_WORD or not _STOPS.isdisjoint(word):
                return False
            word = word.rstrip(CLOSING)
            # A shorter number may be an ordinal or number a list item.
            if len(word) >= 4 and word[-4:].isdecimal():
                return not _is_in_bracket(text, start, stop)
            word = last_letters(word)
        letters = word.lower()
        # The same holds for Roman numerals.
        is_listed = letters in self._listed or not letters.strip("ivx")
        if len(word) < 2 or is_listed:
            return False
        return not _is_in_bracket(text, start, stop)


def _is_in_bracket(text: str, start: int, stop: int) -> bool:
    """Return whether a bracket that opens after *start* is open at *stop*."""
    bracket = text.rfind("(", max(start, stop - _IN_BRACKETS), stop)
    return bracket >= 0 and text.find(")", bracket, stop) < 0


def _ends_before_lower(word: str, stop: str) -> bool:
    """Return whether *stop* may end a sentence before a lower-case letter."""
    if len(word) == LONG_WORD or not word.isalpha():
        return False
    return stop == "?" or (stop == "." and not is_clipped(word.lower()))
