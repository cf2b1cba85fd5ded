import pytest

from retrieval.errors import Unreadable
from retrieval.readers.document import BlockKind
from retrieval.readers.epub import read_epub
from tests.documents import blocks_of, epub, zipped

XHTML = 'media-type="application/xhtml+xml"'
ITEMS = (
    f'<item id="a" href="a%20b.xhtml" {XHTML}/>'
    f'<item id="b" href="b.xhtml" {XHTML}/>'
    f'<item id="n" href="n.xhtml" {XHTML} properties="nav"/>'
    f'<item id="x" href="x.xhtml" {XHTML}/>'
    '<item id="c" href="c.css" media-type="text/css"/>'
)
SPINE = (
    '<itemref idref="n"/><itemref idref="b"/><itemref idref="a"/>'
    '<itemref idref="b"/><itemref idref="x" linear="no"/><itemref idref="c"/>'
)
CHAPTERS: dict[str, str | bytes] = {
    "a b.xhtml": "<html><head><title>no</title></head><p>Bees hum.</p></html>",
    "b.xhtml": b"<body><h1>B\xe9es</h1><p>They <b>sleep<br>well</p></body>",
    "n.xhtml": "<html><body><p>Contents</p></body></html>",
    "x.xhtml": "<html><body><p>Advertisement</p></body></html>",
    "c.css": "p { color: red }",
}
ENCRYPTION = "<encryption><CipherReference URI='{}'/></encryption>"


def test_chapters_come_once_each_in_reading_order() -> None:
    document = read_epub(epub(ITEMS, SPINE, CHAPTERS))

    assert blocks_of(document) == [
        (BlockKind.HEADING, "Bées"),
        (BlockKind.PARAGRAPH, "They sleep\nwell"),
        (BlockKind.PARAGRAPH, "Bees hum."),
    ]
    assert (document.title, document.author) == ("Bees", "Ann Example")


def test_a_book_with_protected_fonts_is_read() -> None:
    book = epub(ITEMS, SPINE, CHAPTERS, ENCRYPTION.format("in/font.otf"))

    assert read_epub(book).title == "Bees"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no archive", "it is damaged"),
        (zipped({"a": "b"}), "it is no electronic book"),
        (epub(ITEMS, "", CHAPTERS), "it is empty"),
        (
            epub(ITEMS, SPINE, CHAPTERS, ENCRYPTION.format("in/b.xhtml")),
            "it is protected against copying",
        ),
    ],
)
def test_what_is_no_book_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_epub(data)
