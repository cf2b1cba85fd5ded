"""Pages of the web -> documents: their main text, without menus and the like."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.errors import Unreadable
from retrieval.language.dates import dates_in

from .archive import attribute
from .document import Details, Document
from .encodings import decode
from .html_blocks import write_blocks
from .html_main import main_part
from .writer import Writer

if TYPE_CHECKING:
    from lxml.etree import _Element

# A larger page is not searched for its main text, which takes too long.
_LARGE_BYTES = 2_000_000
# The main text holds at least this share of all the text in long blocks.
_LEAST_SHARE = 0.3
_LONG_BLOCK = 80
# In a page with less text in long blocks, there is no main text to be found.
_LITTLE = 300
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FURNITURE = (
    "//nav|//header[not(ancestor::article or ancestor::main)]|//footer|//aside|//form"
    "|//*[@role='navigation' or @role='banner' or @role='contentinfo'"
    " or @role='dialog']"
)
_TITLES = ("og:title", "twitter:title")
_AUTHORS = ("author", "article:author")
_DATES = ("article:modified_time", "article:published_time", "date", "dc.date")


def read_html(data: bytes) -> Document:
    """Return the main text of a page; raises Unreadable if it has none."""
    text = _XML_DECLARATION.sub("", _decoded(data))
    if not text.strip():
        raise Unreadable("it is empty")
    about = _details(_parsed(text))
    whole = _written(_without_furniture(_parsed(text)), about)
    length = _long_text(whole)
    if len(data) > _LARGE_BYTES or length < _LITTLE:
        return whole
    main = _main_text(text)
    if main is None or _long_text(main) < _LEAST_SHARE * length:
        return whole
    paragraphs = [main.text[block.start : block.end] for block in main.blocks]
    part = main_part(_without_furniture(_parsed(text)), paragraphs)
    return _written(part, about)


def _decoded(data: bytes) -> str:
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _parsed(text: str) -> "_Element":
    from lxml import etree, html

    try:
        return html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Unreadable("it has no text") from error


def _main_text(text: str) -> Document | None:
    """Return the main text, of which an extractor leaves out some lists and tables."""
    from trafilatura import extract

    main = extract(
        text, output_format="html", include_comments=False, favor_recall=True
    )
    return _written(_parsed(main), Details()) if main else None


def _without_furniture(root: "_Element") -> "_Element":
    """Remove what stands on every page of a site from *root*, and return it."""
    for element in root.xpath(_FURNITURE):
        # Removing an element would remove the text behind it, too.
        element.drop_tree()
    return root


def _written(root: "_Element", about: Details) -> Document:
    writer = Writer()
    write_blocks(root, writer)
    return writer.document(about)


def _long_text(document: Document) -> int:
    lengths = (block.end - block.start for block in document.blocks)
    return sum(length for length in lengths if length > _LONG_BLOCK)


def _details(root: "_Element") -> Details:
    named = dict(_named(root))
    dates = (day for key in _DATES for day in dates_in(named.get(key, "")))
    title = _first(named, _TITLES) or " ".join(root.xpath("string(//title)").split())
    return Details(
        title=title or None,
        author=_first(named, _AUTHORS),
        date=max(dates, default=None),
        link=_link(root),
    )


def _named(root: "_Element") -> Iterator[tuple[str, str]]:
    """Yield what a page says about itself, by name."""
    for meta in root.iter("meta"):
        name = attribute(meta, "name") or attribute(meta, "property")
        content = " ".join(attribute(meta, "content").split())
        if name and content:
            yield name.lower(), content


def _first(named: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((named[key] for key in keys if key in named), None)


def _link(root: "_Element") -> str | None:
    for link in root.iter("link"):
        address = attribute(link, "href")
        is_canonical = "canonical" in attribute(link, "rel").lower().split()
        if is_canonical and address.startswith(("http://", "https://")):
            return address
    return None
