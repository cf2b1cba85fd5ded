"""Where sentences begin and end inside a paragraph.

Most stops leave no doubt ("The bridge fell. They ran."): there a paragraph is cut at
once. Only what stands between two such borders and holds any other stop or mark is
left to the rules, which find the same borders but take ten times as long.
"""

import re
from functools import lru_cache

from retrieval.language.profile import load_language

from .kinds import Span
from .punkt import CLOSING, LONG_WORD, last_letters, last_parts
from .rules import FACES, FOREIGN_STOPS, Borders, is_clipped

_STOPS = frozenset(".!?…")

# A stop with white space and a letter behind it, or anything else that a rule is about.
# The set in front finds all of them quickly.
_MARK = rf"""[.!?…{FOREIGN_STOPS}:;=^<{FACES}*_~-](?:
    (?<=[.!?…])(?:(["”’»)]?)[ \n]+(?=["“‘'(«„]?([^\W\d_]))|(?=[^a-z\d.!?…]))
  | (?<=[{FOREIGN_STOPS}{FACES}])
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
    """Cuts paragraphs in a language into sentences."""

    def __init__(self, name: str) -> None:
        language = load_language(name)
        self._rules = Borders(language)
        self._listed = last_parts(language.abbreviations | language.before_number)
        self._mark = re.compile(_MARK, re.VERBOSE)

    def spans(self, text: str, start: int, end: int) -> list[Span]:
        """Return the spans of the sentences of a paragraph of *text*, in order.

        Without white space at the ends of the paragraph there is none at theirs. They
        are disjoint, and leave out nothing but white space.
        """
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
        """Return whether all rules agree that a sentence from *start* ends there."""
        closing, head = mark.groups()
        if not (head and head.isalpha()):
            return False
        stop = mark.start()
        word = text[max(start, stop - LONG_WORD) : stop].rpartition(" ")[2]
        if head.islower() and not _ends_before_lower(word, text[stop] + closing):
            return False
        if not word.isalpha():
            # Of several stops in a word, the last one decides about the others.
            if len(word) == LONG_WORD or not _STOPS.isdisjoint(word):
                return False
            word = word.rstrip(CLOSING)
            # A shorter number may be an ordinal, or count the items of a list.
            if len(word) >= 4 and word[-4:].isdecimal():
                return True
            word = last_letters(word)
        letters = word.lower()
        # So may Roman numerals.
        is_listed = letters in self._listed or not letters.strip("ivx")
        return len(word) > 1 and not is_listed


def _ends_before_lower(word: str, stop: str) -> bool:
    """Return whether *stop* may be an end though a letter in lower case follows."""
    if len(word) == LONG_WORD or not word.isalpha():
        return False
    return stop == "?" or (stop == "." and not is_clipped(word.lower()))
