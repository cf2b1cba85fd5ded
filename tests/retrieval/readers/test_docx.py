import pytest

from retrieval.errors import Unreadable
from retrieval.readers.document import BlockKind
from retrieval.readers.docx import read_docx
from tests.documents import blocks_of, docx, relations, word_xml, zipped

STYLES = word_xml(
    "styles",
    '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="Mine"><w:basedOn w:val="berschrift2"/></w:style>'
    '<w:style w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>',
)
NOTES = word_xml(
    "footnotes",
    '<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>x</w:t></w:r></w:p>'
    '</w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>A note.</w:t></w:r></w:p>'
    "</w:footnote>",
)
PARTS = {
    "word/_rels/document.xml.rels": relations(
        styles="styles.xml", footnotes="/word/footnotes.xml"
    ),
    "word/styles.xml": STYLES,
    "word/footnotes.xml": NOTES,
}


def paragraph(*runs: str, style: str = "", more: str = "") -> str:
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{style}{more}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def shown(body: str) -> list[tuple[BlockKind, str]]:
    return blocks_of(read_docx(docx(body, PARTS)))


def test_headings_go_by_the_name_of_their_style_in_any_language() -> None:
    body = paragraph(run("Bees"), style="Mine") + paragraph(run("They hum."))

    document = read_docx(docx(body, PARTS))

    assert [(b.kind, b.level) for b in document.blocks] == [
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
    ]
    assert document.text == "Bees\n\nThey hum."
    assert document.title == "Bees"


def test_words_are_joined_as_they_are_shown() -> None:
    deleted = "<w:del><w:r><w:delText>wasps</w:delText></w:r></w:del>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    old = f"<mc:Fallback>{run('twice')}</mc:Fallback>"
    hidden = run("not shown", "<w:vanish/>")
    plain = run(" hum", '<w:vanish w:val="false"/>')
    line_break = "<w:r><w:br/></w:r>"
    runs = (run("Be"), run("es"), deleted, field, old, hidden, plain, line_break)

    assert shown(paragraph(*runs, run("loudly."))) == [
        (BlockKind.PARAGRAPH, "Bees hum\nloudly.")
    ]


def test_items_have_a_mark_and_contents_lists_are_left_out() -> None:
    item = '<w:numPr><w:ilvl w:val="1"/></w:numPr>'
    body = (
        paragraph(run("Bees ... 3"), style="Verzeichnis1")
        + paragraph(run("wax"), more="<w:numPr/>")
        + paragraph(run("honey"), more=item)
    )

    document = read_docx(docx(body, PARTS))

    assert document.text == "- wax\n  - honey"
    assert {block.kind for block in document.blocks} == {BlockKind.ITEM}


def test_notes_and_text_boxes_follow_their_paragraph() -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    box = f"<w:r><w:txbxContent>{paragraph(run('In a box.'))}</w:txbxContent></w:r>"

    texts = [text for _, text in shown(paragraph(run("Bees"), note, box, run(" hum.")))]

    assert texts == ["Bees hum.", "A note.", "In a box."]


def table(*rows: list[str], heads: str = "") -> str:
    cells = (
        "".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows
    )
    first, *more = (f"<w:tr>{{}}{row}</w:tr>" for row in cells)
    return f"<w:tbl>{first.format(heads)}{''.join(more).format('', '', '')}</w:tbl>"


def test_a_row_of_a_table_is_a_line() -> None:
    assert shown(table(["Plan", "Fee"], ["Full", "38"], ["Half", "20"])) == [
        (BlockKind.COLUMN_HEADS, "Plan | Fee"),
        (BlockKind.ROW, "Full | 38"),
        (BlockKind.ROW, "Half | 20"),
    ]


def test_tables_in_tables_are_read_once() -> None:
    table = "<w:p><w:r><w:t>Bees</w:t></w:r></w:p>"
    for _ in range(20):
        table = f"<w:tbl><w:tr><w:tc>{table}</w:tc></w:tr></w:tbl>"

    assert read_docx(docx(table)).text == "Bees"


def test_the_first_row_of_a_table_is_text_unless_it_names_columns() -> None:
    rows = ["Monday", "closed"], ["Tuesday", "open"]
    marked = "<w:trPr><w:tblHeader/></w:trPr>"

    assert shown(table(*rows))[0][0] is BlockKind.ROW
    assert shown(table(*rows, heads=marked))[0][0] is BlockKind.COLUMN_HEADS


@pytest.mark.parametrize(
    ("creator", "modified", "author", "date"),
    [
        ("python-docx", "2013-12-23T23:15:00Z", None, None),
        ("The board", "2013-12-23T23:15:00Z", "The board", None),
        ("python-docx", "2025-03-14T09:00:00Z", None, "2025-03-14"),
        ("The board", "2013-12-23T10:00:00Z", "The board", "2013-12-23"),
    ],
)
def test_author_and_date_of_a_template_are_not_those_of_the_document(
    creator: str, modified: str, author: str | None, date: str | None
) -> None:
    core = f"<p><creator>{creator}</creator><modified>{modified}</modified></p>"

    document = read_docx(docx(paragraph(run("Bees")), {"docProps/core.xml": core}))

    assert document.author == author
    assert (document.date and document.date.isoformat()) == date


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04", "it is damaged"),
        (zipped({"a": "b"}), "it is no Word document"),
        (docx(""), "it is empty"),
        (docx("<w:p>"), "it is damaged"),
        (
            zipped({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
            "it declares entities",
        ),
    ],
)
def test_what_is_no_word_document_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_docx(data)
