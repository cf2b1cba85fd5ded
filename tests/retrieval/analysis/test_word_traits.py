import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis.word_traits import WordTrait, traits_of


@pytest.mark.parametrize(
    ("form", "traits"),
    [
        ("dog", WordTrait(0)),
        ("", WordTrait(0)),
        ("seven", WordTrait.NUMBER),
        ("4", WordTrait.NUMBER),
        ("3.5", WordTrait.NUMBER),
        ("1990", WordTrait.NUMBER | WordTrait.YEAR),
        ("2025", WordTrait.NUMBER | WordTrait.YEAR),
        ("19901", WordTrait.NUMBER),
        ("2525", WordTrait.NUMBER),
        ("june", WordTrait.CALENDAR),
        ("noon", WordTrait.CALENDAR),
        ("9:30", WordTrait.NUMBER | WordTrait.CALENDAR),
        ("2:1", WordTrait.NUMBER),
        ("may", WordTrait.CALENDAR | WordTrait.VERB_WITHOUT_CAPITAL),
        ("monday", WordTrait.CALENDAR),
        ("because", WordTrait.CAUSE),
        ("not", WordTrait.DENIAL),
        ("dont", WordTrait.DENIAL),
        ("nicht", WordTrait.DENIAL),
        ("nao", WordTrait.DENIAL),
    ],
)
def test_a_word_tells_what_it_can_be_part_of(form: str, traits: WordTrait) -> None:
    assert traits_of(form) == traits


@given(st.text())
def test_the_traits_of_any_word_are_kept_in_a_byte(text: str) -> None:
    assert 0 <= traits_of(text) < 256
