from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from retrieval import Article, split_sentences
from retrieval.sentences.blocks import blocks
from retrieval.sentences.kinds import Kind
from retrieval.sentences.sections import contexts
from retrieval.sentences.sentence import split_paragraphs
from tests.libraries import PROSE, hostile_texts, laid_out_texts

TEXTS = Path(__file__).parents[2] / "texts"

FAQ = """\
---
title: Questions
updated: 2025-02-11
---
# Makers

## Membership

### What does it cost?

| Plan | Fee | Access |
| ---- | --: | ------ |
| Full | £38 | all day |
| Evening | £22 | from 17:00 |

The deposit is £10.

### What do I bring?

For the first evening:

- a form
- the first fee

## Machines
There is a lathe, and a saw that is repaired every Friday afternoon by Felix.
"""


def above(text: str, below: str) -> tuple[list[str], list[str]]:
    """Return what the block that begins with *below* stands under, near and far."""
    for block, context in contexts(text, blocks(text)):
        if text[block.start :].startswith(below):
            near, far = (
                [text[a:b] for a, b in spans] for spans in (context.near, context.far)
            )
            return near, far
    raise AssertionError(below)


HOURS = """\
Opening hours

BOATHOUSE
Monday: closed
Sunday: 8:00 - 13:00

SAUNA
Monday: 17:00 - 21:00
Sunday: closed
"""


def heading_of(text: str, below: str) -> str | None:
    """Return the heading of the section with the block that begins with *below*."""
    for block, context in contexts(text, blocks(text)):
        if text[block.start :].startswith(below):
            return text[slice(*context.heading)] if context.heading else None
    raise AssertionError(below)


def test_rows_stand_in_the_section_of_the_heading_above_them() -> None:
    assert heading_of(HOURS, "Sunday: 8:00") == "BOATHOUSE"
    assert heading_of(HOURS, "Monday: 17:00") == "SAUNA"


def test_the_title_is_no_heading_of_a_section_unless_others_look_like_it() -> None:
    title, _, rest = HOURS.partition("\n\n")

    assert heading_of(f"{title}\n\n{PROSE}\n\n{rest}", "The bridge") is None
    assert heading_of(rest, "Sunday: 8:00") == "BOATHOUSE"
    assert heading_of(f"# Boats\n{PROSE}\n# Sauna\nOpen.", "The bridge") == "# Boats"
    assert heading_of(f"# Boats\n{PROSE}\n## Sauna\nOpen.", "The bridge") is None


def test_a_heading_with_text_above_it_is_no_title() -> None:
    assert heading_of(f"{PROSE}\n\n## Tolls\n\nIt is old.", "It is") == "## Tolls"


def test_the_innermost_lead_is_the_one_of_a_row() -> None:
    [*_, context] = [context for _, context in contexts(NESTED, blocks(NESTED))]

    assert context.lead
    assert NESTED[slice(*context.lead)] == "- for carts:"


NESTED = """\
You pay these tolls:
- for carts:
  - hay, 5 pence
"""


def assert_nothing_is_lost(text: str) -> None:
    """Assert that a reader can find all of *text* that is not about the file itself."""
    paragraphs = split_paragraphs(Article("a.txt", text), "english")
    spans = [
        *paragraphs.spans,
        *(span for above in paragraphs.contexts for span in above.near + above.far),
    ]
    found = {place for start, end in spans for place in range(start, end)}
    for block in blocks(text):
        if block.kind not in (Kind.BYLINE, Kind.RULE, Kind.FRONT_MATTER):
            lost = set(range(block.start, block.end)) - found
            assert not "".join(text[place] for place in sorted(lost)).strip()


@pytest.mark.parametrize(
    ("below", "near", "far"),
    [
        (
            "| Evening",
            ["### What does it cost?", "| Plan | Fee | Access |"],
            ["# Makers", "## Membership"],
        ),
        ("The deposit", ["### What does it cost?"], ["# Makers", "## Membership"]),
        (
            "- the first fee",
            ["### What do I bring?", "For the first evening:"],
            ["# Makers", "## Membership"],
        ),
        ("There is a lathe", ["## Machines"], ["# Makers"]),
    ],
)
def test_a_block_stands_under_its_headings_its_lead_in_and_its_column_heads(
    below: str, near: list[str], far: list[str]
) -> None:
    assert above(FAQ, below) == (near, far)


def test_column_heads_and_front_matter_are_no_prose() -> None:
    prose = [FAQ[block.start : block.end] for block, _ in contexts(FAQ, blocks(FAQ))]

    assert not any("Plan" in text or "updated" in text for text in prose)
    assert any("£38" in text for text in prose)


@pytest.mark.parametrize(
    "text",
    [
        "SUMMER TERM\nHalf term: Monday 25 May\nTerm ends: Tuesday 21 July\n",
        "Opening hours\n\nMonday: 9 to 5\nTuesday: 9 to 7\n",
        "Prices\n======\nTea: £2\nCake: £3\n",
        "Other dates\n- Nativity play: Tuesday 9 December\n- Sports day: 26 June\n",
    ],
)
def test_rows_and_items_have_a_heading_and_are_none(text: str) -> None:
    heading, *rows = [block for block in blocks(text) if block.kind is not Kind.RULE]

    assert heading.kind in (Kind.TITLE, Kind.HEADING)
    assert {row.kind for row in rows} <= {Kind.PARAGRAPH, Kind.LIST_ITEM}


def test_a_lead_in_ends_what_a_line_like_it_introduced() -> None:
    text = "Breakfast:\nboiled eggs\nLunch:\nbarley soup\n  Later:\n  plum cake\n"

    assert above(text, "Lunch:") == ([], [])
    assert above(text, "barley") == (["Lunch:"], [])
    assert above(text, "plum") == (["Lunch:", "barley soup", "Later:"], [])


def test_a_row_without_a_figure_is_no_head_of_the_rows_below_it() -> None:
    rows = ["Alba\t120 mm", "Crest\tnone", "Borla\t80 mm", "Dorn\t95 mm"]
    text = "\n".join(["Town\tRain", *rows])

    prose = [text[block.start : block.end] for block, _ in contexts(text, blocks(text))]
    assert prose == rows


def test_the_head_of_a_table_ends_the_table_above_it() -> None:
    text = "|Ox|Hay|\n|--|--|\n|7|5|\n|Day|Hour|\n|--|--|\n|2|9|\n"

    assert above(text, "|2") == (["|Day|Hour|"], [])


def test_the_last_line_of_a_group_is_no_heading() -> None:
    text = (
        "Hours\n\nTuesday: from seven\nClosed on holidays\n\nThe way\n\n"
        "Take the tram to the old mill, and walk along the river from there.\n"
    )

    assert above(text, "Closed") == (["Hours"], [])
    assert above(text, "Take the tram") == (["The way"], ["Hours"])


def test_columns_set_with_spaces_have_a_head() -> None:
    text = "Settings\n\nmaterial   speed   power\nplywood   25   55\nfelt   60   18\n"

    near, _ = above(text, "felt")

    assert near == ["Settings", "material   speed   power"]


def test_a_question_stands_above_what_follows_it() -> None:
    text = (
        "Jo: is the saw back yet?\nFelix: no, the new blade comes on Thursday.\n"
        "Jo: where do I get filament?\nAnn: in the grey cupboard, it is £18 a kilo.\n"
    )

    assert above(text, "Felix") == (["Jo: is the saw back yet?"], [])
    assert above(text, "Ann") == (["Jo: where do I get filament?"], [])


def test_rows_stand_under_their_column_heads_and_not_under_those_of_others() -> None:
    text = (TEXTS / "kiosk_prices.txt").read_text("utf-8")

    assert above(text, "Gooseberry")[0][-1].split()[-2:] == ["small", "large"]
    assert above(text, "Deckchairs") == (
        ["Hot drinks"],
        ["PIER KIOSK                                    summer 2031"],
    )


def test_lines_with_figures_below_one_another_are_rows_and_no_headings() -> None:
    text = (TEXTS / "kiosk_prices.txt").read_text("utf-8")

    for row in ("Tea", "Cocoa", "Filter coffee"):
        assert above(text, row)[0] == ["Hot drinks"]


def test_lines_that_are_set_in_stand_under_the_line_above_them() -> None:
    text = (TEXTS / "kiosk_prices.txt").read_text("utf-8")

    assert above(text, "from nine to five")[0][-1] == "Lost property"


def test_a_sentence_that_goes_on_in_clauses_introduces_them() -> None:
    text = (TEXTS / "allotment_rules.txt").read_text("utf-8")

    near, _ = above(text, "(c)")

    assert near[0] == "5  GIVING UP A PLOT"
    assert near[1].endswith("After two reminders the plot")


def test_lines_below_a_colon_stand_under_it_until_a_rule() -> None:
    text = (TEXTS / "digest.txt").read_text("utf-8")

    assert above(text, "- gloves")[0] == ["HELP WANTED", "What to pack:"]
    assert above(text, "Lantern Club, Mill")[0] == ["HELP WANTED"]
    closed = f"{PROSE}\n\nClosed in 2031:\n4 May\nthe week from 10 August\n\n{PROSE}"
    assert above(closed, "the week")[0] == ["Closed in 2031:"]


def test_an_item_that_introduces_others_ends_with_the_next_item() -> None:
    text = "Take along:\n- tools:\n  - a saw\n- gloves"

    assert above(text, "- a saw")[0] == ["Take along:", "- tools:"]
    assert above(text, "- gloves")[0] == ["Take along:"]


def test_bold_lines_are_headings_below_the_others() -> None:
    text = f"# Fees\n\n## Flats\n\n**Late**\n\n{PROSE}\n\n**Joining**\n\nIt is 60."

    assert above(text, "It is 60.") == (["**Joining**"], ["# Fees", "## Flats"])


def test_a_numbered_item_of_an_agenda_is_a_heading_and_a_row_is_none() -> None:
    text = f"Minutes\n\nItem 2: Roofs\n{PROSE}\n\nRoom 2: 20 seats\n{PROSE}"

    assert above(text, PROSE)[0] == ["Item 2: Roofs"]
    assert above(text, "Room 2") == (["Item 2: Roofs"], ["Minutes"])


def test_of_several_lines_above_a_blank_one_the_first_is_the_heading() -> None:
    text = f"Members' meeting\nFriday, 21 November 2031\n67 of 94 present\n\n{PROSE}"

    assert above(text, "67 of 94") == (["Members' meeting"], [])


def test_a_question_does_not_stand_under_the_question_before_it() -> None:
    text = "# Keys\n\nLost one?\nTell Ann.\n\nWhat does it cost?\n35 a piece.\n"

    assert above(text, "What does") == (["# Keys"], [])


@pytest.mark.parametrize(
    "text",
    [
        "The bridge",
        "# The bridge\n\n## What comes next\n",
        "| Town | Rain |\n| --- | --- |\n",
        "THE BRIDGE\nWHAT COMES NEXT\n",
        f"# The bridge\n\n{PROSE}\n\n## See also\n",
        "Town\tRain\nAlba\t120 mm\nBorla\t80 mm\n",
    ],
)
def test_headings_and_column_heads_with_nothing_below_them_are_text(text: str) -> None:
    assert_nothing_is_lost(text)


@given(hostile_texts | laid_out_texts)
def test_every_letter_is_in_a_sentence_or_in_what_a_sentence_stands_under(
    text: str,
) -> None:
    assert_nothing_is_lost(text)


@given(hostile_texts | laid_out_texts)
def test_no_letter_is_in_two_sentences(text: str) -> None:
    sentences = split_sentences(Article("a.txt", text))

    for sentence, following in pairwise(sentences):
        assert sentence.end <= following.start


@given(hostile_texts)
def test_what_a_block_stands_under_comes_before_it_and_is_not_blank(text: str) -> None:
    for block, context in contexts(text, blocks(text)):
        for start, end in (*context.near, *context.far):
            assert start < end <= block.start
            assert text[start:end].strip()


@pytest.mark.parametrize("mark", ["§ ", "§", "Art. ", "Article ", "Artikel ", ""])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_number_of_an_article_and_its_name_are_a_heading(
    mark: str, gap: str
) -> None:
    text = (
        f"Rules\n\n{mark}5 Pets\n\nInsects\nBees and wasps are allowed.{gap}"
        f"{mark}6a Fires\nThey are forbidden in summer.\n"
    )

    assert above(text, "Bees") == (["Insects"], ["Rules", f"{mark}5 Pets"])
    assert above(text, "They") == ([f"{mark}6a Fires"], ["Rules"])


def test_a_number_of_an_article_in_a_sentence_is_no_heading() -> None:
    text = "§ 5 is about pets and hens.\n\n§ 6 is about fires.\nBees are allowed.\n"

    assert not {Kind.TITLE, Kind.HEADING} & {block.kind for block in blocks(text)}
