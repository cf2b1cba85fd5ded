import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences.blocks import blocks
from retrieval.sentences.kinds import Kind

ROOT = Path(__file__).parents[3]

PROSE = "The bridge was closed on Tuesday, and nobody knows when it will be open again."

WRAPPED = """\
The old bridge over the river was closed on Tuesday after engineers found
cracks in two of its pillars, and the town council said that nobody could
tell when it would be open again. Ferries run every half an hour until then,
and they are free for pupils.

A second bridge, which was planned ten years ago, has never been built since
the money went into the new school. The mayor promised to bring the matter up
again before the summer."""


def kinds(text: str) -> list[tuple[Kind, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks(text)]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_line_break_ends_a_paragraph(line_break: str) -> None:
    text = line_break.join([PROSE, PROSE, "", PROSE])

    assert kinds(text) == [(Kind.PARAGRAPH, PROSE)] * 3


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_only_a_blank_line_ends_a_paragraph_of_a_hard_wrapped_text(
    line_break: str,
) -> None:
    text = WRAPPED.replace("\n", line_break)

    first, second = kinds(text)
    assert first[1].startswith("The old bridge")
    assert first[1].endswith("free for pupils.")
    assert second[1].startswith("A second bridge")


def test_a_blank_line_below_a_full_one_ends_a_paragraph_of_a_hard_wrapped_text() -> (
    None
):
    text = WRAPPED.replace(",\nand they are free for pupils.", ".")

    assert [text[1].split()[0] for text in kinds(text)] == ["The", "A"]


def test_a_line_left_short_ends_a_paragraph_of_a_hard_wrapped_text() -> None:
    text = WRAPPED.replace("\n\n", "\n")

    assert [text[1].split()[0] for text in kinds(text)] == ["The", "A"]


def test_short_lines_without_a_stop_above_prose_are_title_and_headings() -> None:
    text = f"The bridge\n\n{PROSE}\n\nWhat comes next\n{PROSE}"

    assert [kind for kind, _ in kinds(text)] == [
        Kind.TITLE,
        Kind.PARAGRAPH,
        Kind.HEADING,
        Kind.PARAGRAPH,
    ]


@pytest.mark.parametrize(
    "line",
    [
        "It was closed.",
        "it was closed",
        "They bought,",
        "Nobody knows when it will be open again, " * 3,
        "“Closed!”",
    ],
)
def test_a_line_that_reads_like_a_statement_is_no_title(line: str) -> None:
    assert kinds(f"{line}\n{PROSE}")[0][0] is Kind.PARAGRAPH


def test_nothing_is_a_heading_without_prose_below_it() -> None:
    assert [kind for kind, _ in kinds(f"{PROSE}\nSee also")] == [Kind.PARAGRAPH] * 2


def test_a_section_and_its_subsection_are_both_headings() -> None:
    text = f"{PROSE}\nHistory\nEarly years\n{PROSE}"

    assert [kind for kind, _ in kinds(text)][1:3] == [Kind.HEADING] * 2


def test_every_section_of_long_paragraphs_has_its_heading() -> None:
    text = "\n".join(["Early years", f"{PROSE} {PROSE}"] * 5)

    assert [kind for kind, _ in kinds(text)][2::2] == [Kind.HEADING] * 4


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["History", "Early years", "The river"], Kind.HEADING),
        (["Flour", "Butter", "Eggs", "Sugar"], Kind.PARAGRAPH),
    ],
)
def test_up_to_three_short_lines_in_a_row_are_headings(
    lines: list[str], kind: Kind
) -> None:
    text = "\n".join([PROSE, *lines, PROSE])

    assert kinds(text)[1:-1] == [(kind, line) for line in lines]


def test_a_long_run_of_short_lines_is_no_run_of_headings() -> None:
    text = "\n".join([PROSE, "Flour", "Butter", "Eggs", "Sugar", "Salt", PROSE])

    assert {kind for kind, _ in kinds(text)} == {Kind.PARAGRAPH}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("By Ann Example", Kind.BYLINE),
        ("By Ann Example and Bob van Muster", Kind.BYLINE),
        ("Published 3 May 2024 10:15", Kind.BYLINE),
        ("Photo credit: Ann Example", Kind.BYLINE),
        ("By the river the cafés are open", Kind.PARAGRAPH),
        ("By Monday the bridge was open again.", Kind.PARAGRAPH),
        ("Figure 3: The bridge from the south.", Kind.CAPTION),
        ("- a loaf of bread", Kind.LIST_ITEM),
        ("• a loaf of bread", Kind.LIST_ITEM),
        ("2) a loaf of bread", Kind.LIST_ITEM),
        ("## What comes next", Kind.HEADING),
        ("* * *", Kind.RULE),
        ("-----", Kind.RULE),
    ],
)
def test_a_line_is_known_by_its_looks(line: str, kind: Kind) -> None:
    assert kinds(f"{PROSE}\n{line}\n")[1] == (kind, line)


@pytest.mark.parametrize(
    "line",
    [
        "By A" + " In" * 60 + "!",
        "By A" + " and In" * 30 + "!",
        "By " + "A. " * 60 + "!",
        "By A" + ", de" * 45 + "!",
        "Photo credit: " + "in " * 60 + "?",
        "Last updated" + " 5" * 90 + "!",
    ],
)
def test_what_is_almost_a_byline_is_known_at_once(line: str) -> None:
    program = (
        f"from retrieval.sentences.blocks import blocks; print(len(blocks({line!r})))"
    )

    # A pattern that tries everything would take years.
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=20
    )

    assert done.stdout.split() == [b"1"]


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Information and Bob Forster, in Andorra",
        "By Ann In. and Bob van der Muster | ",
        "By A. B. C. for The Example",
        "Words by Ann, Indiana / Bob & Al.",
    ],
)
def test_names_that_begin_like_a_word_between_names_are_in_a_byline(line: str) -> None:
    assert kinds(f"{PROSE}\n{line}\n")[1][0] is Kind.BYLINE


@given(st.text(alphabet="aB. \n\r\t#-1“", max_size=200))
def test_between_blocks_stands_nothing_but_white_space(text: str) -> None:
    end = 0
    for block in blocks(text):
        assert end <= block.start < block.end
        assert not text[end : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        end = block.end
    assert not text[end:].strip()
