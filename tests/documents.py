"""Files of other formats, made for tests."""

import io
import zipfile
from collections.abc import Iterable, Mapping

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


Words = tuple[float, float, float, str]
"""A text of a page, and where it is: x, y and the size of its letters; < 0: bold."""


def pdf(*pages: Iterable[Words], info: str = "", trailer: str = "") -> bytes:
    """Return a PDF file of pages of 600 by 800 points; one without words is a scan."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", *map(_font, ("", "-Bold"))]
    kids = []
    for words in pages:
        content = " ".join(map(_shown, words)) or "200 0 0 200 50 50 cm /I Do"
        kids.append(f"{len(objects) + 2} 0 R")
        objects += [_stream("", content), _page(len(objects) + 1)]
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    objects += [_IMAGE, f"<< {info} >>"]
    objects = [text.replace("IMAGE", f"{len(objects) - 1} 0 R") for text in objects]
    file = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(f"{len(file):010} 00000 n \n")
        file += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    listed = "".join(["0000000000 65535 f \n", *places])
    root = f"/Size {len(places) + 1} /Root 1 0 R /Info {len(places)} 0 R {trailer}"
    end = f"xref\n0 {len(places) + 1}\n{listed}trailer\n<< {root} >>\n"
    return file + f"{end}startxref\n{len(file)}\n%%EOF".encode()


def _font(style: str) -> str:
    name = f"/BaseFont /Helvetica{style} /Encoding /WinAnsiEncoding"
    return f"<< /Type /Font /Subtype /Type1 {name} >>"


def _stream(keys: str, content: str) -> str:
    return f"<< {keys} /Length {len(content)} >>\nstream\n{content}\nendstream"


def _page(content: int) -> str:
    parts = "/Font << /R 3 0 R /B 4 0 R >> /XObject << /I IMAGE >>"
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R"
        f" /Resources << {parts} >> >>"
    )


def _shown(words: Words) -> str:
    x, y, size, text = words
    for special in ("\\", "(", ")"):
        text = text.replace(special, f"\\{special}")
    font = "B" if size < 0 else "R"
    return f"BT /{font} {abs(size)} Tf {x} {y} Td ({text}) Tj ET"


_IMAGE = _stream(
    "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"
    " /ColorSpace /DeviceGray",
    "x",
)
