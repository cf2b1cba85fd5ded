"""How far one word is from another."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.spelling.edit_distance import EDIT, VOWEL, distance, one_edit

words = st.text("abest", max_size=8)


@pytest.mark.parametrize(
    ("first", "second", "cost"),
    [
        ("", "", 0),
        ("truce", "truce", 0),
        ("truce", "truces", EDIT),
        ("truce", "ruce", EDIT),
        ("truce", "turce", EDIT),
        ("truce", "trucc", EDIT),
        ("truce", "truca", VOWEL),
        ("truce", "trcua", EDIT + VOWEL),
        ("truce", "tce", 2 * EDIT),
        ("ca", "abc", 3 * EDIT),
    ],
)
def test_an_edit_costs_two_and_a_vowel_for_a_vowel_one(
    first: str, second: str, cost: int
) -> None:
    assert distance(first, second, 6) == cost


def test_what_is_above_the_limit_has_no_distance() -> None:
    assert distance("truce", "tce", 2 * EDIT - 1) is None
    assert distance("truce", "peace", EDIT) is None


@given(words, words)
def test_distance_is_the_same_both_ways_and_zero_for_equal_words_only(
    first: str, second: str
) -> None:
    cost = distance(first, second, 100)

    assert cost == distance(second, first, 100)
    assert (cost == 0) == (first == second)


@given(words, words)
def test_one_edit_reaches_all_words_that_are_one_edit_away(
    first: str, second: str
) -> None:
    cost = distance(first, second, EDIT)

    # Two vowels for vowels cost as much as an edit, but are two.
    if second in set(one_edit(first, string.ascii_lowercase)):
        assert cost is not None
    else:
        assert cost in (None, 2 * VOWEL)
