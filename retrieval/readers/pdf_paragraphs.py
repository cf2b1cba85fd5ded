"""Lines of a PDF file -> paragraphs, headings, items and rows of tables."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .broken_words import WordJoiner
from .pdf_lines import Line
from .pdf_rows import aligned_rows, are_columns, by_column, is_beside
from .writer import Piece

# Sizes that differ by less are the same.
_SAME_SIZE = 0.06
_HEADING_SIZE = 1.08
_NOTE_SIZE = 0.93
_NOTE_HEIGHT = 0.45
_LONGEST_HEADING = 120
# In em: of lines below each other, how much more than usual is between paragraphs, how
# far the first line is indented, and by how much the last one is shorter.
_MORE_LEADING = 1.25
_USUAL_LEADING = 1.2
_MOST_LEADING = 3.0
_INDENT = 0.7
_SHORTER = 3.0
_MOST_LINES = 0.75
# A paragraph with so many characters goes on in the next column.
_LONG = 60
_STOPS = frozenset(".!?:…。！？")
_CLOSING = "\"'”’»)]"
_BULLETS = frozenset("•◦▪‣●■►▸○□∙·")
_DASHES = ("- ", "– ", "— ", "* ")
_LONGEST_NUMBER = 3
_LEADERS = (". . . .", ".....", "…..", "……")
_ADDRESSES = ("http", "www.", "doi")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; *pieces* say which page each is from."""

    lines: list[Line]
    pieces: list[Piece]
    left: float
    cells: list[list[Piece]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of all lines."""
        return "".join(words for words, _ in self.pieces)

    @property
    def size(self) -> float:
        """The size of the letters; bullets may be larger."""
        return min(line.size for line in self.lines)


class Layout:
    """What is usual in a document: the size of letters, and the space between lines."""

    def __init__(self, pages: Sequence[list[Line]]) -> None:
        sizes, leadings = Counter[float](), Counter[float]()
        for lines in pages:
            for line in lines:
                sizes[line.size] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 0.0
        for lines in pages:
            for one, other in pairwise(lines):
                if one.size == other.size == self.size and one.base > other.base:
                    leadings[round((one.base - other.base) / one.size, 1)] += 1
        common = leadings.most_common(1)
        self.leading = common[0][0] if common else _USUAL_LEADING

    def is_note(self, line: Line, height: float) -> bool:
        """Whether *line* is in small letters in the lower part of a page."""
        return line.size < _NOTE_SIZE * self.size and line.base < _NOTE_HEIGHT * height

    def is_heading(self, paragraph: Paragraph) -> bool:
        """Whether *paragraph* is short and in larger or bolder letters than usual."""
        text = paragraph.text
        if len(text) > _LONGEST_HEADING or not any(map(str.isalpha, text)):
            return False
        size = paragraph.size
        if size > _HEADING_SIZE * self.size:
            return True
        is_bold = all(line.is_bold for line in paragraph.lines)
        return is_bold and size > _NOTE_SIZE * self.size and not _ends(text)

    def is_label(self, paragraph: Paragraph) -> bool:
        """Whether *paragraph* is a number in small letters, as figures have them."""
        is_small = paragraph.size < _NOTE_SIZE * self.size
        return is_small and paragraph.text.replace(".", "").isdecimal()


def paragraphs_of(
    pages: Sequence[list[Line]], heights: Sequence[float], layout: Layout
) -> list[Paragraph]:
    """Return the paragraphs in reading order, notes after the text of their page."""
    joiner = WordJoiner(line.text for lines in pages for line in lines)
    flow = _Flow(layout, joiner)
    for lines, height in zip(pages, heights, strict=True):
        notes = [line for line in lines if layout.is_note(line, height)]
        small = set(map(id, notes))
        flow.add([line for line in lines if id(line) not in small])
        below = _Flow(layout, joiner)
        below.add(notes)
        flow.paragraphs += below.paragraphs
    return flow.paragraphs


class _Flow:
    """Joins lines to *paragraphs*; a paragraph may go on below what was added later."""

    def __init__(self, layout: Layout, joiner: WordJoiner) -> None:
        self.paragraphs: list[Paragraph] = []
        self._layout = layout
        self._joiner = joiner
        self._open: Paragraph | None = None
        # What a figure, a heading or a note keeps from going on.
        self._waiting: Paragraph | None = None

    def add(self, lines: Sequence[Line]) -> None:
        """Add the lines of a page."""
        rights = _right_edges(lines)
        for rows in aligned_rows(lines):
            if len(rows) > 1 and not are_columns(rows):
                for row in rows:
                    self._add_row(row)
                continue
            for line in by_column(rows):
                self._add_line(line, rights[_column(line)])

    def _add_row(self, row: Sequence[Line]) -> None:
        cells = [[(line.text, line.page)] for line in row]
        pieces = [piece for cell in cells for piece in cell]
        self.paragraphs.append(Paragraph(list(row), pieces, 0, cells))
        self._open = None

    def _add_line(self, line: Line, right: float) -> None:
        paragraph = self._continued(line, right)
        if paragraph:
            before, page = paragraph.pieces[-1]
            is_broken = paragraph.lines[-1].is_broken
            before = self._joiner.joined(before, line.text, is_broken=is_broken)
            paragraph.pieces[-1:] = [(before, page), (line.text, line.page)]
            paragraph.lines.append(line)
            paragraph.left = min(paragraph.left, line.left)
        else:
            pieces = [(line.text, line.page)]
            paragraph = Paragraph([line], pieces, line.left)
            self.paragraphs.append(paragraph)
        self._open = paragraph

    def _continued(self, line: Line, right: float) -> Paragraph | None:
        """Return the paragraph that *line* belongs to; None if it begins one."""
        if self._open is None or self._goes_on(self._open, line, right):
            return self._open
        size = self._layout.size
        if _is_interrupted(self._open, size):
            self._waiting = self._open
        waiting = self._waiting
        if waiting is None or line.size != size or not _goes_on(line):
            return None
        self._waiting = None
        return waiting if line.page - waiting.lines[-1].page < 2 else None

    def _goes_on(self, paragraph: Paragraph, line: Line, right: float) -> bool:
        last = paragraph.lines[-1]
        size = max(last.size, line.size)
        if is_beside(last, line):
            return True
        if abs(last.size - line.size) > _SAME_SIZE * size:
            return False
        if last.is_broken:
            return True
        step = (last.base - line.base) / size if size else 0.0
        if last.page != line.page or not 0 < step < _MOST_LEADING:
            return self._is_in_next_column(paragraph, line)
        if step > self._layout.leading * _MORE_LEADING:
            return _is_unfinished(last) and _goes_on(line)
        return not self._begins(paragraph, line, right)

    def _is_in_next_column(self, paragraph: Paragraph, line: Line) -> bool:
        last = paragraph.lines[-1]
        if _ends(last.text) or _is_item(line.text):
            return False
        is_body = last.size == line.size == self._layout.size
        return _goes_on(line) or (
            is_body and last.is_bold == line.is_bold and _is_long(paragraph)
        )

    def _begins(self, paragraph: Paragraph, line: Line, right: float) -> bool:
        """Whether *line*, right below the last one, begins another paragraph."""
        last = paragraph.lines[-1]
        goes_on = _is_unfinished(last) and _goes_on(line)
        if last.is_bold != line.is_bold and all(e.is_bold for e in paragraph.lines):
            return not goes_on
        rest = right - last.right
        is_short = rest > _SHORTER * line.size
        if not _ends(last.text):
            # A word that would have been there was not wrapped.
            fits = is_short and rest > _first_width(line) + line.size
            return (fits and not goes_on) or line.text[0] in _BULLETS
        indent = _INDENT * line.size
        hangs = len(paragraph.lines) > 1 and line.left < last.left - indent
        is_indented = line.left > paragraph.left + indent
        return is_short or is_indented or hangs or _is_item(line.text)


def _first_width(line: Line) -> float:
    """Return about how wide the first word of *line* is."""
    word = line.text.partition(" ")[0]
    return (line.right - line.left) * len(word) / len(line.text)


def _column(line: Line) -> tuple[float, int]:
    return line.size, round(line.left / (2 * line.size or 1))


def _right_edges(lines: Iterable[Line]) -> dict[tuple[float, int], float]:
    """Return how far most lines reach that begin at the same place."""
    edges = defaultdict[tuple[float, int], list[float]](list)
    for line in lines:
        edges[_column(line)].append(line.right)
    return {
        # Some lines reach into the margin.
        column: sorted(rights)[math.ceil(_MOST_LINES * (len(rights) - 1))]
        for column, rights in edges.items()
    }


def _ends(text: str) -> bool:
    """Whether a sentence ends with *text*, before the number of a note.

    So does a line of a table of contents.
    """
    if any(leader in text for leader in _LEADERS):
        return True
    return text.rstrip("0123456789").rstrip(_CLOSING)[-1:] in _STOPS


def _is_unfinished(line: Line) -> bool:
    return line.is_broken or not _ends(line.text)


def _is_long(paragraph: Paragraph) -> bool:
    return sum(len(words) for words, _ in paragraph.pieces[-2:]) > _LONG


def _is_interrupted(paragraph: Paragraph, size: float) -> bool:
    last = paragraph.lines[-1]
    is_running = _is_unfinished(last) and _is_long(paragraph)
    return last.size == size and (last.is_broken or is_running)


def _goes_on(line: Line) -> bool:
    return line.text[:1].islower() and not line.text.startswith(_ADDRESSES)


def _is_item(text: str) -> bool:
    return bool(item_mark(text))


def item_mark(text: str) -> str:
    """Return the bullet or the number that *text* begins with; "" without one."""
    if text[:1] in _BULLETS:
        return text[:1]
    if text.startswith(_DASHES):
        return text[:1]
    number, blank, _ = text[: _LONGEST_NUMBER + 2].partition(" ")
    is_number = number.strip("().").isalnum() and number[-1:] in (".", ")")
    inner = number.strip("().")
    is_short = inner.isdecimal() or len(inner) == 1
    return number if blank and is_number and is_short else ""
