from collections.abc import Iterable
from datetime import date

import pytest

from retrieval.errors import Unreadable
from retrieval.readers.broken_words import WordJoiner
from retrieval.readers.document import BlockKind
from retrieval.readers.pdf import read_pdf
from tests.documents import Words, blocks_of, pdf
from tests.effort import LINEAR, growth

PARAGRAPH, HEADING, ITEM = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.ITEM
PROSE = (
    "Honeybees do not sleep through the winter; instead of that they form",
    "a ball around the queen and keep each other warm.",
)


def lines(texts: Iterable[str], top: float = 650, left: float = 60) -> list[Words]:
    """Return lines of a paragraph in letters of 10 points."""
    return [(left, top - 12 * number, 10, text) for number, text in enumerate(texts)]


def test_lines_become_paragraphs() -> None:
    document = read_pdf(pdf([*lines(PROSE), *lines(["They eat honey."], top=600)]))

    assert blocks_of(document) == [
        (PARAGRAPH, " ".join(PROSE)),
        (PARAGRAPH, "They eat honey."),
    ]


def test_an_indented_line_after_a_sentence_begins_a_paragraph() -> None:
    document = read_pdf(pdf([*lines(PROSE), *lines(["They eat."], 626, left=75)]))

    assert [text for _, text in blocks_of(document)] == [" ".join(PROSE), "They eat."]


def test_a_paragraph_goes_on_on_the_next_page_and_each_part_has_its_page() -> None:
    document = read_pdf(pdf(lines(PROSE[:1]), lines(PROSE[1:])))

    assert [text for _, text in blocks_of(document)] == [" ".join(PROSE)]
    assert [page.number for page in document.pages] == [1, 2]
    assert document.text[document.pages[1].start :] == PROSE[1]


def test_what_a_figure_and_its_caption_interrupt_goes_on_below_it() -> None:
    caption = (60, 700, 8, "A ball of bees.")
    document = read_pdf(pdf(lines(PROSE[:1]), [caption, *lines(PROSE[1:])]))

    assert [text for _, text in blocks_of(document)] == [
        " ".join(PROSE),
        "A ball of bees.",
    ]


def test_columns_are_read_one_after_the_other() -> None:
    right = lines(["They eat the honey", "of the summer."], left=350)
    document = read_pdf(pdf([*lines(PROSE), *right]))

    assert [text for _, text in blocks_of(document)] == [
        " ".join(PROSE),
        "They eat the honey of the summer.",
    ]


def test_running_heads_page_numbers_and_line_numbers_are_left_out() -> None:
    pages = [
        [
            (60, 770, 8, "The Beekeeper"),
            *((20, 650 - 12 * n, 6, str(7 * page + n)) for n in range(5)),
            *lines([f"Sentence {page} {n} is here." for n in range(5)]),
            (300, 20, 8, f"- {page} -"),
        ]
        for page in range(5)
    ]
    document = read_pdf(pdf(*pages))

    assert "Beekeeper" not in document.text
    assert document.text.startswith("Sentence 0 0 is here.")
    assert document.text.count("Sentence") == 25
    assert document.text.endswith("Sentence 4 4 is here.")


@pytest.mark.parametrize(
    ("first", "cell"), [(2015, "3{} thousand visitors"), (1, "4{} euros and a half")]
)
@pytest.mark.parametrize("head", ["Each of them by itself", ""])
def test_numbers_in_the_first_column_of_a_table_stay(
    first: int, cell: str, head: str
) -> None:
    numbers = lines([str(first + n) for n in range(9)])
    cells = lines([cell.format(n) for n in range(9)], left=160)
    rows = [words for row in zip(numbers, cells, strict=True) for words in row]
    document = read_pdf(pdf([*lines([head] if head else [], top=680), *rows]))

    for n in range(9):
        assert f"{first + n} | {cell.format(n)}" in document.text


@pytest.mark.parametrize(("left", "is_kept"), [(60, True), (20, False)])
def test_numbers_as_large_as_the_text_stay_unless_they_stand_in_the_margin(
    left: float, is_kept: bool
) -> None:
    numbers = lines([str(2012 + n) for n in range(9)], left=left)
    texts = lines(["The bees built another hive in spring."] * 9, left=100)
    rows = [words for row in zip(numbers, texts, strict=True) for words in row]
    document = read_pdf(pdf([(60, 680, 10, "What happened so far"), *rows]))

    assert all((str(2012 + n) in document.text) == is_kept for n in range(9))


def test_lines_above_pages_stay_if_their_numbers_do_not_count_pages() -> None:
    pages = [
        [
            (60, 770, 10, f"Opening hours in week {page}"),
            (60, 755, 10, f"Opening hours on Monday: {hours}"),
            *lines([f"Of the {page}. day."]),
        ]
        for page, hours in enumerate(("9 to 12", "13 to 17"), 7)
    ]
    document = read_pdf(pdf(*pages))

    assert "week" not in document.text
    assert "Opening hours on Monday: 9 to 12" in document.text
    assert "Opening hours on Monday: 13 to 17" in document.text


def test_a_title_above_the_first_page_stays_though_it_is_a_running_head() -> None:
    heads: list[Words] = [(60, 770, 24, "Bees"), *((60, 770, 8, "Bees"),) * 3]
    pages = ([head, *lines([f"Of the {n}. day."])] for n, head in enumerate(heads))
    document = read_pdf(pdf(*pages))

    assert blocks_of(document)[0] == (HEADING, "Bees")
    assert document.text.count("Bees") == 1
    assert document.title == "Bees"


def test_pages_that_are_all_the_same_keep_their_text() -> None:
    assert read_pdf(pdf(*[lines(PROSE)] * 5)).text.count("Honeybees") == 5


def test_words_across_the_page_and_beside_it_are_left_out() -> None:
    page = pdf([*lines(PROSE), (60, 400, 10, "Copy")])
    turned = page.replace(b"60 400 Td (Copy)", b"0 1 -1 0 20 400 Tm (Copy)")

    assert len(turned) != len(page)
    assert "Copy" in read_pdf(page).text
    assert "Copy" not in read_pdf(turned).text


def test_large_and_bold_lines_are_headings_with_levels() -> None:
    page = [(60, 690, 20, "Bees"), (60, 670, -10, "In winter"), *lines(PROSE)]
    document = read_pdf(pdf(page))

    assert [(b.kind, b.level) for b in document.blocks] == [
        (HEADING, 1),
        (HEADING, 2),
        (PARAGRAPH, 0),
    ]


def test_bold_words_at_the_beginning_of_a_sentence_are_no_heading() -> None:
    first = (60, 662, -10, "Honeybees in winter, as everybody knows,")
    document = read_pdf(pdf([first, *lines(["do not sleep at all."])]))

    assert [kind for kind, _ in blocks_of(document)] == [PARAGRAPH]


def test_items_and_rows_of_tables_are_told_apart_from_prose() -> None:
    page = [
        *lines([*PROSE, "• wax", "2. honey"]),
        *((60 + 150 * x, 500 - 12 * y, 10, t) for y, x, t in TABLE),
    ]
    document = read_pdf(pdf(page))

    assert blocks_of(document)[1:] == [
        (ITEM, "- wax"),
        (ITEM, "2. honey"),
        (BlockKind.COLUMN_HEADS, "Plan | Fee"),
        (BlockKind.ROW, "Full day | 38"),
    ]


TABLE = [(0, 0, "Plan"), (0, 1, "Fee"), (1, 0, "Full day"), (1, 1, "38")]


def test_columns_that_are_written_line_by_line_are_read_one_after_the_other() -> None:
    left = [
        "Honeybees do not sleep",
        "through the winter, but form",
        "a ball around the queen in there.",
    ]
    right = [
        "They eat honey of the summer",
        "and of the spring, until the",
        "sun of the May comes back.",
    ]
    page: list[Words] = []
    for row in range(3):
        page += [(60, 650 - 12 * row, 10, left[row])]
        page += [(350, 650 - 12 * row, 10, right[row])]

    assert read_pdf(pdf(page)).text == f"{' '.join(left)}\n\n{' '.join(right)}"


def test_a_table_right_below_a_short_item_is_no_part_of_it() -> None:
    cells = ["Plan", "Fee", "Full day", "38"]
    table = [
        (60 + 55 * (n % 2), 602 - 12 * (n // 2), 10, t) for n, t in enumerate(cells)
    ]

    document = read_pdf(pdf([*lines([*PROSE, "• Smoke", "• Syrup"]), *table]))

    assert document.text.endswith("- Smoke\n- Syrup\n\nPlan | Fee\nFull day | 38")


def test_a_figure_in_the_margin_is_a_page_number_only_if_it_counts_pages() -> None:
    pages = [
        [(60, 780, 10, "Hives"), (200, 780, 10, figure), (300, 20, 10, str(page))]
        for page, figure in ((7, "40"), (8, "72.9"), (9, "12"))
    ]
    prose = [lines([f"Of the {n}. day."]) for n in range(3)]
    document = read_pdf(pdf(*(p + text for p, text in zip(pages, prose, strict=True))))

    assert document.text.split("\n\n") == [
        *("40", "Of the 0. day.", "72.9", "Of the 1. day.", "12", "Of the 2. day.")
    ]


def test_a_note_at_the_foot_does_not_interrupt_the_text() -> None:
    note = (60, 60, 7, "1 See the appendix.")
    document = read_pdf(pdf([*lines(PROSE[:1]), note], lines(PROSE[1:])))

    assert [text for _, text in blocks_of(document)] == [
        " ".join(PROSE),
        "1 See the appendix.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the honey-", "comb of bees", "the honeycomb of bees"),
        ("of a well-", "known bee", "of a well-known bee"),
        ("a UK-", "funded bee", "a UK-funded bee"),
        ("left-", "and right-handed", "left- and right-handed"),
        ("summer or", "winter", "summer or winter"),
        ("the bee—", "so it is", "the bee—so it is"),
        ("蜜蜂采", "蜜", "蜜蜂采蜜"),
    ],
)
def test_words_are_joined_as_the_document_writes_them(
    first: str, second: str, joined: str
) -> None:
    joiner = WordJoiner(["A well-known bee."])

    assert joiner.joined(first, second, is_broken=False) + second == joined


def test_a_word_broken_at_the_end_of_a_line_is_whole() -> None:
    document = read_pdf(pdf(lines(["The bees build a honey-", "comb of wax."])))

    assert document.text == "The bees build a honeycomb of wax."


def test_metadata_says_title_author_date_and_link() -> None:
    info = (
        "/Title (On bees) /Author (Ann Example) /CreationDate (D:20250314090000Z)"
        " /URL (https://bees.example/a)"
    )
    document = read_pdf(pdf(lines(PROSE), info=info))

    assert (document.title, document.author) == ("On bees", "Ann Example")
    assert document.date == date(2025, 3, 14)
    assert document.link == "https://bees.example/a"


@pytest.mark.parametrize(
    "title", ["Microsoft Word - a", "bees.pdf", "Untitled", "(anonymous)"]
)
def test_a_title_that_a_program_made_up_is_none(title: str) -> None:
    page = [(60, 690, 20, "Bees"), *lines(PROSE)]

    assert read_pdf(pdf(page, info=f"/Title ({title})")).title == "Bees"


LOCK = f"/Filter /Standard /V 1 /R 2 /P -4 /O <{'61' * 32}> /U <{'62' * 32}>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"<html>", "it is damaged"),
        (pdf([], []), "it is a scan"),
        (pdf(lines(["\x03\x04\x05\x06 " * 9])), "fonts do not say which letters"),
        (pdf([(60, 700, 10, " ")]), "it is empty"),
        (
            pdf(lines(PROSE), trailer=f"/Encrypt << {LOCK} >> /ID [<61> <61>]"),
            "it is protected by a password",
        ),
    ],
)
def test_a_file_without_text_is_refused_with_its_reason(
    data: bytes, reason: str
) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_pdf(data)


def test_pages_that_are_images_are_named() -> None:
    document = read_pdf(pdf(lines(PROSE), [], lines(PROSE)))

    assert document.warnings == ("1 of its 3 pages are images without text",)


def test_a_page_that_is_damaged_is_named_and_the_others_are_read() -> None:
    good = pdf(lines(PROSE), lines(["They eat."]))

    document = read_pdf(good.replace(b" 8 0 R]", b" 3 0 R]"))

    assert document.text == " ".join(PROSE)
    assert document.warnings == ("page 2 is damaged",)


def test_a_long_page_takes_linear_time() -> None:
    def task(size: int) -> None:
        read_pdf(pdf(lines(["Bees hum"] * size, top=12 * size)))

    assert growth(task) < LINEAR
