from datetime import date

import pytest

from retrieval.errors import Unreadable
from retrieval.readers.document import BlockKind
from retrieval.readers.odt import read_odt
from tests.documents import blocks_of, odt, zipped

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM


def test_a_text_is_read_with_its_headings_lists_and_tables() -> None:
    document = read_odt(
        odt(
            '<text:h text:outline-level="2">Bees</text:h>'
            "<text:p>They <text:span>do</text:span> not\n sleep<text:s text:c='2'/>in"
            "<text:line-break/>winter<text:note><text:note-citation>1</text:note-citation>"
            "<text:note-body><text:p>A note.</text:p></text:note-body></text:note>."
            "</text:p><text:list><text:list-item><text:p>wax</text:p><text:list>"
            "<text:list-item><text:p>pale</text:p></text:list-item></text:list>"
            "</text:list-item></text:list><table:table>"
            "<table:table-row><table:table-cell><text:p>Plan</text:p></table:table-cell>"
            "<table:table-cell><text:p>Fee</text:p></table:table-cell></table:table-row>"
            "<table:table-row><table:table-cell><text:p>Full</text:p></table:table-cell>"
            "<table:table-cell><text:p>38</text:p></table:table-cell></table:table-row>"
            "</table:table>",
            "<dc:title>A guide</dc:title><dc:date>2025-03-14T10:00:00</dc:date>"
            "<dc:creator>Ann Example</dc:creator>",
        )
    )

    assert blocks_of(document) == [
        (HEADING, "Bees"),
        (PARAGRAPH, "They do not sleep  in\nwinter."),
        (PARAGRAPH, "A note."),
        (ITEM, "- wax"),
        (ITEM, "- pale"),
        (BlockKind.COLUMN_HEADS, "Plan | Fee"),
        (BlockKind.ROW, "Full | 38"),
    ]
    assert document.blocks[0].level == 2
    assert (document.title, document.author) == ("A guide", "Ann Example")
    assert document.date == date(2025, 3, 14)


def test_tables_in_tables_are_read_once() -> None:
    inner = "<text:p>Bees<text:s text:c='many'/>hum.</text:p>"
    for _ in range(3):
        cell = f"<table:table-cell>{inner}</table:table-cell>"
        row = f"<table:table-row>{cell}<table:table-cell/></table:table-row>"
        inner = f"<table:table>{row}</table:table>"

    assert read_odt(odt(inner)).text.count("Bees hum.") == 1


def test_what_is_not_shown_is_left_out() -> None:
    document = read_odt(
        odt(
            "<text:tracked-changes><text:p>Gone.</text:p></text:tracked-changes>"
            "<text:table-of-content><text:p>Bees 3</text:p></text:table-of-content>"
            "<text:p>Bees<office:annotation><text:p>Really?</text:p></office:annotation>"
            " hum.</text:p>"
        )
    )

    assert document.text == "Bees hum."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no archive", "it is damaged"),
        (zipped({"a": "b"}), "it is no OpenDocument text"),
        (odt("<text:p> </text:p>"), "it is empty"),
        (
            zipped({"META-INF/manifest.xml": "<a><encryption-data/></a>"}),
            "it is protected by a password",
        ),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_odt(data)
