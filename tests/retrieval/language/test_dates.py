from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.dates import date_of, dates_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adopted on 9 March 2025", date(2025, 3, 9)),
        ("March 9th, 2025", date(2025, 3, 9)),
        ("minutes-2025-03-09", date(2025, 3, 9)),
        ("12.02.2022", date(2022, 2, 12)),
        ("12/04/2025, 18:02", date(2025, 4, 12)),
        ("14 de enero de 2026", date(2026, 1, 14)),
        ("am 1. Januar 2024", date(2024, 1, 1)),
        ("Last updated February 2025", date(2025, 2, 1)),
        ("rules (old, 2022)", date(2022, 1, 1)),
    ],
)
def test_a_date_is_read_in_the_forms_that_people_use(text: str, expected: date) -> None:
    assert list(dates_in(text)) == [expected]


@pytest.mark.parametrize("text", ["", "£2000", "2000 %", "31 February 2025", "12345"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert list(dates_in(text)) == []


def test_an_article_is_of_the_latest_date_in_its_name_or_first_lines() -> None:
    text = "Rules\nVersion 4, 9 March 2025\n" + "\n" * 20 + "1 May 2026"

    assert date_of("rules 2022.txt", text) == date(2025, 3, 9).toordinal()
    assert date_of("rules.txt", "Rules") == 0


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(1900 <= day.year < 2100 for day in dates_in(text))


def test_a_sentence_about_something_else_gives_an_article_no_date() -> None:
    assert date_of("zoo.txt", "The zoo\n\nIt was founded in 1901.\n") == 0
    updated = date_of("zoo.txt", "The zoo\n\nLast updated on 3 May 2024.\n")
    assert updated == date(2024, 5, 3).toordinal()


def test_a_row_of_a_table_gives_an_article_no_date() -> None:
    assert date_of("boats.txt", "Name, kind, seats, bought\nOtter, kayak, 1, 2014") == 0
