"""Which lines of a text are headings, by what stands around them."""

import re
from itertools import pairwise

from .kinds import Kind
from .tables import ROW
from .wrapping import Line, ends_sentence

# A longer line is a statement, whatever it ends in.
HEADING_CHARACTERS = 100
HEADING_WORDS = 14
# A line above rows or items is a heading if it has no more words.
SECTION_WORDS = 7
# The block below a heading is longer than this, or it ends like a sentence.
PROSE_CHARACTERS = 60
# Title, section, subsection; a longer run of short lines is a list or a poem.
HEADINGS_IN_A_ROW = 3
# "RULES" has enough letters for its capitals to mean something, "II" has not.
CAPITAL_LETTERS = 4

_WORD = re.compile(r"[^\W_][\w’'.-]*")
_ENDS_OPEN = (",", ";", "-", "–", "—")
_ENDS_CAPITALS = (*_ENDS_OPEN, ".", "!", ":")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
# These may stand between a heading and its text, or between two headings.
_SKIPPED = (Kind.RULE, Kind.BYLINE, Kind.FRONT_MATTER)


def mark_headings(text: str, parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the headings among the *parts* of *text* in *kinds*, and its title."""
    _mark_above_prose(parts, kinds)
    _mark_capitals(parts, kinds)
    _mark_by_blank_lines(text, parts, kinds)
    _mark_underlined(text, parts, kinds)
    first = next((i for i, kind in enumerate(kinds) if kind not in _SKIPPED), None)
    if first is not None and kinds[first] is Kind.HEADING:
        kinds[first] = Kind.TITLE


def _mark_above_prose(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark up to HEADINGS_IN_A_ROW short lines above a longer text."""
    below_is_prose = False
    run: list[int] = []
    for index in range(len(parts) - 1, -1, -1):
        text, kind = parts[index].text, kinds[index]
        if kind in _SKIPPED:
            continue
        if len(text) > HEADING_CHARACTERS and not run:
            below_is_prose = True
            continue
        if kind is Kind.HEADING:
            below_is_prose = True
        elif below_is_prose and _looks_like_heading(text):
            run.append(index)
            continue
        else:
            _mark(run, kinds)
            below_is_prose = _is_prose(text)
        run = []
    _mark(run, kinds)


def _mark_capitals(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark lines in capitals that have something below them."""
    for index, part in enumerate(parts[:-1]):
        if kinds[index] is Kind.PARAGRAPH and _is_in_capitals(part.text):
            kinds[index] = Kind.HEADING


def _mark_by_blank_lines(text: str, parts: list[Line], kinds: list[Kind]) -> None:
    """Correct headings by the blank lines around them.

    A line that ends a group heads nothing; a short line below a blank one heads
    the rows or items that follow it.
    """
    blank = [_is_blank_above(text, parts, index) for index in range(len(parts))]
    for index in range(len(parts) - 1):
        if kinds[index] is Kind.HEADING and index:
            follows_text = kinds[index - 1] is Kind.PARAGRAPH and not blank[index]
            is_marked = parts[index].text.startswith("#")
            if follows_text and blank[index + 1] and not is_marked:
                kinds[index] = Kind.PARAGRAPH
        elif (
            kinds[index] is Kind.PARAGRAPH
            and blank[index]
            and _is_short(parts[index].text)
            and _heads_list(index, parts, kinds)
        ):
            kinds[index] = Kind.HEADING


def _is_short(text: str) -> bool:
    """Whether *text* looks like a heading of rows or items."""
    if len(text) > HEADING_CHARACTERS or len(_WORD.findall(text)) > SECTION_WORDS:
        return False
    return _looks_like_heading(text)


def _heads_list(index: int, parts: list[Line], kinds: list[Kind]) -> bool:
    """Whether rows or items stand below a line.

    "For the trip:" does not head items, but introduces them as a part of its sentence.
    """
    if kinds[index + 1] is Kind.LIST_ITEM and not parts[index].text.endswith(":"):
        return True
    return ROW.search(parts[index + 1].text) is not None


def _is_blank_above(text: str, parts: list[Line], index: int) -> bool:
    if index == 0:
        return True
    start, end = parts[index - 1].end, parts[index].start
    return end - start > 1 and len(_LINE_BREAK.findall(text, start, end)) > 1


def _mark_underlined(text: str, parts: list[Line], kinds: list[Kind]) -> None:
    """Mark lines that have a line of "=" or "-" right below them."""
    for index, (part, below) in enumerate(pairwise(parts)):
        if kinds[index + 1] is not Kind.RULE or kinds[index] is not Kind.PARAGRAPH:
            continue
        is_next = len(_LINE_BREAK.findall(text, part.end, below.start)) == 1
        is_short = len(part.text) <= HEADING_CHARACTERS
        if is_short and is_next and _UNDERLINE.fullmatch(below.text):
            kinds[index] = Kind.HEADING


def _mark(run: list[int], kinds: list[Kind]) -> None:
    if len(run) <= HEADINGS_IN_A_ROW:
        for index in run:
            kinds[index] = Kind.HEADING


def _is_in_capitals(text: str) -> bool:
    if len(text) > HEADING_CHARACTERS or not text.isupper():
        return False
    is_short = len(_WORD.findall(text)) <= HEADING_WORDS
    has_letters = sum(map(str.isalpha, text)) >= CAPITAL_LETTERS
    return is_short and has_letters and not text.endswith(_ENDS_CAPITALS)


def _looks_like_heading(text: str) -> bool:
    if len(text) > HEADING_CHARACTERS or text.endswith(_ENDS_OPEN):
        return False
    if ends_sentence(text) or len(_WORD.findall(text)) > HEADING_WORDS:
        return False
    first = text.lstrip("\"'“‘«„([¿¡")[:1]
    return first.isalnum() and not first.islower() and not ROW.search(text)


def _is_prose(text: str) -> bool:
    return len(text) > PROSE_CHARACTERS or ends_sentence(text)
