import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import Unreadable
from retrieval.readers.document import BlockKind
from retrieval.readers.rtf import read_rtf
from tests.documents import blocks_of
from tests.effort import LINEAR, growth

PARAGRAPH = BlockKind.PARAGRAPH
FONTS = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset2 S;}}"


def rtf(body: str, head: str = FONTS) -> bytes:
    return rf"{{\rtf1\ansi\ansicpg1252\deff0{head}{body}}}".encode("latin-1")


def shown(body: str) -> list[tuple[BlockKind, str]]:
    return blocks_of(read_rtf(rtf(body)))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Bees {\b do} not\line sleep.\par", "Bees do not\nsleep."),
        (r"caf\'e9 \'93x\'94 \emdash  \{\\\}\~a\_b", "café “x” — {\\}\xa0a\u2011b"),
        (r"{\f1\'cf\'f7\'b8\'eb\'fb} \f0\'e9", "Пчёлы é"),
        (r"\u1055?\u1095?\uc2\u8364\'3f\'3fa {\uc0\u8364}b", "Пч€a €b"),
        (r"Bees \u-10179?\u-9040? hum", "Bees 💰 hum"),
        ("Be\r\nes\\par", "Bees"),
        (r"Bees{\v  not shown} hum{\deleted  not}\plain .", "Bees hum."),
        (r"{\header Top}{\*\unknown x}{\pict 00ff}{\stylesheet{\s1 h;}}Bees", "Bees"),
        (r"{\field{\*\fldinst HYPERLINK u}{\fldrslt Bees}} hum", "Bees hum"),
        (r"{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt Bees}} hum", "Bees hum"),
        ("Bees\\bin5 a}\\b{ hum", "Bees hum"),
    ],
)
def test_words_are_those_that_are_shown(body: str, text: str) -> None:
    assert shown(body) == [(PARAGRAPH, text)]


def test_headings_items_notes_and_rows_are_told_apart() -> None:
    document = read_rtf(
        rtf(
            r"{\info{\title A guide}{\author Ann Example}}"
            r"\pard\outlinelevel1 Bees\par\pard They hum{\footnote A note.}.\par"
            r"{\listtext 1.\tab}wax\par{\listtext\f2\'b7\tab}honey\par"
            r"\trowd\intbl Plan\cell Fee\cell\row\intbl Full\par day\cell 38\cell\row"
            r"\pard Bye.\par"
        )
    )

    assert blocks_of(document) == [
        (BlockKind.HEADING, "Bees"),
        (PARAGRAPH, "They hum."),
        (PARAGRAPH, "A note."),
        (BlockKind.ITEM, "1. wax"),
        (BlockKind.ITEM, "- honey"),
        (BlockKind.COLUMN_HEADS, "Plan | Fee"),
        (BlockKind.ROW, "Full day | 38"),
        (PARAGRAPH, "Bye."),
    ]
    assert document.blocks[0].level == 2
    assert (document.title, document.author) == ("A guide", "Ann Example")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Bees", "it is not in Rich Text Format"),
        (rtf(""), "it is empty"),
        (rtf("{" * 5000 + "Bees"), "it is nested too deeply"),
    ],
)
def test_other_files_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_rtf(data)


@given(st.binary(max_size=99))
def test_any_bytes_may_follow_a_text(data: bytes) -> None:
    assert "Bees" in read_rtf(rb"{\rtf1 Bees\par " + data).text


@pytest.mark.parametrize(
    "unit", ["{}", "\\b ", "\\'e9", "\\cell ", "\\row ", "a\\par ", "\\f1 a"]
)
def test_hostile_texts_take_linear_time(unit: str) -> None:
    def task(size: int) -> None:
        read_rtf(rtf("Bees " + unit * size))

    assert growth(task) < LINEAR
