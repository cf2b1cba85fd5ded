import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences.blocks import title_of

PROSE = "Honeybees do not sleep through the winter, but form a ball around the queen."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"How Bees Keep Warm\n\n{PROSE}\n", "How Bees Keep Warm"),
        (f"\n\n# How Bees Keep Warm\r\n\r\n{PROSE}", "How Bees Keep Warm"),
        (f"-----\nHow Bees Keep Warm\n\n{PROSE}", "How Bees Keep Warm"),
        (PROSE, PROSE),
        (f"{PROSE}\n{PROSE}", PROSE),
        ("", ""),
        (" \n***\n", ""),
    ],
)
def test_a_title_is_the_first_line_that_says_something(text: str, title: str) -> None:
    assert title_of(text) == title


@given(st.text())
def test_a_title_is_a_line_of_the_text(text: str) -> None:
    title = title_of(text)

    assert title in text
    assert title == title.strip()
    assert len(title.splitlines()) <= 1
