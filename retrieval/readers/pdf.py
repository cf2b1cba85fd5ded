"""PDF files -> documents."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from retrieval.errors import Unreadable
from retrieval.language.dates import dates_in

from .document import Details, Document
from .pdf_furniture import without_furniture
from .pdf_lines import Page, read_page
from .pdf_paragraphs import Layout, Paragraph, item_mark, paragraphs_of
from .writer import Piece, Writer

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_FEW_CHARACTERS = 20
# Above this share, the text that can be read says too little.
_MOST_UNREADABLE = 0.3
_MOST_LEVELS = 6
# Programs make up titles and authors that are these, or begin or end so.
_NOBODY = ("unknown", "anonymous", "(anonymous)", "(unspecified)", "author", "user")
_MADE_UP = ("microsoft word -", "microsoft powerpoint -", "untitled")
_FILE_NAMES = (".doc", ".docx", ".pdf", ".tex", ".indd", ".dvi", ".odt", ".rtf", ".qxd")
_LINKS = ("URL", "DOI", "arXivID")


def read_pdf(data: bytes) -> Document:
    """Return the text of a PDF file and its pages; raises Unreadable without text."""
    file = _opened(data)
    damaged: list[str] = []
    pages = list(_pages(file, damaged))
    warnings = (*damaged, *_checked(pages))
    lines = without_furniture(pages)
    layout = Layout(lines)
    paragraphs = paragraphs_of(lines, [page.height for page in pages], layout)
    writer = Writer("pages")
    _write(paragraphs, layout, writer)
    return writer.document(_details(file), warnings)


def _opened(data: bytes) -> "PdfDocument":
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    if not data:
        raise Unreadable("it is empty")
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        is_locked = error.err_code == FPDF_ERR_PASSWORD
        reason = "it is protected by a password" if is_locked else "it is damaged"
        raise Unreadable(reason) from error


def _pages(file: "PdfDocument", damaged: list[str]) -> Iterator[Page]:
    """Yield the pages that can be read, and add warnings about the others."""
    from pypdfium2 import PdfiumError

    for number in range(1, len(file) + 1):
        try:
            page = file[number - 1]
            yield read_page(page, number)
            page.close()
        except PdfiumError:
            damaged.append(f"page {number} is damaged")


def _checked(pages: Sequence[Page]) -> Sequence[str]:
    """Return warnings for the file's owner; raises Unreadable if it has no text."""
    counts = [sum(len(line.text) for line in page.lines) for page in pages]
    readable, unreadable = sum(counts), sum(page.unreadable for page in pages)
    if unreadable > _MOST_UNREADABLE * (readable + unreadable):
        raise Unreadable("its fonts do not say which letters they show")
    scans = sum(
        count < _FEW_CHARACTERS and page.has_images
        for count, page in zip(counts, pages, strict=True)
    )
    if readable < _FEW_CHARACTERS and scans:
        raise Unreadable("it is a scan: images of pages, without text")
    return (f"{scans} of its {len(pages)} pages are images without text",) * bool(scans)


def _write(paragraphs: Sequence[Paragraph], layout: Layout, writer: Writer) -> None:
    levels = _levels(paragraphs, layout)
    table: list[list[list[Piece]]] = []
    for paragraph in paragraphs:
        if layout.is_label(paragraph):
            continue
        if paragraph.cells:
            table.append(paragraph.cells)
            continue
        writer.write_table(table)
        table = []
        if layout.is_heading(paragraph):
            level = levels[paragraph.size]
            writer.write_heading(paragraph.pieces, level)
        elif mark := item_mark(paragraph.text):
            _write_item(paragraph.pieces, mark, writer)
        else:
            writer.write_paragraph(paragraph.pieces)
    writer.write_table(table)


def _write_item(pieces: Sequence[Piece], mark: str, writer: Writer) -> None:
    (first, page), *more = pieces
    item = [(first.removeprefix(mark), page), *more]
    shown = f"{mark} " if mark[:1].isalnum() or mark[:1] == "(" else "- "
    writer.write_item(item, shown)


def _levels(paragraphs: Sequence[Paragraph], layout: Layout) -> dict[float, int]:
    """Return the levels of headings by size, the largest at the top."""
    sizes = {p.size for p in paragraphs if layout.is_heading(p)}
    ordered = sorted(sizes, reverse=True)
    return {size: min(n, _MOST_LEVELS) for n, size in enumerate(ordered, 1)}


def _details(file: "PdfDocument") -> Details:
    facts = file.get_metadata_dict()
    day = facts["CreationDate"].removeprefix("D:")[:8]
    link = next(filter(_is_link, map(file.get_metadata_value, _LINKS)), None)
    return Details(
        title=_meant(facts["Title"]),
        author=_meant(facts["Author"]),
        date=max(dates_in(f"{day[:4]}-{day[4:6]}-{day[6:]}"), default=None),
        link=link,
    )


def _meant(text: str) -> str | None:
    """Return a title or an author, unless a program made it up."""
    text = " ".join(text.split())
    lower = text.casefold()
    is_made_up = lower.startswith(_MADE_UP) or lower.endswith(_FILE_NAMES)
    return None if is_made_up or lower in _NOBODY else text or None


def _is_link(value: str) -> bool:
    return value.startswith(("http://", "https://"))
