"""Markdown -> a document: the text as readers see it."""

import re
from functools import cache
from typing import TYPE_CHECKING

from .document import BlockKind, Details, Document
from .front_matter import front_matter
from .inline_markdown import pieces_of_html, shown_pieces
from .plain import read_plain
from .writer import Piece, Writer, joined_cells

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# The parser leaves out what is nested more deeply.
_DEEPEST = 20
# For the parser, a line of other white space than blanks and tabs has words.
# Below all headings that are marked as such.
_BOLD_LEVEL = 7
_BLANK_LINE = re.compile(r"(?<![^\r\n])[^\S\r\n]+(?![^\r\n])")


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
    renderer = _Renderer(matter.lines + 1)
    for token in tokens:
        renderer.read(token)
    about = Details(
        title=matter.text("title"),
        author=matter.author,
        date=matter.date,
        link=matter.link,
    )
    return renderer.writer.document(about, plain.warnings)


@cache
def _parser() -> "MarkdownIt":
    # Imported here because many folders have no Markdown.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    # Escaped characters stay apart, as their place in the file does.
    return parser.enable("table").disable("text_join")


class _Renderer:
    """Writes what readers see of each token; *first* is the line of the first one."""

    def __init__(self, first: int) -> None:
        self.writer = Writer()
        self._first = first
        self._heading = 0
        self._is_tight = False
        self._cells: list[list[Piece]] | None = None
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
                self.writer.begin_item(number if token.info else "- ")
            case "list_item_close":
                self.writer.end_item()
            case _:
                self._read_table(token)

    def _read_table(self, token: "Token") -> None:
        match token.type:
            case "thead_open":
                self._row_kind = BlockKind.COLUMN_HEADS
            case "tbody_open":
                self._row_kind = BlockKind.ROW
            case "tr_open":
                self._cells = []
            case "tr_close":
                self.writer.write(joined_cells(self._cells or []), self._row_kind)
                self._cells = None
            case _:
                self._read_text(token)

    def _read_text(self, token: "Token") -> None:
        line = self._first + (token.map[0] if token.map else 0)
        match token.type:
            case "inline":
                pieces = list(shown_pieces(token, line))
                if not self._heading and self._is_bold_heading(token):
                    self.writer.write_heading(pieces, _BOLD_LEVEL)
                else:
                    self._write_inline(pieces)
            case "html_block":
                for pieces in pieces_of_html(token.content, line):
                    self.writer.write_paragraph(pieces, is_tight=self._is_tight)
            case "fence":
                self.writer.write(_rows(token.content, line + 1), BlockKind.CODE)
            case "code_block":
                self.writer.write(_rows(token.content, line), BlockKind.CODE)

    def _is_bold_heading(self, token: "Token") -> bool:
        """Whether a paragraph is in bold and no statement, outside lists and tables."""
        children = token.children or ()
        types = [each.type for each in children if each.type != "text" or each.content]
        is_bold = types[:1] + types[-1:] == ["strong_open", "strong_close"]
        is_whole = types.count("strong_open") == 1
        is_text = not self.writer.is_in_item and self._cells is None
        last = token.content[-3:-2]
        return is_text and is_bold and is_whole and (last.isalnum() or last == "?")

    def _write_inline(self, pieces: list[Piece]) -> None:
        if self._cells is not None:
            self._cells.append(pieces)
        elif self._heading:
            self.writer.write_heading(pieces, self._heading)
        else:
            self.writer.write_paragraph(pieces, is_tight=self._is_tight)


def _rows(code: str, line: int) -> list[Piece]:
    """Return the lines of *code* from its first to its last that is not blank."""
    rows = code.rstrip().split("\n")
    pieces = [(f"{row}\n", number) for number, row in enumerate(rows, line)]
    while pieces and pieces[0][0].isspace():
        pieces.pop(0)
    return [*pieces[:-1], (rows[-1], pieces[-1][1])] if pieces else []
