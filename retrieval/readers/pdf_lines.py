"""Pages of a PDF file -> lines of text, where they are and how large their letters."""

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_LIGATURES = {code: normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
# PDFium puts these in place of the hyphen, and of the line break, in a broken word.
_BROKEN = (0x2, 0xFFFE)
_LINE_BREAKS = (0xA, 0xD)
_BLANK = 0x20
_ENDS = frozenset({*_BROKEN, *_LINE_BREAKS, _BLANK})
_NO_CHARACTERS = (0xFFFD, 0xFFFE)
_PRIVATE = range(0xE000, 0xF900)
# Fonts of symbols have their bullets here.
_BULLETS = (0xF0A7, 0xF0B7, 0xF0D8)
# In names of fonts; the last three are those of TeX.
_BOLD = ("bold", "black", "heavy", "demi", "cmbx", "sfbx", "-medi\0")
_LONGEST_NAME = 100
_MOST_FONTS = 1000
# In em: a wider gap lies between columns, and a greater step between lines.
_WIDEST_GAP = 1.15
_WIDEST_SMALL_GAP = 1.8
_HIGHEST_STEP = 0.8
_BACKWARDS = 1.0
_SLANT = 0.1
_SLANTED = 4


class Word(NamedTuple):
    """A run of characters without a blank.

    Coordinates are in points, x to the right and *base*, of the line that letters
    stand on, upwards. *is_last*: a line break follows. *is_broken*: and the rest of the
    word is on the next line.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    turns: int
    is_last: bool = False
    is_broken: bool = False


@dataclass(slots=True)
class Line:
    """The words on a line of a column; *page* counts from 1."""

    page: int
    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    is_broken: bool


class Page(NamedTuple):
    """The lines of a page, in the file's order, and its height in points.

    *base* of a line counts from the lower edge. *unreadable* is how many characters
    have no meaning, and *has_images* whether there are images.
    """

    lines: list[Line]
    height: float
    unreadable: int
    has_images: bool


def read_page(page: "PdfPage", number: int) -> Page:
    """Return the text of a page; what is printed across it is left out."""
    text_page = page.get_textpage()
    try:
        reader = _Words(text_page.raw)
        words = list(reader)
    finally:
        text_page.close()
    turns = _usual(word.turns for word in words)
    corners = page.get_bbox()
    edges = [_turned(x, y, turns)[1] for x in corners[::2] for y in corners[1::2]]
    lines = _lines((word for word in words if word.turns == turns), number)
    for line in lines:
        line.base -= min(edges)
    height = max(edges) - min(edges)
    return Page(lines, height, reader.unreadable, _has_images(page))


def _has_images(page: "PdfPage") -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    return any(True for _ in page.get_objects([FPDF_PAGEOBJ_IMAGE], max_depth=3))


class _Letters(dict[int, str]):
    """What stands for a character by its code; "" if nothing does."""

    def __missing__(self, code: int) -> str:
        is_unreadable = code <= _BLANK or code in _PRIVATE or code in _NO_CHARACTERS
        self[code] = "" if is_unreadable else chr(code)
        return self[code]


_LETTERS = _Letters(_LIGATURES | dict.fromkeys(_BULLETS, "•"))


class _Words:
    """The words of a page, in the file's order; *unreadable* counts characters."""

    def __init__(self, text_page: Any) -> None:
        from pypdfium2 import raw

        self.unreadable = 0
        self._raw = raw
        self._page = text_page
        self._matrix = raw.FS_MATRIX()
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)
        self._flags = ctypes.c_int()
        self._numbers = [ctypes.c_double() for _ in range(4)]

    def __iter__(self) -> Iterator[Word]:
        """Ask for the place of a word's ends only: each call takes half a µs."""
        character, page = self._raw.FPDFText_GetUnicode, self._page
        letters: list[str] = []
        first = last = 0
        for index in range(self._raw.FPDFText_CountChars(page)):
            code = character(page, index)
            if letter := _LETTERS[code]:
                first = first if letters else index
                last = index
                letters.append(letter)
            elif code not in _ENDS:
                self.unreadable += 1
            elif letters:
                word = self._word(letters, first, last)
                is_broken = code in _BROKEN
                yield word._replace(is_last=code != _BLANK, is_broken=is_broken)
                letters = []
        if letters:
            yield self._word(letters, first, last)

    def _word(self, letters: list[str], first: int, last: int) -> Word:
        x, y, right, top = self._numbers
        raw, page, matrix = self._raw, self._page, self._matrix
        raw.FPDFText_GetMatrix(page, first, matrix)
        turns = _turns(matrix)
        raw.FPDFText_GetCharOrigin(page, first, x, y)
        left, base = _turned(x.value, y.value, turns)
        raw.FPDFText_GetCharBox(page, last, x, right, y, top)
        ends = (
            _turned(x.value, y.value, turns),
            _turned(right.value, top.value, turns),
        )
        size = raw.FPDFText_GetFontSize(page, first)
        return Word(
            "".join(letters)
            .encode("utf-16", "surrogatepass")
            .decode("utf-16", "replace"),
            left,
            max(x for x, _ in ends),
            base,
            size * (matrix.c**2 + matrix.d**2) ** 0.5,
            self._is_bold(first),
            turns,
        )

    def _is_bold(self, index: int) -> bool:
        name, flags = self._name, self._flags
        self._raw.FPDFText_GetFontInfo(self._page, index, name, _LONGEST_NAME, flags)
        return _is_bold(name.raw)


@lru_cache(_MOST_FONTS)
def _is_bold(name: bytes) -> bool:
    """Whether the font with this *name*, with zeros behind it, has bold letters."""
    shown = name.partition(b"\0")[0].decode("latin-1").lower() + "\0"
    return any(bold in shown for bold in _BOLD)


def _turns(matrix: Any) -> int:
    """Return by how many quarters of a turn, to the left, letters are turned."""
    along, across = abs(matrix.a), abs(matrix.b)
    if across < _SLANT * along:
        return 0 if matrix.a > 0 else 2
    if along < _SLANT * across:
        return 1 if matrix.b > 0 else 3
    return _SLANTED


def _turned(x: float, y: float, turns: int) -> tuple[float, float]:
    """Return a place in the coordinates of turned letters."""
    return ((x, y), (y, -x), (-x, -y), (-y, x), (x, y))[turns]


def _lines(words: Iterable[Word], number: int) -> list[Line]:
    lines: list[Line] = []
    line: list[Word] = []
    for word in words:
        if line and _is_apart(line[-1], word):
            lines.append(_line(line, number))
            line = []
        line.append(word)
    if line:
        lines.append(_line(line, number))
    return lines


def _is_apart(last: Word, word: Word) -> bool:
    """Whether *word* is not on the same line of the same column as *last*."""
    size = max(last.size, word.size)
    gap = word.left - last.right
    return (
        last.is_last
        or gap > _WIDEST_GAP * size
        # A number in the margin is small.
        or gap > _WIDEST_SMALL_GAP * min(last.size, word.size)
        or gap < -_BACKWARDS * size
        or abs(word.base - last.base) > _HIGHEST_STEP * size
    )


def _line(words: list[Word], number: int) -> Line:
    letters = Counter[tuple[float, float]]()
    for word in words:
        letters[round(word.size, 1), word.base] += len(word.text)
    (size, base), _ = letters.most_common(1)[0]
    bold = sum(len(word.text) for word in words if word.is_bold)
    return Line(
        number,
        " ".join(word.text for word in words),
        min(word.left for word in words),
        max(word.right for word in words),
        base,
        size,
        bold > sum(letters.values()) / 2,
        words[-1].is_broken,
    )


def _usual(numbers: Iterable[int]) -> int:
    common = Counter(numbers).most_common(1)
    return common[0][0] if common else 0
