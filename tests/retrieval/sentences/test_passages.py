"""Which sentences are shown only together."""

import pytest
from hypothesis import given

from retrieval import Article, Retriever
from retrieval.excerpts.passages import MOST_CHARACTERS
from retrieval.sentences.sentence import split_paragraphs
from tests.libraries import PROSE, hostile_texts, laid_out_texts

from .test_sections import TEXTS


def groups(text: str) -> list[list[str]]:
    """Return the sentences of *text*, those that belong together in one list."""
    paragraphs = split_paragraphs(Article("a.txt", text), "english")
    found: list[list[str]] = []
    for (start, end), continues in zip(
        paragraphs.spans, paragraphs.continues, strict=True
    ):
        if continues:
            found[-1].append(text[start:end])
        else:
            found.append([text[start:end]])
    return found


CLAUSES = """\
3.2 After missed appointments the practice
(a) sends a letter,
(b) charges £30 for dental ones, and
(c) may take you off the list.
"""

STEPS = "1. Press CLEAR twice.\n2. Turn the key.\n3. Ask Ann. She has the other key.\n"


@pytest.mark.parametrize(
    "group",
    [
        CLAUSES,
        STEPS,
        "Take along:\n- a lamp\n- gloves\n- a flask of tea\n",
        "Locum: a doctor who stands in. Ours is called Hamish.\n",
        "**Is there a loo?** Ground floor.\n",
        "Smell gas?\nOpen the windows, and go outside.\n",
        "- Machine 3 eats tokens. Kick it. If that does not help, ask Ann.\n",
        "Caretaker\n  Mr Hale, 0655 010 220\n  in the cellar of number 1\n",
    ],
)
def test_what_is_understood_only_together_is_one_passage(group: str) -> None:
    text = f"# Rules\n\n{PROSE}\n\n{group}\n{PROSE}\n{PROSE}\n"

    found = [sentences for sentences in groups(text) if len(sentences) > 1]

    assert ["".join("".join(each).split()) for each in found] == [
        "".join(group.split())
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Tea: 2.10\nCocoa: 2.90\nFilter coffee: 2.60\n",
        "These are the lines that you may ring at night:\n- desk: 1\n- mill: 2\n",
        "Phone lines:\n- desk: 0655 010 220\n- cancelling: 0655 010 221\n",
        "Town\tRain\nAlba\t120 mm\nBorla\t80 mm\nCrest\t95 mm\n",
        "".join(f"{n}. Rule number {n} is kept.\n" for n in range(1, 15)),
        "1. Doctors and nurses.\n1. Tea and cake.\n",
        "1. No fires.\n2. No cars.\n\n## Pets\n\n3. Dogs on a lead.\n4. Six hens.\n",
        "1. Tea: in the hall.\n2. Cake: in the yard.\n",
        f"{PROSE} It is old. They knew.\n",
    ],
)
def test_rows_long_lists_and_prose_are_read_sentence_by_sentence(text: str) -> None:
    text = f"{PROSE}\n\n{text}\n{PROSE}"

    assert {len(group) for group in groups(text)} == {1}


def test_of_a_conversation_a_question_stands_with_the_first_reply() -> None:
    text = f"{PROSE}\n\nAnn: who is coming?\nBob: I am.\nEve: so am I.\n\n{PROSE}"

    assert [len(group) for group in groups(text)] == [1, 2, 1, 1]


def test_a_short_section_is_one_passage_and_an_article_is_not() -> None:
    section = "Grills are fine until nine. Flower boxes hang on the inside."
    text = f"# Rules\n\n{section}\n\n## Balconies\n{section}\n\n## Dogs\n{section}\n"

    assert [len(group) for group in groups(text)] == [1, 1, 2, 2]


def test_a_section_of_several_paragraphs_is_read_sentence_by_sentence() -> None:
    section = "Grills are fine until nine. Flower boxes hang on the inside."
    text = f"# Rules\n\n{PROSE}\n\n## Dogs\n{section}\n\n{section}\n"

    assert [len(group) for group in groups(text)] == [1, 1, 1, 1, 1]


def test_clauses_are_shown_and_found_with_the_line_that_introduces_them() -> None:
    others = [Article(f"{n}.txt", PROSE) for n in range(3)]
    handbook = Article("handbook.txt", f"HANDBOOK\n\n{PROSE}\n\n{CLAUSES}\n{PROSE}\n")
    retriever = Retriever([*others, handbook])

    for question in ("charge for missed dental appointments", "taken off the list?"):
        [excerpt, *_] = retriever.answer(question).excerpts
        assert excerpt.text == CLAUSES.strip()


def test_a_list_that_is_too_long_to_be_read_at_a_glance_is_shown_by_item() -> None:
    items = "".join(f"- a lamp with filter number {n} {'x' * 90}\n" for n in range(7))
    text = f"{PROSE}\n\nTake along:\n{items}"
    retriever = Retriever([Article("a.txt", text)])

    [excerpt, *_] = retriever.answer("lamp with filter number 4").excerpts

    assert [len(group) for group in groups(text)] == [1, 8]
    assert len(items) > MOST_CHARACTERS
    assert excerpt.text == items.split("\n")[4]


def test_a_row_is_shown_without_its_neighbours() -> None:
    rows = "Town\tRain\nAlba\t120 mm\nBorla\t80 mm\nCrest\t95 mm\n"
    other = Article("farms.txt", "The farmers of Borla hope for rain.")
    retriever = Retriever([other, Article("rain.txt", f"Rain in the valley\n\n{rows}")])

    [excerpt, *_] = retriever.answer("How much rain does Borla get?").excerpts

    assert excerpt.text == "Borla\t80 mm"


def test_a_heading_is_no_excerpt_but_what_stands_below_it_is() -> None:
    text = (TEXTS / "allotment_rules.txt").read_text("utf-8")
    retriever = Retriever([Article("rules.txt", text)])

    [excerpt, *_] = retriever.answer("bonfires").excerpts

    assert excerpt.text.startswith("Only in November")


@given(hostile_texts | laid_out_texts)
def test_the_first_sentence_belongs_to_no_other(text: str) -> None:
    paragraphs = split_paragraphs(Article("a.txt", text), "english")

    assert len(paragraphs.continues) == len(paragraphs.spans)
    assert not any(paragraphs.continues[:1])
