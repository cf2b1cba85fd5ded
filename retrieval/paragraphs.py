"""Where sentences begin and end inside a paragraph.

Most stops leave no doubt ("The bridge fell. They ran."): there a paragraph is cut at
once. Only what stands between two such borders and holds any other stop or mark is
left to the rules, which find the same borders but take ten times as long.
"""

import re
from functools import lru_cache

from .borders import FACES, FOREIGN_STOPS, Borders, is_clipped, trimmed
from .languages import load_language
from .layout import Span

# No word in a list is as long.
_LONG_WORD = 24

# A stop with white space and a letter behind it, which is the group, or anything else
# that a rule is about. The set in front finds all of them quickly.
_MARK = rf"""[.!?…{FOREIGN_STOPS}:;=^<{FACES}*_~-](?:
    (?<=[.!?…])(?:[ \n]+(?=["“‘'(«„]?([^\W\d_]))|(?=[^a-z\d.!?…]))
  | (?<=[{FOREIGN_STOPS}{FACES}])
  | (?<=[:;=])['’]?-?[)(DPp|/\\]
  | (?<=\^)_?\^
  | (?<=<)3
  | (?<=[-=_~])[-=_~]{{4}}
  | (?<=\*)\*\*
    )"""


def sentence_spans(text: str, paragraph: Span, language: str) -> list[Span]:
    """Return the spans of the sentences of a paragraph of *text*, in order.

    They are disjoint, begin and end without white space, and leave out nothing else.
    """
    return _splitter(language).spans(text, *trimmed(text, *paragraph))


@lru_cache
def _splitter(language: str) -> "_Splitter":
    return _Splitter(language)


class _Splitter:
    def __init__(self, name: str) -> None:
        language = load_language(name)
        self._rules = Borders(language)
        self._listed = language.abbreviations | language.before_number
        self._mark = re.compile(_MARK, re.VERBOSE)

    def spans(self, text: str, start: int, end: int) -> list[Span]:
        """Return the sentences of a paragraph without white space at its ends."""
        spans: list[Span] = []
        doubtful = False
        for match in self._mark.finditer(text, start, end):
            head = match[1]
            if not (head and self._is_border(text, start, match.start(), head)):
                doubtful = True
                continue
            stop, next_start = match.span()
            if doubtful:
                spans += self._by_rules(text, start, stop + 1)
            else:
                spans.append((start, stop + 1))
            start, doubtful = next_start, False
        if doubtful:
            spans += self._by_rules(text, start, end)
        elif start < end:
            spans.append((start, end))
        return spans

    def _by_rules(self, text: str, start: int, end: int) -> list[Span]:
        return [(start + a, start + b) for a, b in self._rules.spans(text[start:end])]

    def _is_border(self, text: str, start: int, stop: int, head: str) -> bool:
        """Return whether all rules agree that a sentence ends at *stop*.

        *head* is the first letter of what follows.
        """
        space = text.rfind(" ", max(start, stop - _LONG_WORD), stop)
        word = text[space + 1 : stop].lower() if space >= 0 else ""
        # Roman numbers may be ordinals, or count the items of a list.
        if len(word) < 2 or not word.strip("ivx") or word in self._listed:
            return False
        if not (word.isalpha() and head.isalpha()):
            return False
        if not head.islower():
            return True
        return text[stop] == "?" or (text[stop] == "." and not is_clipped(word))
