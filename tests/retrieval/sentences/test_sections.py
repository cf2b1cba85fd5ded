import pytest
from hypothesis import given

from retrieval.sentences.blocks import blocks
from retrieval.sentences.kinds import Kind
from retrieval.sentences.sections import contexts
from tests.libraries import hostile_texts

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
            near, far = ([text[a:b] for a, b in spans] for spans in context)
            return near, far
    raise AssertionError(below)


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


@given(hostile_texts)
def test_what_a_block_stands_under_comes_before_it_and_is_not_blank(text: str) -> None:
    for block, context in contexts(text, blocks(text)):
        for start, end in (*context.near, *context.far):
            assert start < end <= block.start
            assert text[start:end].strip()
