"""Files of other formats, made for tests."""

import io
import zipfile
from collections.abc import Mapping

from retrieval.readers.document import BlockKind, Document

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def blocks_of(document: Document) -> list[tuple[BlockKind, str]]:
    """Return kind and text of each block of *document*."""
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive of *entries*."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def word_xml(tag: str, inside: str) -> str:
    """Return a part of a Word document with the root *tag*."""
    return f'<w:{tag} xmlns:w="{_WORD}" xmlns:mc="urn:mc">{inside}</w:{tag}>'


def relations(**targets: str) -> str:
    """Return the part that says where the parts of each kind are."""
    listed = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """Return a Word document with this body and other *parts*."""
    return zipped(
        {
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/document.xml": word_xml("document", f"<w:body>{body}</w:body>"),
            **(parts or {}),
        }
    )


def odt(text: str, meta: str = "") -> bytes:
    """Return an OpenDocument text with this content."""
    spaces = " ".join(
        f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table")
    )
    content = f"<office:body><office:text>{text}</office:text></office:body>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:d {spaces}>{content}</office:d>",
            "meta.xml": f'<m xmlns:dc="http://purl.org/dc/elements/1.1/">{meta}</m>',
        }
    )


def epub(
    items: str,
    spine: str,
    chapters: Mapping[str, str | bytes],
    encryption: str = "<encryption/>",
) -> bytes:
    """Return a book whose package lists *items*, and *spine* in reading order."""
    container = '<container><rootfile full-path="in/book.opf"/></container>'
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>Bees</dc:title><dc:creator>Ann Example</dc:creator></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    return zipped(
        {
            "META-INF/container.xml": container,
            "META-INF/encryption.xml": encryption,
            "in/book.opf": package,
            **{f"in/{name}": content for name, content in chapters.items()},
        }
    )
