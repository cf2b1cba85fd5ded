"""What is read of one article in every format, and how fast.

    python bench/readers.py

The article, with a list, a table and things that do not belong to it, is made here.
Needs the extra `documents`. Speed is megabytes of text in a second of CPU time.
"""

import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from retrieval.readers.reader import FORMATS
from tests.documents import Words, docx, epub, odt, pdf, word_xml

SECTIONS = 300
ROUNDS = 3
MENU = "Home, shop and imprint"
LINES_PER_PAGE = 50
CHARACTERS_PER_LINE = 90


class Section(NamedTuple):
    """A heading, a paragraph, a list and a table."""

    heading: str
    sentences: Sequence[str]
    items: Sequence[str]
    rows: Sequence[tuple[str, str]]

    @property
    def paragraph(self) -> str:
        """The sentences, one after another."""
        return " ".join(self.sentences)


def main() -> None:
    """Print a table with one row per format."""
    sections = [section(number) for number in range(1, SECTIONS + 1)]
    print("| format | kB | found | junk | MB/s |")
    print("| --- | --- | --- | --- | --- |")
    for suffix, data in files(sections):
        began = time.process_time()
        for _ in range(ROUNDS):
            text = FORMATS[suffix].read(data).text
        speed = ROUNDS * len(text.encode()) / (time.process_time() - began) / 1e6
        shares = f"{found(text, sections):.3f} | {junk(text):.3f}"
        print(f"| {suffix[1:]} | {len(data) / 1000:,.0f} | {shares} | {speed:.1f} |")


def section(number: int) -> Section:
    """Return a section whose sentences no other section has."""
    return Section(
        f"Apiary {number}",
        (
            f"Apiary {number} was founded by the weavers of the upper valley.",
            f"Its keepers took {12 + number} pounds of honey from each hive last year.",
            f"“We feed nothing but sugar,” the keeper of hive {number} said in May.",
            f"Since winter {1900 + number}, no swarm has been lost to the frost there.",
        ),
        (f"Open the hives of row {number} at noon.", f"Note each queen of {number}."),
        (("Hive", "Pounds"), (f"Hive {number}a", f"{40 + number}")),
    )


def found(text: str, sections: Sequence[Section]) -> float:
    """Return the share of sentences, items and cells that *text* has."""
    text = " ".join(text.split())
    parts = [
        part
        for each in sections
        for part in (each.heading, *each.sentences, *each.items, *each.rows[1])
    ]
    return sum(part in text for part in parts) / len(parts)


def junk(text: str) -> float:
    """Return how often *text* has what does not belong to it, per section."""
    return text.count(MENU) / SECTIONS


def files(sections: Sequence[Section]) -> Iterator[tuple[str, bytes]]:
    """Yield the article in every format, by suffix; each has MENU somewhere."""
    yield ".txt", "\n\n".join(map(plain, sections)).encode()
    yield ".md", "\n\n".join(map(markdown, sections)).encode()
    body = "".join(map(html, sections))
    yield ".html", f"<nav>{MENU}</nav><main>{body}</main>".encode()
    yield ".docx", docx("".join(map(word, sections)), DOCX_PARTS)
    yield ".odt", odt("".join(map(open_document, sections)))
    yield ".epub", book(body)
    yield ".rtf", rtf(sections)
    yield ".pdf", pdf(*pages(sections))


def plain(section: Section) -> str:
    """Return a section as people write it in an editor."""
    items = "\n".join(f"- {item}" for item in section.items)
    rows = "\n".join("\t".join(row) for row in section.rows)
    paragraph = textwrap.fill(section.paragraph, CHARACTERS_PER_LINE)
    return "\n\n".join([section.heading, paragraph, items, rows])


def markdown(section: Section) -> str:
    """Return a section in Markdown, with MENU in a comment."""
    items = "\n".join(f"* {item}" for item in section.items)
    heads, row = (f"| {' | '.join(row)} |" for row in section.rows)
    table = f"{heads}\n|---|---|\n{row}"
    parts = [f"## {section.heading}", section.paragraph, items, table]
    return "\n\n".join([*parts, f"<!-- {MENU} -->"])


def html(section: Section) -> str:
    """Return a section in HTML."""
    items = "".join(f"<li>{item}</li>" for item in section.items)
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for row in section.rows
    )
    lists = f"<ul>{items}</ul><table>{rows}</table>"
    return f"<h2>{section.heading}</h2><p>{section.paragraph}</p>{lists}"


DOCX_PARTS = {"word/header1.xml": word_xml("hdr", f"<w:p><w:t>{MENU}</w:t></w:p>")}


def word(section: Section) -> str:
    """Return a section as a part of a Word document, with MENU hidden."""

    def paragraph(text: str, properties: str = "") -> str:
        run = f"<w:r><w:t>{escape(text)}</w:t></w:r>"
        return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"

    item = '<w:numPr><w:ilvl w:val="0"/></w:numPr>'
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in section.rows
    )
    hidden = f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{MENU}</w:t></w:r></w:p>"
    texts = [paragraph(section.heading), paragraph(section.paragraph)]
    items = [paragraph(text, item) for text in section.items]
    return "".join([*texts, *items, f"<w:tbl>{rows}</w:tbl>", hidden])


def open_document(section: Section) -> str:
    """Return a section as a part of an OpenDocument text, with a remark."""
    items = "".join(
        f"<text:list-item><text:p>{item}</text:p></text:list-item>"
        for item in section.items
    )
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in section.rows
    )
    remark = f"<office:annotation><text:p>{MENU}</text:p></office:annotation>"
    return (
        f'<text:h text:outline-level="2">{section.heading}</text:h>'
        f"<text:p>{section.paragraph}{remark}</text:p>"
        f"<text:list>{items}</text:list><table:table>{rows}</table:table>"
    )


def book(body: str) -> bytes:
    """Return a book of one chapter, and a table of contents that has MENU."""
    kind = 'media-type="application/xhtml+xml"'
    items = (
        f'<item id="a" href="a.xhtml" {kind}/>'
        f'<item id="n" href="n.xhtml" {kind} properties="nav"/>'
    )
    chapters = {"a.xhtml": body, "n.xhtml": f"<p>{MENU}</p>"}
    spine = '<itemref idref="n"/><itemref idref="a"/>'
    wrapped = {
        name: f"<html><body>{text}</body></html>" for name, text in chapters.items()
    }
    return epub(items, spine, wrapped)


def rtf(sections: Sequence[Section]) -> bytes:
    """Return the article in Rich Text Format, with MENU above its pages."""

    def escaped(text: str) -> str:
        return "".join(c if ord(c) < 128 else rf"\u{ord(c)}?" for c in text)

    parts = []
    for section in sections:
        items = "".join(rf"{{\listtext -\tab}}{i}\par " for i in section.items)
        cells = [[rf"{cell}\cell " for cell in row] for row in section.rows]
        rows = "".join(rf"\intbl {''.join(row)}\row\pard " for row in cells)
        heading = rf"\pard\outlinelevel1 {section.heading}\par\pard "
        parts.append(rf"{heading}{escaped(section.paragraph)}\par {items}{rows}")
    return rf"{{\rtf1\ansi{{\header {MENU}\par}}{''.join(parts)}}}".encode()


def pages(sections: Sequence[Section]) -> Iterator[list[Words]]:
    """Yield pages with MENU above and a number below their lines."""
    lines = [line for section in sections for line in section_lines(section)]
    for number, first in enumerate(range(0, len(lines), LINES_PER_PAGE), 1):
        page: list[Words] = [(60, 770, 8, MENU), (300, 20, 8, str(number))]
        on_page = lines[first : first + LINES_PER_PAGE]
        for row, (size, cells) in enumerate(on_page):
            y = 690 - 12 * row
            page += [(60 + 200 * n, y, size, cell) for n, cell in enumerate(cells)]
        yield page


def section_lines(section: Section) -> Iterator[tuple[float, Sequence[str]]]:
    """Yield the size of letters and the cells of each line."""
    yield 14, [section.heading]
    for line in textwrap.wrap(section.paragraph, CHARACTERS_PER_LINE):
        yield 10, [line]
    for item in section.items:
        yield 10, [f"• {item}"]
    for row in section.rows:
        yield 10, row


if __name__ == "__main__":
    main()
