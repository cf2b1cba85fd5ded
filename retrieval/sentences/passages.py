"""Which blocks, and which sentences of one, are understood only together."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .kinds import Block, Kind, Span
from .sections import Context
from .tables import columns_of

# A list with more items is looked up, not read as a whole.
MOST_ITEMS = 8
# Items and sections are read as a whole if they have no more characters.
SHORT_CHARACTERS = 300
# A term, with its mark, has no more characters.
TERM_CHARACTERS = 160

# "Locum: a doctor who stands in", perhaps as an item or in bold.
_DEFINITION = re.compile(
    r"(?:[-*+•‣▪◦·–]\s+)?[*_]{0,2}[^\W_][^\s:]{0,29}(?: [^\s:]{1,30}){0,4}:[*_]{0,2}\s"
)
_STEP = re.compile(r"\(?(\d{1,2})[.)]\s")
_QUESTION_MARKS = ("?", "？", "؟")
_CLOSERS = '"”’»)*_'


def joined(text: str, prose: Sequence[tuple[Block, Context]]) -> list[bool]:
    """Return by block of *prose* whether it is shown together with the one above it.

    That is so in short lists: items stand with the line that introduces them, and steps
    with one another. Rows are looked up one by one, and so are rules, whose numbers go
    on below the next heading. An answer stands with its question.
    """
    flags = [False] * len(prose)
    lists = [*_lists(text, prose)]
    rules = _rules(text, prose, lists)
    for first, last in lists:
        if last - first <= MOST_ITEMS and first not in rules:
            flags[first + 1 : last + 1] = [True] * (last - first)
    return flags


def _lists(
    text: str, prose: Sequence[tuple[Block, Context]]
) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the first and the last block of each list."""
    first = 0
    for index in range(1, len(prose) + 1):
        if index < len(prose) and _is_same_list(text, prose, first, index):
            continue
        if first < index - 1:
            yield first, index - 1
        first = index


def _rules(
    text: str,
    prose: Sequence[tuple[Block, Context]],
    lists: Sequence[tuple[int, int]],
) -> set[int]:
    """Return where *lists* begin whose numbers go on below another heading."""
    rules = set()
    for (start, above), (below, _) in pairwise(lists):
        if prose[start][1].heading == prose[below][1].heading:
            continue
        last, first = (_number(text, prose[n][0]) for n in (above, below))
        if last and first == last + 1:
            rules |= {start, below}
    return rules


def _number(text: str, block: Block) -> int | None:
    """Return the number of a step; None if it has none."""
    found = _STEP.match(text, block.start)
    return int(found[1]) if found else None


def _is_same_list(
    text: str, prose: Sequence[tuple[Block, Context]], first: int, index: int
) -> bool:
    """Whether a block goes on with the list that begins with block *first*."""
    (lead, _), (above, over), (block, under) = (
        prose[first],
        prose[index - 1],
        prose[index],
    )
    if (lead.start, lead.end) in under.near:
        is_answer = lead.kind is Kind.QUESTION
        return index == first + 1 if is_answer else not _is_row(text, block)
    if above.kind is not Kind.LIST_ITEM or over != under:
        return False
    one, two = _number(text, above), _number(text, block)
    return one is not None and two == one + 1 and not _is_row(text, block)


def _is_row(text: str, block: Block) -> bool:
    """Whether *block* is looked up by its first words."""
    line = text[block.start : block.end]
    if columns_of(line) > 1:
        return True
    return block.kind is Kind.LIST_ITEM and _defines(text, block.start, block.end)


def _defines(text: str, start: int, end: int) -> bool:
    # Quicker than the expression where there is no colon.
    if text.find(":", start, min(end, start + TERM_CHARACTERS)) < 0:
        return False
    return _DEFINITION.match(text, start, end) is not None


def whole_sentences(
    text: str, prose: Sequence[tuple[Block, Context]], index: int, spans: Sequence[Span]
) -> int:
    """Return how many sentences at the beginning of a block belong together.

    *spans* are its sentences. A term stands with all that is said of it, a question
    with its answer; a short item and a short section stand as a whole.
    """
    [(start, end), *others] = spans
    block, _ = prose[index]
    if not others:
        return 1
    is_short = block.end - block.start <= SHORT_CHARACTERS
    if is_short and (block.kind is Kind.LIST_ITEM or _is_section(prose, index)):
        return len(spans)
    if _defines(text, start, end):
        return len(spans)
    closing = text[max(start, end - len(_CLOSERS)) : end]
    return 2 if closing.rstrip(_CLOSERS).endswith(_QUESTION_MARKS) else 1


def _is_section(prose: Sequence[tuple[Block, Context]], index: int) -> bool:
    """Whether a block is all that stands below a heading, other than the title."""
    context = prose[index][1]
    if not context.far:
        return False
    around = [*prose[max(index - 1, 0) : index], *prose[index + 1 : index + 2]]
    return all(other != context for _, other in around)
