"""The borders of sentences that are certain without Punkt."""

from collections.abc import Iterator
from itertools import accumulate

import pytest

from retrieval.sentences.cuts import CUTS, Cut, certain_borders


def marked(example: str) -> Iterator[int]:
    """Return where *example* has a mark, counted without the marks."""
    *pieces, _ = example.split("|")
    return accumulate(map(len, pieces))


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.name)
def test_a_text_is_cut_as_the_example_of_each_rule_shows(cut: Cut) -> None:
    assert certain_borders(cut.example.replace("|", "")) == [*marked(cut.example)]


@pytest.mark.parametrize("text", ["Dogs bark at night. They eat.", "e.g. 3.5", "", "-"])
def test_what_punkt_decides_is_left_to_it(text: str) -> None:
    assert certain_borders(text) == []
