"""Units of measure that a number asked for may be in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.query.units import degrees_in, units_for


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How long did the dogs bark?", "hour"),
        ("How long is the leash?", "meter"),
        ("HOW FAR does a dog run?", "kilomet"),
        ("How tall is the dog?", "foot"),
        ("What is the average height of a dog?", "inch"),
        ("How old is the dog?", "year"),
        ("At what age do dogs bark?", "month"),
        ("How fast is a dog?", "mile"),
        ("How heavy is it?", "kg"),
        ("How much does the dog weigh?", "pound"),
        ("How much was paid for the dog?", "dollar"),
        ("What was the price of the dog?", "euro"),
        ("How cold may it be?", "degre"),
        ("dog weight", "kg"),
        ("the price of dogs", "euro"),
        ("Which percentage of dogs barks?", "percent"),
    ],
)
def test_a_question_for_a_measure_wants_its_units(question: str, unit: str) -> None:
    assert unit in units_for(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many dogs bark?",
        "Who barks for hours?",
        "As long as it barks, who sleeps?",
        "What do dogs bark at when the whole city pays?",
        "",
    ],
)
def test_other_questions_want_none(question: str) -> None:
    assert units_for(question) == frozenset()


def test_what_is_asked_tells_units_apart() -> None:
    assert "mile" not in units_for("How old is it?")
    assert "year" not in units_for("How tall is it?")


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    assert all(units_for(text))


@pytest.mark.parametrize(
    ("question", "degree", "name"),
    [
        ("How big is the dog?", "big", "area"),
        ("HOW TALL is it?", "tall", "height"),
        ("and how expensive are dogs", "expensive", "cost"),
    ],
)
def test_a_degree_stands_for_the_names_of_its_measure(
    question: str, degree: str, name: str
) -> None:
    assert name in degrees_in(question)[degree]


@pytest.mark.parametrize("question", ["Is the dog big?", "How many big dogs?", ""])
def test_a_word_is_a_degree_right_after_how_alone(question: str) -> None:
    assert not degrees_in(question)
