"""What is printed on every page of a PDF file, around its text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

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
_PAGE_WORDS = frozenset({"page", "seite", "p", "of", "von", "de"})
_ROMAN = frozenset("ivxlc")
_LONGEST_NUMBER = 4
_ROMAN_NUMBER = -1
_AROUND_NUMBERS = "-–—|[]()·•.,:"

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


def _running(pages: Sequence[Page]) -> set[tuple[str, float]]:
    """Return masks and sizes of lines in the margins of several pages."""
    seen = defaultdict[tuple[str, float], set[int]](set)
    for page in pages:
        for line in page.lines:
            if _is_in_margin(line, page):
                seen[_look(line)].add(line.page)
    least = 2 if len(pages) <= _FEW_PAGES else _LEAST_PAGES
    return {
        look
        for look, numbers in seen.items()
        if len(numbers) >= least and look[0].strip("#")
    }


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


def _is_furniture(
    line: Line, running: set[tuple[str, float]], numberings: set[int]
) -> bool:
    number = _page_number(line.text)
    if number is None:
        return _look(line) in running
    return number == _ROMAN_NUMBER or number - line.page in numberings


def _look(line: Line) -> tuple[str, float]:
    """Return the letters of *line*, with "#" for each number, and their size.

    A title is larger on the first page than above the others.
    """
    words = _words(line.text)
    return "".join("#" if _is_number(word) else word for word in words), line.size


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _is_number(word: str) -> bool:
    return word.isdecimal() or _ROMAN.issuperset(word)


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
        columns = defaultdict[int, list[int]](list)
        for line in page.lines:
            if _is_line_number(line):
                columns[_column(line)].append(int(line.text))
        for column, values in columns.items():
            steps = sum(b - a in _NUMBER_STEPS for a, b in pairwise(values))
            if steps >= max(_LEAST_NUMBERS, _LEAST_STEPS * len(values)):
                counts[column] += len(values)
    least = _LEAST_SHARE * sum(len(page.lines) for page in pages)
    return set(counts) if counts.total() >= least else set()


def _is_line_number(line: Line) -> bool:
    return line.text.isdecimal() and len(line.text) <= _LONGEST_NUMBER


def _column(line: Line) -> int:
    return round(line.right / _GRID)
