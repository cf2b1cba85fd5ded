"""Which lines of a text are headings, by what stands around them."""

import re
from itertools import pairwise

from .kinds import Kind
from .lines import ARTICLE, LIST_ITEM, Line, blank_between, ends_sentence, goes_on
from .tables import ROW, first_cell

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
# "Item 3: Accounts", but not "Room 3: 20 seats".
_LABEL = re.compile(r"[^\W\d]{2,}\.? \d+[a-z]?\s?:\s+(?=[^\W\d])")
_NUMBER = re.compile(rf"(?:{ARTICLE}|\W{{0,2}})\d+(?:\.\d+)*[a-z]?[.)]?\s+")
_FIGURE = re.compile(r"\d")
_CLAUSE = re.compile(r"\(?[a-z]{1,4}[.)]\s+[a-zß-ÿ]")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+\1:?")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
# These may stand between a heading and its text, or between two headings.
_SKIPPED = (Kind.RULE, Kind.BYLINE, Kind.FRONT_MATTER)


def mark_headings(text: str, parts: list[Line], kinds: list[Kind]) -> None:
    """Mark the headings among the *parts* of *text* in *kinds*, and its title."""
    blank = [True, *(blank_between(text, *pair) for pair in pairwise(parts))]
    _mark_above_prose(parts, kinds, blank)
    _mark_emphasised(parts, kinds)
    _mark_by_blank_lines(parts, kinds, blank)
    _mark_underlined(parts, kinds, blank)
    first = next((i for i, kind in enumerate(kinds) if kind not in _SKIPPED), None)
    if first is not None and kinds[first] is Kind.HEADING:
        kinds[first] = Kind.TITLE


def _mark_above_prose(parts: list[Line], kinds: list[Kind], blank: list[bool]) -> None:
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
        elif below_is_prose and _may_head(index, parts, blank):
            run.append(index)
            continue
        else:
            _mark(run, parts, kinds, blank)
            below_is_prose = _is_prose(text)
        run = []
    _mark(run, parts, kinds, blank)


def _may_head(index: int, parts: list[Line], blank: list[bool]) -> bool:
    """Whether a line may head what stands below it."""
    text = parts[index].text
    if index + 1 == len(parts):
        return _looks_like_heading(text)
    below = parts[index + 1].text
    # "For the trip:" is a part of the sentence that its items end.
    if text.endswith(":") and LIST_ITEM.match(below):
        return False
    if blank[index + 1]:
        return _looks_like_heading(text)
    label = _LABEL.match(text) if ":" in text else None
    name = text[label.end() :] if label else text
    return _looks_like_heading(name) and not goes_on(text, below)


def _mark_emphasised(parts: list[Line], kinds: list[Kind]) -> None:
    """Mark lines in capitals or in bold that have something below them."""
    for index, part in enumerate(parts[:-1]):
        if kinds[index] is Kind.PARAGRAPH and _is_emphasised(part.text):
            kinds[index] = Kind.HEADING


def _mark_by_blank_lines(
    parts: list[Line], kinds: list[Kind], blank: list[bool]
) -> None:
    """Correct headings by the blank lines around them.

    A line that ends a group heads nothing; a short line below a blank one heads
    the rows or items that follow it.
    """
    for index in range(len(parts) - 1):
        if kinds[index] is Kind.HEADING and index:
            if blank[index + 1] and not blank[index] and _is_plain(parts[index].text):
                kinds[index] = Kind.PARAGRAPH
        elif (
            kinds[index] is Kind.PARAGRAPH
            and blank[index]
            and _is_short(parts[index].text)
            and _heads_list(index, parts, kinds)
        ):
            kinds[index] = Kind.HEADING


def _is_plain(text: str) -> bool:
    """Whether neither a mark nor its letters show that *text* is a heading."""
    return not text.startswith("#") and not _is_emphasised(text)


def _is_short(text: str) -> bool:
    """Whether *text* looks like a heading of rows or items."""
    if len(text) > HEADING_CHARACTERS or len(_WORD.findall(text)) > SECTION_WORDS:
        return False
    return _looks_like_heading(text)


def _heads_list(index: int, parts: list[Line], kinds: list[Kind]) -> bool:
    """Whether rows or items stand below a line.

    "For the trip:" does not head items, and "The owner" does not head "(a) pays, and".
    """
    if kinds[index + 1] is Kind.LIST_ITEM and not parts[index].text.endswith(":"):
        return not _CLAUSE.match(parts[index + 1].text)
    return ROW.search(parts[index + 1].text) is not None


def _mark_underlined(parts: list[Line], kinds: list[Kind], blank: list[bool]) -> None:
    """Mark lines that have a line of "=" or "-" right below them."""
    for index, (part, below) in enumerate(pairwise(parts)):
        if kinds[index + 1] is not Kind.RULE or kinds[index] is not Kind.PARAGRAPH:
            continue
        is_short = len(part.text) <= HEADING_CHARACTERS
        is_next = not blank[index + 1]
        if is_short and is_next and _UNDERLINE.fullmatch(below.text):
            kinds[index] = Kind.HEADING


def _mark(
    run: list[int], parts: list[Line], kinds: list[Kind], blank: list[bool]
) -> None:
    """Mark a *run* of lines, from the last to the first, as headings.

    Lines with figures right below others are rows of a list, or say when and where
    what the first one names took place.
    """
    heads = [i for i in run if blank[i] or not _has_figure(parts[i].text)]
    if len(heads) <= HEADINGS_IN_A_ROW:
        for index in heads:
            kinds[index] = Kind.HEADING


def _has_figure(text: str) -> bool:
    """Whether a figure stands in *text* after its number."""
    number = _NUMBER.match(text)
    return _FIGURE.search(text, number.end() if number else 0) is not None


def _is_emphasised(text: str) -> bool:
    """Whether a short line is in bold or in capitals."""
    if len(text) > HEADING_CHARACTERS:
        return False
    if text.startswith(("**", "__")) and _BOLD.fullmatch(text):
        return True
    # Quicker than splitting the line.
    if text[0].islower() or text[1:2].islower():
        return False
    text = first_cell(text)
    if not text.isupper():
        return False
    is_short = len(_WORD.findall(text)) <= HEADING_WORDS
    has_letters = sum(map(str.isalpha, text)) >= CAPITAL_LETTERS
    return is_short and has_letters and not text.endswith(_ENDS_CAPITALS)


def _looks_like_heading(text: str) -> bool:
    if len(text) > HEADING_CHARACTERS or text.endswith(_ENDS_OPEN):
        return False
    if ends_sentence(text) or len(_WORD.findall(text)) > HEADING_WORDS:
        return False
    first = text.lstrip("§ \"'“‘«„([¿¡")[:1]
    return first.isalnum() and not first.islower() and not ROW.search(text)


def _is_prose(text: str) -> bool:
    return len(text) > PROSE_CHARACTERS or ends_sentence(text)
