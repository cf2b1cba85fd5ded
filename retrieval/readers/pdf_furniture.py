"""What is printed on every page of a PDF file, around its text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from .pdf_lines import Line, Page

# This share of the height, at the top and the bottom, is the margin.
_MARGIN = 0.12
_FEW_PAGES = 4
_LEAST_PAGES = 3
# A text at the same place on this share of the pages belongs to none.
_MOST_PAGES = 0.6
_GRID = 3.0
_LEAST_NUMBERS = 4
_NUMBER_STEPS = (1, 5)
_LEAST_STEPS = 0.6
# So many of all lines have a number beside them, if every fifth one has.
_LEAST_SHARE = 0.12
# Cells of a table are shorter than lines of prose.
_LEAST_LINE = 30
_PAGE_WORDS = frozenset({"page", "seite", "p", "of", "von", "de"})
_ROMAN = frozenset("ivxlc")
_LONGEST_NUMBER = 4
_ROMAN_NUMBER = -1
_AROUND_NUMBERS = "-–—|[]()·•.,:"

Look = tuple[str, float]
"""The words of a line, and the size of its letters."""

Spot = tuple[str, float, int, int]
"""A text, the size of its letters, and where it is."""


def without_furniture(pages: Sequence[Page]) -> list[list[Line]]:
    """Return the lines of each page without running heads, page and line numbers.

    If nothing else is there, that is the text.
    """
    kept = list(_kept(pages))
    return kept if any(kept) else [page.lines for page in pages]


def _kept(pages: Sequence[Page]) -> Iterator[list[Line]]:
    running, numberings = _running(pages), _numberings(pages)
    stamps = _stamps(pages)
    numbers = _line_numbers(pages)
    for page in pages:
        yield [
            line
            for line in page.lines
            if not (_is_line_number(line) and _column(line) in numbers)
            and _spot(line) not in stamps
            and not (
                _is_in_margin(line, page) and _is_furniture(line, running, numberings)
            )
        ]


def _running(pages: Sequence[Page]) -> set[Look]:
    """Return the looks of lines in the margins of several pages."""
    seen = defaultdict[Look, set[int]](set)
    for page in pages:
        for line in page.lines:
            if _is_in_margin(line, page):
                for look in _looks(line):
                    seen[look].add(line.page)
    least = 2 if len(pages) <= _FEW_PAGES else _LEAST_PAGES
    return {look for look, numbers in seen.items() if len(numbers) >= least}


def _stamps(pages: Sequence[Page]) -> set[Spot]:
    """Return texts that stand at the same spot on most pages, with the spot."""
    seen = defaultdict[Spot, set[int]](set)
    for page in pages:
        for line in page.lines:
            seen[_spot(line)].add(line.page)
    least = max(_LEAST_PAGES, _MOST_PAGES * len(pages))
    return {spot for spot, numbers in seen.items() if len(numbers) >= least}


def _spot(line: Line) -> Spot:
    left, base = round(line.left / _GRID), round(line.base / _GRID)
    return line.text, line.size, left, base


def _is_in_margin(line: Line, page: Page) -> bool:
    share = line.base / page.height if page.height else 0.5
    return not _MARGIN < share < 1 - _MARGIN


def _is_furniture(line: Line, running: set[Look], numberings: set[int]) -> bool:
    number = _page_number(line.text)
    if number is None:
        return not running.isdisjoint(_looks(line))
    return number == _ROMAN_NUMBER or number - line.page in numberings


def _looks(line: Line) -> Iterator[Look]:
    """Yield what other lines look like that say the same on their pages.

    They have the same words, or all but a number that counts the pages. A title is
    larger on the first page than above the others.
    """
    words = ["#" if _is_roman(word) else word for word in _words(line.text)]
    if all(word == "#" or word.isdecimal() for word in words):
        return
    yield " ".join(words), line.size
    for place, word in enumerate(words):
        if word.isdecimal() and len(word) <= _LONGEST_NUMBER:
            ahead = f"#{int(word) - line.page}"
            yield " ".join([*words[:place], ahead, *words[place + 1 :]]), line.size


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _is_number(word: str) -> bool:
    return word.isdecimal() or _is_roman(word)


def _is_roman(word: str) -> bool:
    return _ROMAN.issuperset(word)


def _numberings(pages: Sequence[Page]) -> set[int]:
    """Return by how much printed page numbers are ahead; without any, by nothing."""
    ahead = Counter[int]()
    for page in pages:
        in_margin = (line for line in page.lines if _is_in_margin(line, page))
        numbers = {_page_number(line.text) for line in in_margin}
        ahead.update(n - page.lines[0].page for n in numbers if n is not None)
    return {0, *(offset for offset, count in ahead.items() if count > 1)}


def _page_number(text: str) -> int | None:
    """Return the number in *text* if it is like "12", "- 12 -" or "Page 3 of 9".

    That is _ROMAN_NUMBER for "xii", and None for other texts.
    """
    words = [word.strip(_AROUND_NUMBERS) for word in text.replace("/", " ").split()]
    numbers = [word for word in words if word and word.casefold() not in _PAGE_WORDS]
    is_number = 1 <= len(numbers) <= 2 and all(map(_is_number, numbers))
    if not is_number or len(numbers[0]) > _LONGEST_NUMBER:
        return None
    return int(numbers[0]) if numbers[0].isdecimal() else _ROMAN_NUMBER


def _line_numbers(pages: Sequence[Page]) -> set[int]:
    """Return the columns of numbers that stand beside the lines of the pages."""
    counts = Counter[int]()
    for page in pages:
        columns = defaultdict[int, list[Line]](list)
        for line in page.lines:
            if _is_line_number(line):
                columns[_column(line)].append(line)
        for column, numbers in columns.items():
            if _count_up(numbers) and _number_text(numbers, page):
                counts[column] += len(numbers)
    least = _LEAST_SHARE * sum(len(page.lines) for page in pages)
    return set(counts) if counts.total() >= least else set()


def _count_up(numbers: Sequence[Line]) -> bool:
    values = [int(line.text) for line in numbers]
    steps = sum(b - a in _NUMBER_STEPS for a, b in pairwise(values))
    return steps >= max(_LEAST_NUMBERS, _LEAST_STEPS * len(values))


def _number_text(numbers: Sequence[Line], page: Page) -> bool:
    """Whether *numbers* stand beside lines of text, and are no column of a table.

    They are smaller than the text, or lines as long as those of prose stand beside them
    and nothing above or below.
    """
    rows = defaultdict[int, list[Line]](list)
    others = [line for line in page.lines if not _is_line_number(line)]
    for line in others:
        rows[_row(line)].append(line)
    beside = [
        max(row, key=lambda line: len(line.text))
        for number in numbers
        if (row := rows.get(_row(number)))
    ]
    if 2 * len(beside) < len(numbers):
        return False
    if median(n.size for n in numbers) < median(line.size for line in beside):
        return True
    left, right = min(n.left for n in numbers), max(n.right for n in numbers)
    return median(len(line.text) for line in beside) >= _LEAST_LINE and not any(
        line.left < right and line.right > left and not _is_in_margin(line, page)
        for line in others
    )


def _row(line: Line) -> int:
    return round(line.base / _GRID)


def _is_line_number(line: Line) -> bool:
    return line.text.isdecimal() and len(line.text) <= _LONGEST_NUMBER


def _column(line: Line) -> int:
    return round(line.right / _GRID)
