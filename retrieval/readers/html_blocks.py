"""Elements of HTML -> the blocks of a document."""

import re
from typing import TYPE_CHECKING

from .archive import attribute, local_name
from .document import BlockKind
from .writer import Piece, Writer, joined_cells

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSEEN = frozenset(
    {
        *("script", "style", "head", "template", "noscript", "svg", "iframe", "object"),
        *("select", "button", "textarea", "audio", "video", "rt", "rp"),
    }
)
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center"),
        *("dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
        *("footer", "form", "header", "hr", "html", "li", "main", "menu", "nav", "ol"),
        *("p", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "pre"),
    }
)
"""Elements that are blocks of their own."""

_LISTS = ("ol", "ul", "menu")
_HEADING = re.compile(r"h([1-6])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WHITE = re.compile(r"[^\S\xa0]+")


def write_blocks(root: "_Element", writer: Writer) -> None:
    """Write what readers see of *root* and all in it."""
    walk = _Walk(writer)
    walk.element(root)
    walk.end_block()


class _Walk:
    """Visits elements in order and writes a block whenever one ends."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._words: list[str] = []
        self._heading = 0
        self._is_code = False
        # The next number of each list that is open; 0 in one without numbers.
        self._numbers: list[int] = []

    def element(self, element: "_Element") -> None:
        """Write *element* and all in it, but not what follows it."""
        name = local_name(element).lower()
        if not is_shown(element):
            return
        if name == "br":
            self._words.append("\n")
        elif name == "tr" and not _has_blocks(element):
            self._row(element)
        elif name in BLOCKS:
            self._block(element, name)
        else:
            self._inside(element)

    def _block(self, element: "_Element", name: str) -> None:
        self.end_block()
        outer = self._heading, self._is_code
        if match := _HEADING.fullmatch(name):
            self._heading = int(match[1])
        self._is_code |= name == "pre"
        if name == "li":
            self._writer.begin_item(self._mark())
        elif name in _LISTS:
            self._numbers.append(_first_number(element) if name == "ol" else 0)
        self._inside(element)
        self.end_block()
        if name == "li":
            self._writer.end_item()
        elif name in _LISTS:
            self._numbers.pop()
        self._heading, self._is_code = outer

    def _mark(self) -> str:
        """Return the number of the next item in a numbered list, else "- "."""
        if not self._numbers or not self._numbers[-1]:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1] - 1}. "

    def _inside(self, element: "_Element") -> None:
        self._add(element.text)
        for child in element:
            self.element(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._words.append(text if self._is_code else _WHITE.sub(" ", text))

    def _row(self, row: "_Element") -> None:
        self.end_block()
        cells = [cell for cell in row if local_name(cell).lower() in ("td", "th")]
        heads = [cell for cell in cells if local_name(cell).lower() == "th"]
        pieces = joined_cells([self._cell(cell) for cell in cells])
        is_head = len(heads) == len(cells) > 1
        kind = BlockKind.COLUMN_HEADS if is_head else BlockKind.ROW
        self._writer.write(pieces, kind if len(cells) > 1 else BlockKind.PARAGRAPH)

    def _cell(self, cell: "_Element") -> list[Piece]:
        before, self._words = self._words, []
        self._inside(cell)
        words, self._words = "".join(self._words), before
        return [(_WHITE.sub(" ", words), 0)]

    def end_block(self) -> None:
        """Write the words since the last block."""
        words, self._words = "".join(self._words), []
        if not words.strip():
            return
        if self._is_code:
            self._writer.write([(words.strip("\n").rstrip(), 0)], BlockKind.CODE)
            return
        lines = (line.strip(" ") for line in words.split("\n"))
        pieces = [("\n".join(lines), 0)]
        if self._heading:
            self._writer.write_heading(pieces, self._heading)
        else:
            self._writer.write_paragraph(pieces)


def is_shown(element: "_Element") -> bool:
    """Whether readers see *element*; comments and the like are elements, too."""
    name = local_name(element).lower()
    if not name or name in _UNSEEN or "hidden" in element.attrib:
        return False
    is_hidden = attribute(element, "aria-hidden") == "true"
    return not is_hidden and _HIDDEN.search(attribute(element, "style")) is None


def _has_blocks(row: "_Element") -> bool:
    """Whether a row of a table lays out a page: its cells have blocks of their own."""
    return any(
        local_name(inner).lower() in ("table", "ul", "ol", "h1", "h2", "h3", "div")
        for cell in row
        for inner in cell.iter()
    )


def _first_number(numbered: "_Element") -> int:
    start = attribute(numbered, "start")
    return int(start) if start.isdecimal() else 1
