"""Texts of LibreOffice and OpenOffice -> documents."""

import re
from typing import TYPE_CHECKING

from retrieval.errors import Unreadable
from retrieval.language.dates import dates_in

from .archive import Archive, attribute, local_name, parts_of
from .document import Details, Document
from .writer import Piece, Writer

if TYPE_CHECKING:
    from lxml.etree import _Element

# Changes that were made, remarks, tables of contents, and data that is not shown.
_UNSEEN = frozenset(
    {
        *("tracked-changes", "annotation", "table-of-content", "alphabetical-index"),
        *("illustration-index", "sequence-decls", "variable-decls", "forms", "scripts"),
        *("user-field-decls", "title", "desc", "note-citation", "ruby-text"),
        *("hidden-text", "hidden-paragraph"),
    }
)
_SIGNS = {"tab": "\t", "line-break": "\n"}
# What stands in a paragraph, but is read below it.
_APART = ("note-body", "text-box")
_MOST_BLANKS = 80
_WHITE = re.compile(r"[^\S\xa0]+")


def read_odt(data: bytes) -> Document:
    """Return the text of an OpenDocument text; raises Unreadable if it has none."""
    archive = Archive(data)
    manifest = archive.xml("META-INF/manifest.xml")
    parts = () if manifest is None else manifest.iter()
    if any(local_name(part) == "encryption-data" for part in parts):
        raise Unreadable("it is protected by a password")
    root = archive.xml("content.xml")
    if root is None:
        raise Unreadable("it is no OpenDocument text")
    body = _Body()
    for part in root:
        if local_name(part) == "body":
            body.block(part)
    return body.writer.document(_details(archive))


class _Body:
    """Writes the paragraphs of a text."""

    def __init__(self) -> None:
        self.writer = Writer()

    def block(self, element: "_Element") -> None:
        """Write the paragraphs in *element*, in order."""
        name = local_name(element)
        if name in ("p", "h"):
            self._paragraph(element, name)
        elif name == "table" and len(_rows(element)[0]) > 1:
            self._table(element)
        elif name not in _UNSEEN:
            if name == "list-item":
                self.writer.begin_item("- ")
            for child in element:
                self.block(child)
            if name == "list-item":
                self.writer.end_item()

    def _paragraph(self, element: "_Element", name: str) -> None:
        later: list[_Element] = []
        pieces = _pieces(element, later)
        if name == "h":
            outline = attribute(element, "outline-level")
            level = int(outline) if outline.isdecimal() else 1
            self.writer.write_heading(pieces, level)
        else:
            self.writer.write_paragraph(pieces)
        for other in later:
            self.block(other)

    def _table(self, table: "_Element") -> None:
        later: list[_Element] = []
        self.writer.write_table(
            [[_cell_pieces(cell, later) for cell in row] for row in _rows(table)],
            has_heads=any(local_name(e) == "table-header-rows" for e in table),
        )
        for other in later:
            self.block(other)


def _rows(table: "_Element") -> list[list["_Element"]]:
    """Return the cells of each row; there is always a row."""
    rows = parts_of(table, "table-row")
    return [list(parts_of(row, "table-cell")) for row in rows] or [[]]


def _cell_pieces(cell: "_Element", later: list["_Element"]) -> list[Piece]:
    pieces: list[Piece] = []
    for paragraph in cell.iter():
        if local_name(paragraph) in ("p", "h"):
            pieces += [*_pieces(paragraph, later), (" ", 0)]
    return pieces


def _pieces(paragraph: "_Element", later: list["_Element"]) -> list[Piece]:
    """Return the words of a paragraph, and add what is read below it to *later*."""
    words: list[str] = []
    _collect(paragraph, words, later)
    return [("".join(words), 0)]


def _collect(element: "_Element", words: list[str], later: list["_Element"]) -> None:
    words.append(_WHITE.sub(" ", element.text or ""))
    for child in element:
        name = local_name(child)
        if name == "s":
            count = attribute(child, "c")
            blanks = int(count) if count.isdecimal() else 1
            words.append(" " * min(blanks, _MOST_BLANKS))
        elif name in _SIGNS:
            words.append(_SIGNS[name])
        elif name in _APART:
            later.append(child)
        elif name not in _UNSEEN:
            _collect(child, words, later)
        words.append(_WHITE.sub(" ", child.tail or ""))


def _details(archive: Archive) -> Details:
    meta = archive.xml("meta.xml")
    parts = () if meta is None else meta.iter()
    facts = {local_name(part): " ".join((part.text or "").split()) for part in parts}
    return Details(
        title=facts.get("title") or None,
        author=facts.get("creator") or facts.get("initial-creator") or None,
        date=max(dates_in(facts.get("date", "")), default=None),
    )
