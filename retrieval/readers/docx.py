"""Word documents -> documents."""

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.errors import Unreadable
from retrieval.language.dates import dates_in

from .archive import Archive, attribute, local_name, parts_of
from .document import Details, Document
from .writer import Piece, Writer

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "word/document.xml"
_HEADING = re.compile(r"heading (\d)")
_CONTENTS = re.compile(r"toc \d|toc heading")
_MOST_ANCESTORS = 10
# Deleted and moved text, codes of fields, readings above words, and the older form of
# what another element shows.
_UNSEEN = frozenset(
    {"del", "moveFrom", "delText", "instrText", "Fallback", "rt", "annotation", "rPr"}
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_HIDING = ("vanish", "webHidden")
_NOTES = ("footnote", "endnote")
# What the library python-docx leaves in documents unless it is told otherwise.
_OF_TEMPLATE = ("python-docx", "2013-12-23T23:15:00Z")


def read_docx(data: bytes) -> Document:
    """Return the text of a Word document; raises Unreadable if it has none."""
    archive = Archive(data)
    name = _main_part(archive)
    root = archive.xml(name)
    if root is None:
        raise Unreadable("it is no Word document")
    body = _Body(archive, _related(archive, name))
    body.blocks(root)
    return body.writer.document(_details(archive))


class _Style:
    """A style of paragraphs: the level of headings, 0 for others."""

    def __init__(self, element: "_Element") -> None:
        parts = {local_name(part): part for part in element.iter()}
        self.name = _value(parts.get("name")).lower()
        self.based_on = _value(parts.get("basedOn"))
        outline = _value(parts.get("outlineLvl"))
        self.outline = int(outline) + 1 if outline.isdecimal() else 0


class _Body:
    """Writes the paragraphs of a Word document."""

    def __init__(self, archive: Archive, related: dict[str, str]) -> None:
        self.writer = Writer()
        self._styles: dict[str, _Style] = {}
        if (styles := archive.xml(related.get("styles", ""))) is not None:
            found = (e for e in styles.iter() if local_name(e) == "style")
            self._styles = {attribute(e, "styleId"): _Style(e) for e in found}
        self._notes = dict(_notes(archive, related))

    def blocks(self, element: "_Element") -> None:
        """Write the paragraphs and tables in *element*, in order."""
        for child in element:
            name = local_name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name not in _UNSEEN and name != "sectPr":
                self.blocks(child)

    def _table(self, table: "_Element") -> None:
        rows = list(parts_of(table, "tr"))
        by_row = [list(parts_of(row, "tc")) for row in rows]
        is_nested = any(local_name(inner) == "tbl" for inner in table.iterdescendants())
        # Tables of one column, and in tables, lay out a page.
        if is_nested or max(map(len, by_row), default=0) < 2:
            for row in rows:
                self.blocks(row)
            return
        later: list[_Element] = []
        self.writer.write_table(
            [[self._cell(c, later) for c in cells] for cells in by_row],
            has_heads=any(local_name(part) == "tblHeader" for part in rows[0].iter()),
        )
        self._later(later)

    def _cell(self, cell: "_Element", later: list["_Element"]) -> list[Piece]:
        words: list[str] = []
        for paragraph in cell.iter():
            if local_name(paragraph) == "p":
                self._inline(paragraph, words, later)
                words.append(" ")
        return [("".join(words), 0)]

    def _paragraph(self, paragraph: "_Element") -> None:
        words: list[str] = []
        later: list[_Element] = []
        self._inline(paragraph, words, later)
        pieces = [("".join(words), 0)]
        style, depth = _properties(paragraph)
        if style in self._styles and _CONTENTS.match(self._styles[style].name):
            return
        if level := self._level(style):
            self.writer.write_heading(pieces, level)
        elif depth is not None:
            self.writer.write_item(pieces, "- ", depth)
        else:
            self.writer.write_paragraph(pieces)
        self._later(later)

    def _later(self, elements: list["_Element"]) -> None:
        """Write the notes and text boxes of a paragraph below it."""
        for element in elements:
            self.blocks(element)

    def _level(self, style_id: str) -> int:
        """Return the level of headings in a style, 0 if it is for other paragraphs."""
        for _ in range(_MOST_ANCESTORS):
            style = self._styles.get(style_id)
            if style is None:
                return 0
            if match := _HEADING.match(style.name):
                return int(match[1])
            if style.name == "title" or style.outline:
                return style.outline or 1
            style_id = style.based_on
        return 0

    def _inline(
        self, element: "_Element", words: list[str], later: list["_Element"]
    ) -> None:
        """Collect the *words* of a paragraph, and what stands *later*, below it."""
        for child in element:
            name = local_name(child)
            if name == "t":
                words.append(child.text or "")
            elif name in _SIGNS:
                words.append(_SIGNS[name])
            elif name == "txbxContent":
                later.append(child)
            elif name.removesuffix("Reference") in _NOTES:
                note = self._notes.get((name, attribute(child, "id")))
                later += [] if note is None else [note]
            elif name not in _UNSEEN and not (name == "r" and _is_hidden(child)):
                self._inline(child, words, later)


def _main_part(archive: Archive) -> str:
    relations = archive.xml("_rels/.rels")
    for relation in () if relations is None else relations:
        if attribute(relation, "Type").endswith("/officeDocument"):
            return attribute(relation, "Target").lstrip("/")
    return _MAIN


def _related(archive: Archive, name: str) -> dict[str, str]:
    """Return the names of the parts that the part *name* refers to, by kind."""
    folder, file = posixpath.split(name)
    relations = archive.xml(f"{folder}/_rels/{file}.rels")
    related = {}
    for relation in () if relations is None else relations:
        target = posixpath.join("/", folder, attribute(relation, "Target"))
        kind = attribute(relation, "Type").rpartition("/")[2]
        related[kind] = posixpath.normpath(target).lstrip("/")
    return related


def _notes(
    archive: Archive, related: dict[str, str]
) -> Iterator[tuple[tuple[str, str], "_Element"]]:
    """Yield notes by the name and the id of what refers to them."""
    for kind in _NOTES:
        root = archive.xml(related.get(f"{kind}s", ""))
        for note in () if root is None else root:
            yield (f"{kind}Reference", attribute(note, "id")), note


def _properties(paragraph: "_Element") -> tuple[str, int | None]:
    """Return the style of a paragraph and, for items of lists, how deep it is."""
    style, depth = "", None
    for properties in paragraph:
        if local_name(properties) != "pPr":
            continue
        for part in properties:
            if local_name(part) == "pStyle":
                style = _value(part)
            elif local_name(part) == "numPr":
                levels = [_value(e) for e in part if local_name(e) == "ilvl"]
                depth = int(levels[0]) if levels and levels[0].isdecimal() else 0
    return style, depth


def _is_hidden(run: "_Element") -> bool:
    return any(
        local_name(part) in _HIDING and _value(part) not in ("0", "false")
        for properties in run
        if local_name(properties) == "rPr"
        for part in properties
    )


def _value(element: "_Element | None") -> str:
    return "" if element is None else attribute(element, "val")


def _details(archive: Archive) -> Details:
    core = archive.xml("docProps/core.xml")
    facts = {} if core is None else {local_name(e): e.text or "" for e in core}
    facts = {name: fact for name, fact in facts.items() if fact not in _OF_TEMPLATE}
    return Details(
        title=" ".join(facts.get("title", "").split()) or None,
        author=facts.get("creator", "").strip() or None,
        date=max(dates_in(facts.get("modified", "")), default=None),
    )
