"""Whether lines are broken at a margin, or where a paragraph ends."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Article, split_sentences
from retrieval.sentences.kinds import Kind
from retrieval.sentences.wrapping import unwrapped

from .test_blocks import kinds

TEXTS = Path(__file__).parents[2] / "texts"

SENTENCES = [
    "The old bridge over the river was closed on Tuesday after engineers had found "
    "cracks in two of its pillars.",
    "Nobody on the town council could tell when it would be open to carts again.",
    "Ferries run every half an hour until then and are free for pupils and for those "
    "who work in the mill.",
    "A second bridge that was planned ten years ago has never been built since all of "
    "the money went into the new school.",
    "The mayor promised to bring the matter up again before the end of the summer.",
    "She said that a bridge that is mended every year costs more than a new one.",
]


def squeezed(text: str) -> list[str]:
    return [
        " ".join(sentence.text.split())
        for sentence in split_sentences(Article("a.txt", text))
    ]


def filled(sentences: list[str], width: int, first: str = "", others: str = "") -> str:
    return textwrap.fill(
        " ".join(sentences),
        width,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
    )


@given(st.data())
def test_a_text_has_the_same_sentences_to_whatever_margins_it_is_wrapped(
    data: st.DataObject,
) -> None:
    wide, narrow = data.draw(st.tuples(*[st.integers(45, 100)] * 2))
    first, others = data.draw(st.sampled_from([("", ""), ("   ", ""), ("", "    ")]))
    between = data.draw(st.sampled_from(["\n", "\n\n"]))
    paragraphs = [
        filled(SENTENCES, wide, first, others),
        filled(SENTENCES[::-1], narrow, first, others),
    ]

    assert squeezed(between.join(paragraphs)) == [*SENTENCES, *SENTENCES[::-1]]


@pytest.mark.parametrize(
    "text",
    [
        "The canoes are kept in the barn of the\nLund family as long as the floor is\n"
        "wet and the doors of the boat house do\nnot shut.",
        "on the third Wednesday of the month the building\nis shut at noon, and nobody "
        "answers the telephone\nuntil the next morning.",
        "Die Brücke über den Fluss wurde am Dienstag gesperrt, weil\nIngenieure Risse "
        "gefunden haben, die sich in zwei ihrer Pfeiler\nzeigten.",
        "ALL GOODS REMAIN THE PROPERTY OF THE SELLER UNTIL THE BUYER\nHAS PAID FOR IT "
        "IN FULL AND THE BANK HAS CONFIRMED THAT THE\nMONEY HAS ARRIVED.",
    ],
)
def test_a_few_lines_that_break_off_in_mid_sentence_are_one_paragraph(
    text: str,
) -> None:
    [paragraph] = unwrapped(f"Dear members,\n\n{text}\n\nThe committee\n")[1:-1]

    assert paragraph.text == text


@pytest.mark.parametrize(
    "lines",
    [
        ["flour and butter", "sugar", "a pound of apples from the market", "milk"],
        ["two boxes of gloves in size L", "hand cleaner", "sandpaper", "new chisels"],
        ["The wind of autumn", "bends the tall grass", "And nobody comes"],
        [
            "title: The ferry to the island",
            "tags: ferry, island",
            "author: the harbour",
        ],
        ["jo: is the saw back yet, or shall I bring mine", "felix: it comes on friday"],
        ["- a lamp with a red filter and a spare battery for", "- gloves"],
    ],
)
def test_lines_of_a_list_are_not_joined(lines: list[str]) -> None:
    assert [line.text for line in unwrapped("\n".join(lines))] == lines


@pytest.mark.parametrize(
    "text",
    [
        "The water was turned on in April. It is turned off in the last\n"
        "week of October. The leak at plot 52 was mended; it had lost 30 cubic metres.",
        "The water was turned on in April and stays on until the\n"
        "last week of October, if the frost comes no earlier than\n"
        "that. Nobody knows when the leak at plot 52 is mended again.",
    ],
)
@pytest.mark.parametrize("other", ["", "Bees: Four hives may stand behind plot 90."])
def test_a_sentence_is_whole_though_a_later_line_is_longer_than_its_first(
    text: str, other: str
) -> None:
    parts = [line.text for line in unwrapped(f"{other}\n\n{text}\n\n{other}")]

    assert parts == [*filter(None, [other, text, other])]


def test_a_line_in_a_script_without_case_is_not_joined_to_a_longer_one() -> None:
    lines = [
        "مواعيد افتتاح المكتبة العامة في أيام الأسبوع وفي أيام العطل",
        "تفتح المكتبة أبوابها في الساعة التاسعة صباحا. وتغلق في المساء عند الثامنة.",
    ]

    assert [line.text for line in unwrapped("\n".join(lines))] == lines


@pytest.mark.parametrize(
    "lines",
    [
        [
            "What to bring to the weekend in the hills",
            "a weekend is long. Flour is there, but the apples come from the farm",
        ],
        [
            "What to bring to the weekend in the mountains and the mill",
            "excused: the whole board. Flour and butter are there, and apples too",
        ],
        [
            "What to bring to the weekend in the mountains",
            "flour, butter, sugar, apples, and milk from the old mill",
        ],
        [
            "What to bring to the weekend in the mountains",
            "Flour and butter are there. Apples come from the farm",
        ],
        [
            "What to bring to the weekend in the mountains",
            "flour and butter",
            "sugar, salt etc. and milk from the farm below the old",
        ],
    ],
)
def test_what_is_no_sentence_is_not_joined_to_a_longer_line(lines: list[str]) -> None:
    assert [line.text for line in unwrapped("\n".join(lines))] == lines


def test_a_blank_line_inside_a_wrapped_sentence_does_not_end_it() -> None:
    lines = filled(SENTENCES, 60).split("\n")
    second = next(n for n in range(4, len(lines)) if lines[n][0].islower())

    text = "\n".join([*lines[:second], "\f", *lines[second:]])

    assert squeezed(text) == SENTENCES


def test_a_line_that_is_set_in_begins_a_paragraph() -> None:
    lines = filled(SENTENCES, 70, "   ").split("\n")
    full = "bridge, and with that the meeting was at an end, as it had grown late."
    text = "\n".join([*lines[:-1], full, *lines])

    assert unwrapped(text)[0].text.endswith(full)


def test_rows_of_a_wrapped_text_are_not_joined_though_they_are_full() -> None:
    rows = [
        "You: bulbs, seals, blocked sinks, the seat, and things under 75.",
        "The co-op: everything else that is broken, unless you broke it.",
    ]
    text = "\n".join([filled(SENTENCES, 66), "", *rows, "", filled(SENTENCES, 66)])

    assert [line.text for line in unwrapped(text)][1:3] == rows


@pytest.mark.parametrize(
    "row",
    [
        "Hay\t12 pounds a bale from the mill beyond the old ford of the",
        "| Hay | 12 pounds a bale from the mill beyond the old ford of |",
        "# The mill beyond the old ford and the bridge that leads to the",
        "> The mill beyond the old ford and the bridge that leads to the",
        "* * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * *",
    ],
)
def test_what_is_set_on_a_line_of_its_own_is_not_joined(row: str) -> None:
    paragraph = filled(SENTENCES, 64)
    below = paragraph[paragraph.index("cracks") :]
    text = f"{paragraph.rstrip('.')}\n{row}\n{below}"

    assert row in [line.text for line in unwrapped(text)]


def test_a_heading_between_wrapped_paragraphs_is_not_joined_to_them() -> None:
    paragraph = filled(SENTENCES, 70)
    text = f"{paragraph}\n4  BALCONIES\n{paragraph}\n5  Bicycles\n{paragraph}"

    headings = [block for kind, block in kinds(text) if kind is Kind.HEADING]
    assert headings == ["4  BALCONIES", "5  Bicycles"]


def test_a_line_whose_sentence_goes_on_below_is_no_heading() -> None:
    text = f"{SENTENCES[0]} {SENTENCES[1]}\nWith the help of\npupils it was mended."

    assert {kind for kind, _ in kinds(text)} == {Kind.PARAGRAPH}


def test_clauses_below_an_unfinished_line_are_items() -> None:
    text = (
        "After two reminders the society writes to the holder of the plot and\n"
        "(a) takes it back at once,\n(b) offers it to others, and\n(c) digs it over."
    )

    assert [kind for kind, _ in kinds(text)] == [Kind.PARAGRAPH, *[Kind.LIST_ITEM] * 3]


def test_a_bracket_that_was_wrapped_to_the_beginning_of_a_line_is_no_item() -> None:
    text = (
        "The owner of a plot, who is named in the register, and the secretary\n"
        "(a) friend of the owner for many years, as it turned out, met at the\n"
        "gate and talked about the weather until it began to rain on them both."
    )

    assert len(unwrapped(text)) == 1


def test_the_sentences_of_a_court_opinion_out_of_a_pdf_are_whole() -> None:
    sentences = squeezed((TEXTS / "opinion.txt").read_text("utf-8"))

    assert (
        "Respondents, who fish for lobster, had used the slipway for forty years and "
        "asked the magis- trate for an order that it be opened again." in sentences
    )
    assert (
        "In the autumn of 2029 a concrete post was put in the middle of the slipway, "
        "so that only rowing boats can pass it." in sentences
    )
    assert (
        "“is not a courtesy that a district may grant or refuse; it is a part of the "
        "law of the coast, and those who have used a way for a generation need not "
        "ask for it twice.”" in sentences
    )
    assert not [sentence for sentence in sentences if sentence[0].islower()]


def test_wrapped_house_rules_have_numbered_headings_and_whole_sentences() -> None:
    text = (TEXTS / "allotment_rules.txt").read_text("utf-8")

    headings = [block for kind, block in kinds(text) if kind is Kind.HEADING]
    assert headings == [
        "1  WATER",
        "2  BONFIRES",
        "3  SHEDS AND GLASSHOUSES",
        "4  DOGS",
        "5  GIVING UP A PLOT",
        "6  FEES",
    ]
    sentences = squeezed(text)
    assert "Ask the warden for the key of the ring." in sentences
    assert "(a) goes back to the society," in sentences
