import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences.titles import title_of

PROSE = "Honeybees do not sleep through the winter, but form a ball around the queen."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"How Bees Keep Warm\n\n{PROSE}\n", "How Bees Keep Warm"),
        (f"\n\n# How Bees Keep Warm\r\n\r\n{PROSE}", "How Bees Keep Warm"),
        (f"**How Bees Keep Warm**\n\n{PROSE}", "How Bees Keep Warm"),
        (f"By Ann Example\n\nHow Bees Keep Warm\n\n{PROSE}", "How Bees Keep Warm"),
        (f"Title: How Bees Keep Warm\nDate: 2 May\n\n{PROSE}", "How Bees Keep Warm"),
        (f"14 March 2024\n\n{PROSE}", ""),
        (f"2024-03-14 10:22 <ann> Hello\n{PROSE}", ""),
        (f"[12.03.24, 14:05:09] Ann: Hello\n\n{PROSE}", ""),
        (PROSE, ""),
        (f"{PROSE}\n{PROSE}", ""),
        ("", ""),
        (" \n***\n", ""),
    ],
)
def test_a_title_is_a_heading_at_the_top(text: str, title: str) -> None:
    assert title_of(text) == title


@given(st.text())
def test_a_title_is_a_part_of_a_line(text: str) -> None:
    title = title_of(text)

    assert title in text
    assert title == title.strip()
    assert len(title.splitlines()) <= 1
