from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.readers.front_matter import front_matter


def test_the_data_says_title_author_date_and_link() -> None:
    text = (
        "---\ntitle: 'Bees: a guide'  # shown at the top\nauthor: Ann Example\n"
        "date: 11 May 2022\ntags:\n  - bees\n- wax\nurl: https://bees.example/a\n"
        "---\n# Bees\n"
    )

    matter = front_matter(text)

    assert matter.text("title") == "Bees: a guide"
    assert matter.author == "Ann Example"
    assert matter.date == date(2022, 5, 11)
    assert matter.link == "https://bees.example/a"
    assert text[matter.characters :] == "# Bees\n"
    assert matter.lines == 9


def test_it_may_be_in_toml() -> None:
    matter = front_matter('+++\r\ntitle = "Bees"\r\ndate = 2022-05-11\r\n+++\r\nText.')

    assert matter.text("title") == "Bees"
    assert matter.date == date(2022, 5, 11)
    assert matter.lines == 4


@pytest.mark.parametrize(
    "lines",
    [
        "authors:\n  - name: Ann Example\n    orcid: 1\n  - name: Bob Muster",
        "authors:\n- Ann Example\n- 'Bob Muster'",
        "authors: [Ann Example, Bob Muster]",
        "author: Ann Example, Bob Muster",
        "authors:\n  - orcid: 1\n    name: Ann Example\n  - Bob Muster",
    ],
)
def test_authors_are_named_in_one_line(lines: str) -> None:
    assert front_matter(f"---\n{lines}\n---\n").author == "Ann Example, Bob Muster"


@pytest.mark.parametrize(
    "lines", ["title: >\n  Bees in\n  winter", "title: Bees\n  in winter"]
)
def test_a_folded_value_is_joined(lines: str) -> None:
    assert front_matter(f"---\n{lines}\nx: y\n---\n").text("title") == "Bees in winter"


def test_the_latest_date_counts() -> None:
    matter = front_matter("---\nupdated: 2025-02-11\ndate: 2024-01-01\n---\n")

    assert matter.date == date(2025, 2, 11)


@pytest.mark.parametrize("link", ["/a/b", "javascript:alert(1)", "", "b.html"])
def test_a_link_leads_to_the_web(link: str) -> None:
    assert front_matter(f"---\nurl: {link}\n---\n").link is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Text.",
        "---\nA line between two rules.\n---\n",
        "---\ntitle: never closed\n",
        "---\n\n---\n",
        "---\nNote: bees hum.\nSo do wasps.\n---\n",
        " ---\ntitle: Bees\n---\n",
        "Text.\n---\ntitle: Bees\n---\n",
    ],
)
def test_other_lines_are_text(text: str) -> None:
    matter = front_matter(text)

    assert (matter.values, matter.characters, matter.lines) == ({}, 0, 0)


@given(st.lists(st.sampled_from(["---", "a: b", "a:", "- x", "  y: z", "", "x", '"'])))
def test_what_is_left_begins_on_a_line_of_its_own(lines: list[str]) -> None:
    text = "\n".join(lines)

    matter = front_matter(text)

    assert text[: matter.characters].count("\n") in (matter.lines, matter.lines - 1)
    assert (matter.author, matter.date, matter.link) == (None, None, None)
