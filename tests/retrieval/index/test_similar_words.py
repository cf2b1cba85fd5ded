import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.similar_words import (
    LEAST_SIMILARITY,
    WordSimilarity,
    similarity_arrays,
)
from retrieval.index.vocabulary import Vocabulary, vocabulary_arrays


def similarity_of(*forms: str, stop: bool = False) -> WordSimilarity:
    words = [(form, form, stop) for form in forms]
    vocabulary = Vocabulary(vocabulary_arrays(words, {}))
    return WordSimilarity(vocabulary, similarity_arrays(vocabulary))


def similar(form: str, *known: str) -> dict[str, float]:
    numbers, similarities = similarity_of(*known).similar(form)
    assert numbers.tolist() == sorted(numbers.tolist())
    return {known[n]: s for n, s in zip(numbers, similarities.tolist(), strict=True)}


@pytest.mark.parametrize("form", ["a", "it", "cat", "invasion", "aaaaaaaa", "北京", ""])
def test_a_word_is_as_similar_to_itself_as_can_be(form: str) -> None:
    assert similar(form, "other", form) == {form: 1.0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("invade", "invasion"),
        ("zelensky", "zelenskyy"),
        ("ceasefire", "ceasefires"),
        ("goverment", "government"),
    ],
)
def test_derivations_and_misspellings_are_similar(one: str, other: str) -> None:
    assert LEAST_SIMILARITY <= similar(one, other)[other] < 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("dog", "dot"), ("talking", "waiting"), ("contract", "converse")],
)
def test_words_that_share_only_an_ending_or_a_beginning_are_not(
    one: str, other: str
) -> None:
    assert similar(one, other) == {}


@pytest.mark.parametrize(("one", "other"), [("2014", "2015"), ("1000", "10000")])
def test_a_figure_is_another_one_if_a_digit_differs(one: str, other: str) -> None:
    assert similar(one, one, other) == {one: 1.0}


def test_likeness_is_the_dice_coefficient_of_the_runs_of_four_letters() -> None:
    # ^bar bark ark$ and ^bar bark arks rks$
    assert similar("bark", "barks") == {"barks": pytest.approx(2 * 2 / (3 + 4))}


def test_stop_words_are_similar_to_nothing() -> None:
    similarity = similarity_of("there", stop=True)

    words, similarities = similarity.similar("there")
    assert len(words) == len(similarities) == 0


def test_without_words_nothing_is_similar() -> None:
    assert similar("dogs") == {}


FORMS = st.text("abé1", max_size=8)


@given(FORMS, st.lists(FORMS, min_size=1, max_size=20, unique=True))
def test_likeness_is_mutual_and_between_its_bounds(form: str, known: list[str]) -> None:
    for other, likeness in similar(form, *known).items():
        assert LEAST_SIMILARITY <= likeness <= 1
        assert similar(other, form) == {form: pytest.approx(likeness)}


def test_what_is_remembered_is_what_was_found() -> None:
    similarity = similarity_of("dogs", "dog")

    first, again = similarity.similar("dogs"), similarity.similar("dogs")
    assert np.array_equal(first.words, again.words)
    assert np.array_equal(first.similarities, again.similarities)
