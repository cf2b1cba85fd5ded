"""The blocks of a file, one after another -> a document."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Literal

from retrieval.errors import Unreadable

from .column_heads import ROWS as SHOWING_ROWS
from .column_heads import names_columns
from .document import Block, BlockKind, Details, Document, Place

Piece = tuple[str, int]
"""A text, and the line or page of the file that it comes from, from 1; 0 without."""

_BETWEEN_CELLS = " | "
_INDENT = "  "
_MOST_INDENTS = 20


class Writer:
    """Joins blocks into the text of a document, and remembers where they are.

    *numbered* says what the numbers of the pieces count.
    """

    def __init__(self, numbered: Literal["lines", "pages"] = "lines") -> None:
        self._numbered = numbered
        self._texts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._places: list[Place] = []
        self._first_heading: str | None = None
        # The marks of the items that are open, and "" in place of one that is shown.
        self._marks: list[str] = []

    def begin_item(self, mark: str) -> None:
        """Let paragraphs belong to an item, up to `end_item`; *mark* is before it."""
        self._marks.append(mark)

    def end_item(self) -> None:
        """End the item that was begun last."""
        self._marks.pop()

    @property
    def is_in_item(self) -> bool:
        """Whether paragraphs belong to an item."""
        return bool(self._marks)

    def write_heading(self, pieces: Iterable[Piece], level: int) -> None:
        """Append a heading, on one line."""
        self.write(on_one_line(pieces), BlockKind.HEADING, level=level)

    def write_paragraph(
        self, pieces: Sequence[Piece], *, is_tight: bool = True
    ) -> None:
        """Append a paragraph, with the mark of the item that it is the first of.

        Between tight items are no blank lines.
        """
        if not self._marks:
            self.write(pieces, BlockKind.PARAGRAPH)
        # One without words, such as an image, leaves the mark to the next one.
        elif any(words.strip() for words, _ in pieces):
            mark, self._marks[-1] = self._marks[-1], ""
            depth = len(self._marks) - 1
            self.write_item(pieces, mark or _INDENT, depth, is_tight=is_tight)

    def write_item(
        self,
        pieces: Iterable[Piece],
        mark: str,
        depth: int = 0,
        *,
        is_tight: bool = True,
    ) -> None:
        """Append an item at a *depth*, 0 at the top."""
        mark = _INDENT * min(depth, _MOST_INDENTS) + mark
        self.write(pieces, BlockKind.ITEM, mark=mark, is_tight=is_tight)

    def write(
        self,
        pieces: Iterable[Piece],
        kind: BlockKind,
        *,
        level: int = 0,
        mark: str = "",
        is_tight: bool = False,
    ) -> None:
        """Append a block, unless it says nothing.

        *mark* stands before an item, indented; between tight items are no blank lines.
        """
        pieces = list(pieces) if kind is BlockKind.CODE else trimmed(pieces)
        text = "".join(words for words, _ in pieces)
        if not any(map(str.isalnum, text)):
            return
        if kind is BlockKind.HEADING and self._first_heading is None:
            self._first_heading = text
        if not self._blocks:
            mark = mark.lstrip()
        self._append(self._gap(kind, is_tight=is_tight))
        start = self._length + len(mark) - len(mark.lstrip())
        for words, number in [(mark, pieces[0][1]), *pieces]:
            self._note_place(words, number)
            self._append(words)
        self._blocks.append(Block(start, self._length, kind, level))

    def write_table(
        self, rows: Iterable[Sequence[Sequence[Piece]]], *, has_heads: bool = False
    ) -> None:
        """Append the rows of a table, cell by cell.

        The first one names the columns if the file says that it does, or if the rows
        show it.
        """
        rest = iter(rows)
        first = list(islice(rest, SHOWING_ROWS + 1))
        has_heads = has_heads or names_columns([[*map(_words, row)] for row in first])
        for number, row in enumerate(chain(first, rest)):
            is_head = has_heads and number == 0
            kind = BlockKind.COLUMN_HEADS if is_head else BlockKind.ROW
            self.write(joined_cells(row), kind)

    def document(self, about: Details, warnings: Sequence[str] = ()) -> Document:
        """Return what was written; the first heading is the title if there is none.

        Raises Unreadable if nothing was written.
        """
        if not self._blocks:
            raise Unreadable("it is empty")
        arguments = about.arguments | {
            "title": about.title or self._first_heading,
            "blocks": tuple(self._blocks),
            self._numbered: tuple(self._places),
        }
        return Document("".join(self._texts), warnings, **arguments)

    def _note_place(self, words: str, number: int) -> None:
        is_new = not self._places or self._places[-1].number != number
        if number and words and is_new:
            self._places.append(Place(self._length, number))

    def _gap(self, kind: BlockKind, *, is_tight: bool) -> str:
        """Return what stands between the last block and one of *kind*."""
        if not self._blocks:
            return ""
        is_row = kind is BlockKind.ROW
        is_item = kind is self._blocks[-1].kind is BlockKind.ITEM and is_tight
        return "\n" if is_row or is_item else "\n\n"

    def _append(self, text: str) -> None:
        self._texts.append(text)
        self._length += len(text)


def joined_cells(cells: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Return the pieces of a row of a table, on one line."""
    place = next((number for cell in cells for _, number in cell), 0)
    row: list[Piece] = []
    for number, cell in enumerate(cells):
        row += [(_BETWEEN_CELLS, place)] if number else []
        row += on_one_line(cell)
    return row


def _words(pieces: Iterable[Piece]) -> str:
    return "".join(words for words, _ in pieces)


def on_one_line(pieces: Iterable[Piece]) -> list[Piece]:
    """Return *pieces* with blanks for line feeds."""
    return trimmed((words.replace("\n", " "), line) for words, line in pieces)


def trimmed(pieces: Iterable[Piece]) -> list[Piece]:
    """Return *pieces* without white space at either end."""
    rest = list(pieces)
    while rest and not rest[-1][0].strip():
        rest.pop()
    while rest and not rest[0][0].strip():
        rest.pop(0)
    if rest:
        rest[0] = (rest[0][0].lstrip(), rest[0][1])
        rest[-1] = (rest[-1][0].rstrip(), rest[-1][1])
    return rest
