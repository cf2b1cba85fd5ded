import re
from bisect import bisect_right
from contextlib import suppress
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import Unreadable
from retrieval.readers.document import BlockKind, Document
from retrieval.readers.markdown import read_markdown
from tests.effort import LINEAR, growth

PARAGRAPH, HEADING, ITEM = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM
HEADS, ROW, CODE = BlockKind.COLUMN_HEADS, BlockKind.ROW, BlockKind.CODE


def read(text: str) -> Document:
    return read_markdown(text.encode())


def shown(text: str) -> list[tuple[BlockKind, str]]:
    """Return kind and text of each block of a Markdown file."""
    document = read(text)
    return [(b.kind, document.text[b.start : b.end]) for b in document.blocks]


def line_of(document: Document, offset: int) -> int:
    place = bisect_right(document.lines, offset, key=lambda line: line.start)
    return document.lines[place - 1].number


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Bees **do not** *sleep* in __winter__.", "Bees do not sleep in winter."),
        ("Call `wake()` or ``a`b``.", "Call wake() or a`b."),
        ("See [the video](https://v.example/a 'Wax').", "See the video."),
        ("See [the video][v].\n\n[v]: https://v.example", "See the video."),
        ("![a hive](hive.jpg) Bees hum.", "Bees hum."),
        ("Bees <!-- or wasps --> hum.", "Bees  hum."),
        ("H<sub>2</sub>O &amp; CO&#50; \\*", "H2O & CO2 *"),
        ("Write to <mail@bees.example>.", "Write to mail@bees.example."),
        ("A price of ~~10~~ 12 or 2*3*4 or snake_case_name", None),
        (
            "Bees\nform  \na ball\\\nround\n  the queen.",
            "Bees form\na ball\nround the queen.",
        ),
        ("<b>Bees</b> hum.<br>Wasps sting.", "Bees hum.\nWasps sting."),
        ("> Bees **hum**,\n> he said.", "Bees hum, he said."),
        ("a > b, x < y", "a > b, x < y"),
    ],
)
def test_a_paragraph_is_what_readers_see(markdown: str, text: str | None) -> None:
    if text is None:
        text = markdown.replace("*3*", "3")

    assert shown(markdown) == [(PARAGRAPH, text)]


def test_titles_are_headings_with_their_level() -> None:
    document = read("Bees\n====\n\n## In *winter*\n\nIn\nsummer\n---\n\nText.\n\n***")

    assert [(b.kind, b.level) for b in document.blocks] == [
        (HEADING, 1),
        (HEADING, 2),
        (HEADING, 2),
        (PARAGRAPH, 0),
    ]
    assert document.text == "Bees\n\nIn winter\n\nIn summer\n\nText."
    assert document.title == "Bees"


def test_items_keep_their_marks() -> None:
    document = read("Bring:\n\n* wax\n* honey\n  1. dark\n  2. pale\n\nNo wasps.")

    assert document.text == (
        "Bring:\n\n- wax\n- honey\n  1. dark\n  2. pale\n\nNo wasps."
    )
    assert [block.kind for block in document.blocks] == [
        *[PARAGRAPH, ITEM, ITEM, ITEM, ITEM, PARAGRAPH]
    ]


def test_a_second_paragraph_of_an_item_has_no_mark() -> None:
    assert shown("3) wax\n\n   and honey\n4) pollen") == [
        (ITEM, "3) wax"),
        (ITEM, "and honey"),
        (ITEM, "4) pollen"),
    ]


def test_a_row_of_a_table_is_a_line_below_its_column_heads() -> None:
    document = read("| Plan | Fee |\n|:--|--:|\n| **Full** | £38 |\n| | `5` |\n")

    assert document.text == "Plan | Fee\nFull | £38\n| 5"
    assert [block.kind for block in document.blocks] == [HEADS, ROW, ROW]


@pytest.mark.parametrize(
    ("markdown", "line"),
    [
        ("Bees\n*hum* w1", 2),
        ("`Bees\nw1`", 2),
        ("[Bees](u 'x\ny') hum &amp; w1", 2),
        ("![Bees\nhum](u)\n\\* w1", 3),
        ("<b\nid='a'>w1</b>", 2),
        ("# Bees\n\n- hum\n\n  > and\n  > w1", 6),
        ("| Bees |\n|---|\n| hum |\n| w1 |", 4),
        ("<p>\nBees\n\n<p>\nhum\nw1", 6),
    ],
)
def test_lines_are_those_of_the_file(markdown: str, line: int) -> None:
    document = read(markdown)

    assert line_of(document, document.text.index("w1")) == line


def test_a_text_begins_with_its_first_mark() -> None:
    assert read("- - wax\n  - honey").text == "- wax\n  - honey"


def test_a_line_of_white_space_of_any_kind_ends_a_paragraph() -> None:
    document = read("\xa0\nBees\n\u2003 \r\nhum.")

    assert document.text == "Bees\n\nhum."
    assert [line.number for line in document.lines] == [2, 4]


def test_code_stays_as_it_is() -> None:
    assert shown("```py\n\n  a = *b*\n\n# c\n```\n\n    <d>\n") == [
        (CODE, "  a = *b*\n\n# c"),
        (CODE, "<d>"),
    ]


def test_html_is_read_without_its_tags() -> None:
    markdown = (
        '<div align="center">\n<p>Bees &amp; <b>wasps</b>\nhum.</p><p>Loudly.</p>\n'
        "<!-- or\nnot -->\n<script>\nlet a = '<p>b</p>'\n</script></div>\n\nText."
    )

    assert shown(markdown) == [
        (PARAGRAPH, "Bees & wasps hum."),
        (PARAGRAPH, "Loudly."),
        (PARAGRAPH, "Text."),
    ]


def test_front_matter_is_data() -> None:
    document = read(
        "---\ntitle: Bees\nauthor: Ann Example\ndate: 2025-03-14\n"
        "url: https://bees.example\n---\n# In winter\n"
    )

    assert document.text == "In winter"
    assert document.title == "Bees"
    assert document.author == "Ann Example"
    assert document.date == date(2025, 3, 14)
    assert document.link == "https://bees.example"
    assert [line.number for line in document.lines] == [7]


@pytest.mark.parametrize(
    "markdown", ["![a](b)", "---\ntitle: Bees\n---\n", "***", "[a]: b", "<!-- a -->"]
)
def test_a_file_without_text_is_empty(markdown: str) -> None:
    with pytest.raises(Unreadable, match="it is empty"):
        read(markdown)


@pytest.mark.parametrize("nested", ["> " * 50 + "Bees", "- " * 50 + "Bees"])
def test_what_is_nested_too_deeply_is_plain_text(nested: str) -> None:
    assert read(nested) == Document(nested)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        *["[", "![", "[a](b", "[](", "*a **", "_a ", "`a``b", "<!-- ", "a <a ", "&#"],
        *["a <![CDATA[", "[a\n", "[a]: ", "- a\n", "> a\nb\n", "|a|b|\n|-|-|\n", " "],
        *["---\na: b\n", "<script>", "<b ", "\\", "\xa0", "a\n", "# a\n", "<p>\n"],
    ],
)
def test_hostile_texts_take_linear_time(unit: str) -> None:
    def task(size: int) -> None:
        with suppress(Unreadable):
            read(unit * size)

    assert growth(task) < LINEAR


WORDS = st.integers(0, 10**6).map("w{}".format)
_PIECES = st.sampled_from(
    [
        *["\n", "\n\n", "  \n", "\r\n", "\n- ", "\n  1. ", "\n> ", "\n# ", "\n    "],
        *[
            "\n===\n",
            "\n```\n",
            "\n| a | b |\n|---|---|\n",
            " | ",
            "*",
            "**",
            "`",
            "\\",
        ],
        *["[", "](u)", "](u 'x\ny')", "![", "<b>", "<br>", "<!--", "-->", "\n<div>\n"],
        *["&amp;", "&", "_", "~~", "---\n", "<", ">", "\t", "\n[a]: b\n", "\xa0"],
    ]
)
TEXTS = st.lists(_PIECES | WORDS.map("{} ".format), max_size=40).map("".join)


@settings(deadline=None)
@given(TEXTS)
def test_blocks_are_in_order_and_cover_all_but_white_space(markdown: str) -> None:
    try:
        document = read(markdown)
    except Unreadable:
        return
    text, blocks = document.text, document.blocks
    if not blocks:
        return

    ends = [0, *(block.end for block in blocks)]
    starts = [*(block.start for block in blocks), len(text)]
    assert all(
        not text[end:start].strip() for end, start in zip(ends, starts, strict=True)
    )
    for block in blocks:
        words = text[block.start : block.end]
        assert words.strip() == (words.lstrip() if block.kind is CODE else words)
    assert document.lines[0].start == 0
    assert all(a.start < b.start for a, b in pairwise(document.lines))


@settings(deadline=None)
@given(TEXTS)
def test_a_word_is_on_the_line_that_it_comes_from(markdown: str) -> None:
    try:
        document = read(markdown)
    except Unreadable:
        return
    rows = re.split(r"\r\n|\r|\n", markdown)
    if not document.lines:
        return

    for match in re.finditer(r"w\d+", document.text):
        if markdown.count(match[0]) == 1:
            assert match[0] in rows[line_of(document, match.start()) - 1]


def test_a_line_in_bold_heads_what_stands_below_unless_it_is_a_statement() -> None:
    text = (
        "**Shares**\n\nFour of them.\n\n**Do not smoke!**\n\nOr **part** of it\n\n"
        "**My key broke. What now?**\n\nRing us.\n"
    )

    document = read_markdown(text.encode())

    headings = [b for b in document.blocks if b.kind is BlockKind.HEADING]
    assert [document.text[b.start : b.end] for b in headings] == [
        "Shares",
        "My key broke. What now?",
    ]
