"""Electronic books -> documents."""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from retrieval.errors import Unreadable
from retrieval.language.dates import dates_in

from .archive import Archive, attribute, local_name, parsed
from .document import Details, Document
from .encodings import decode
from .html_blocks import write_blocks
from .writer import Writer

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read_epub(data: bytes) -> Document:
    """Return the chapters of a book in order; raises Unreadable if it has none."""
    archive = Archive(data)
    name = _package(archive)
    package = archive.xml(name)
    if package is None:
        raise Unreadable("it is no electronic book")
    protected = set(_protected(archive))
    writer = Writer()
    for chapter in _chapters(package, posixpath.dirname(name)):
        if chapter in protected:
            raise Unreadable("it is protected against copying")
        if content := archive.read(chapter):
            write_blocks(_root(content), writer)
    return writer.document(_details(package))


def _package(archive: Archive) -> str:
    container = archive.xml("META-INF/container.xml")
    for part in () if container is None else container.iter():
        if local_name(part) == "rootfile":
            return attribute(part, "full-path")
    return next((name for name in archive.names if name.endswith(".opf")), "")


def _protected(archive: Archive) -> Iterator[str]:
    """Yield the names of encrypted parts, which may be fonts only."""
    encryption = archive.xml("META-INF/encryption.xml")
    for part in () if encryption is None else encryption.iter():
        if local_name(part) == "CipherReference":
            yield unquote(attribute(part, "URI"))


def _chapters(package: "_Element", folder: str) -> list[str]:
    """Return the names of the chapters in order, each once."""
    items = {}
    for item in package.iter():
        is_contents = "nav" in attribute(item, "properties").split()
        is_chapter = attribute(item, "media-type") in _CHAPTERS
        if local_name(item) == "item" and is_chapter and not is_contents:
            path = unquote(attribute(item, "href").partition("#")[0])
            name = posixpath.normpath(posixpath.join(folder, path))
            items[attribute(item, "id")] = name
    references = (
        attribute(part, "idref")
        for part in package.iter()
        if local_name(part) == "itemref" and attribute(part, "linear") != "no"
    )
    return list(dict.fromkeys(items[r] for r in references if r in items))


def _root(content: bytes) -> "_Element":
    """Return the root of a chapter, which may be less than well-formed."""
    from lxml import html

    try:
        return parsed(content)
    except Unreadable:
        if b"<!ENTITY" in content:
            raise
    return html.document_fromstring(_without_declaration(decode(content)))


def _without_declaration(text: str) -> str:
    declaration, end, rest = text.partition("?>")
    return rest if declaration.lstrip().startswith("<?xml") and end else text


def _details(package: "_Element") -> Details:
    facts: dict[str, str] = {}
    for part in package.iter():
        if part.text and part.text.strip():
            facts.setdefault(local_name(part), " ".join(part.text.split()))
    return Details(
        title=facts.get("title"),
        author=facts.get("creator"),
        date=max(dates_in(facts.get("date", "")), default=None),
    )
