"""Markdown -> a document: the text as readers see it."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from retrieval.errors import Unreadable

from .document import Block, BlockKind, Document, Line
from .front_matter import front_matter
from .inline_markdown import Piece, pieces_of_html, shown_pieces
from .plain import read_plain

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# The parser leaves out what is nested more deeply.
_DEEPEST = 20
# For the parser, a line of other white space than blanks and tabs has words.
_BLANK_LINE = re.compile(r"(?<![^\r\n])[^\S\r\n]+(?![^\r\n])")
_BETWEEN_CELLS = " | "
_INDENT = "  "


def read_markdown(data: bytes) -> Document:
    """Return the text without its marks; raises Unreadable if there is none.

    List items keep their marks, a row of a table is a line, and front matter is not
    text. A file that is nested too deeply is read as plain text.
    """
    plain = read_plain(data)
    matter = front_matter(plain.text)
    body = _BLANK_LINE.sub("", plain.text[matter.characters :])
    tokens = _parser().parse(body)
    if any(token.block and token.level >= _DEEPEST - 1 for token in tokens):
        return plain
    writer = _Writer(matter.lines + 1)
    for token in tokens:
        writer.read(token)
    if not writer.blocks:
        raise Unreadable("it is empty")
    return Document(
        "".join(writer.texts),
        matter.text("title") or writer.title,
        matter.author,
        matter.date,
        matter.link,
        tuple(writer.blocks),
        tuple(writer.lines),
        plain.warnings,
    )


@cache
def _parser() -> "MarkdownIt":
    # Imported here because many folders have no Markdown.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    # Escaped characters stay apart, as their place in the file does.
    return parser.enable("table").disable("text_join")


class _Writer:
    """Writes what readers see of each token; *first* is the line the tokens begin on.

    *title* is the first heading.
    """

    def __init__(self, first: int) -> None:
        self.texts: list[str] = []
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.title: str | None = None
        self._first = first
        self._length = 0
        self._heading = 0
        # The marks of the items that are open, and "" in place of one that is shown.
        self._marks: list[str] = []
        self._is_tight = False
        self._row: list[Piece] | None = None
        self._row_kind = BlockKind.ROW

    def read(self, token: "Token") -> None:
        """Write *token*, or remember what it says about the next ones."""
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "heading_close":
                self._heading = 0
            case "paragraph_open":
                self._is_tight = token.hidden
            case "list_item_open":
                number = f"{token.info}{token.markup} "
                self._marks.append(number if token.info else "- ")
            case "list_item_close":
                self._marks.pop()
            case _:
                self._read_table(token)

    def _read_table(self, token: "Token") -> None:
        match token.type:
            case "thead_open":
                self._row_kind = BlockKind.COLUMN_HEADS
            case "tbody_open":
                self._row_kind = BlockKind.ROW
            case "tr_open":
                self._row = []
            case "tr_close":
                self._write(_trimmed(self._row or ()), self._row_kind)
                self._row = None
            case _:
                self._read_text(token)

    def _read_text(self, token: "Token") -> None:
        line = self._first + (token.map[0] if token.map else 0)
        match token.type:
            case "inline":
                self._write_inline(shown_pieces(token, line), line)
            case "html_block":
                for pieces in pieces_of_html(token.content, line):
                    self._write(pieces, self._kind)
            case "fence":
                self._write(_rows(token.content, line + 1), BlockKind.CODE)
            case "code_block":
                self._write(_rows(token.content, line), BlockKind.CODE)

    @property
    def _kind(self) -> BlockKind:
        return BlockKind.ITEM if self._marks else BlockKind.PARAGRAPH

    def _write_inline(self, pieces: Iterator[Piece], line: int) -> None:
        if self._row is not None:
            if self._row:
                self._row.append((_BETWEEN_CELLS, line))
            self._row += _on_one_line(pieces) or [("", line)]
        elif self._heading:
            self._write(_on_one_line(pieces), BlockKind.HEADING)
        else:
            self._write(_trimmed(pieces), self._kind)

    def _write(self, pieces: list[Piece], kind: BlockKind) -> None:
        """Write a block of *kind*, unless it says nothing."""
        text = "".join(words for words, _ in pieces)
        if not any(map(str.isalnum, text)):
            return
        if kind is BlockKind.HEADING and self.title is None:
            self.title = text
        mark = self._next_mark() if kind is BlockKind.ITEM else ""
        if not self.blocks:
            mark = mark.lstrip()
        self._append(self._gap(kind))
        if kind is BlockKind.ITEM:
            pieces = [(mark, pieces[0][1]), *pieces]
        start = self._length
        for words, line in pieces:
            if words and (not self.lines or self.lines[-1].number != line):
                self.lines.append(Line(self._length, line))
            self._append(words)
        start += len(mark) - len(mark.lstrip())
        level = self._heading if kind is BlockKind.HEADING else 0
        self.blocks.append(Block(start, self._length, kind, level))

    def _next_mark(self) -> str:
        """Return the mark of the innermost item, indented; blank if it was shown."""
        mark, self._marks[-1] = self._marks[-1], ""
        return _INDENT * (len(self._marks) - 1) + (mark or _INDENT)

    def _gap(self, kind: BlockKind) -> str:
        """Return what stands between the last block and one of *kind*."""
        if not self.blocks:
            return ""
        above = self.blocks[-1].kind
        is_row = kind is BlockKind.ROW
        is_item = kind is above is BlockKind.ITEM and self._is_tight
        return "\n" if is_row or is_item else "\n\n"

    def _append(self, text: str) -> None:
        self.texts.append(text)
        self._length += len(text)


def _rows(code: str, line: int) -> list[Piece]:
    """Return the lines of *code* from its first to its last that is not blank."""
    rows = code.rstrip().split("\n")
    pieces = [(f"{row}\n", number) for number, row in enumerate(rows, line)]
    while pieces and pieces[0][0].isspace():
        pieces.pop(0)
    return [*pieces[:-1], (rows[-1], pieces[-1][1])] if pieces else []


def _on_one_line(pieces: Iterable[Piece]) -> list[Piece]:
    return _trimmed((words.replace("\n", " "), line) for words, line in pieces)


def _trimmed(pieces: Iterable[Piece]) -> list[Piece]:
    """Return *pieces* without white space at either end."""
    trimmed = list(pieces)
    while trimmed and not trimmed[-1][0].strip():
        trimmed.pop()
    while trimmed and not trimmed[0][0].strip():
        trimmed.pop(0)
    if trimmed:
        trimmed[0] = (trimmed[0][0].lstrip(), trimmed[0][1])
        trimmed[-1] = (trimmed[-1][0].rstrip(), trimmed[-1][1])
    return trimmed
