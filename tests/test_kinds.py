import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.kinds import Kind, Trait, kind_of, traits_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many dogs bark?", Kind.NUMBER),
        ("HOW MUCH is it?", Kind.NUMBER),
        ("What percentage of dogs barks?", Kind.NUMBER),
        ("At what time do dogs bark?", Kind.TIME),
        ("since when", Kind.TIME),
        ("Which centuries had dogs?", Kind.TIME),
        ("Who's that?", Kind.PERSON),
        ("To whom does it bark, and whose is it?", Kind.PERSON),
        ("Which politicians keep dogs?", Kind.PERSON),
        ("Where do dogs bark?", Kind.PLACE),
        ("In what city do dogs bark?", Kind.PLACE),
        ("Why do dogs bark?", Kind.REASON),
        ("For which reasons do dogs bark?", Kind.REASON),
        ("What barks?", Kind.OTHER),
        ("dogs", Kind.OTHER),
        ("Somewhere a whole whence howls", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_question_words_tell_what_is_asked_for(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


def test_a_question_for_a_number_stays_one_whatever_else_it_says() -> None:
    assert kind_of("When it barks, how many people who live there hear it?") is (
        Kind.NUMBER
    )


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who barks when it rains?", Kind.PERSON),
        ("When it rains, who barks?", Kind.PERSON),
        ("When dogs, in the rain, bark, what hears them?", Kind.OTHER),
        ("What happens where dogs bark?", Kind.OTHER),
        ("Who barked, and when did it rain?", Kind.TIME),
        ("How and when did it rain?", Kind.TIME),
        ("Where and when does it rain?", Kind.TIME),
        ("When does the dog which barks sleep?", Kind.TIME),
        ("Tell me where dogs bark", Kind.PLACE),
    ],
)
def test_a_clause_that_tells_when_or_where_does_not_ask(
    question: str, kind: Kind
) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("form", "traits"),
    [
        ("dog", Trait(0)),
        ("", Trait(0)),
        ("seven", Trait.NUMBER),
        ("4", Trait.NUMBER),
        ("3.5", Trait.NUMBER),
        ("1990", Trait.NUMBER | Trait.YEAR),
        ("2025", Trait.NUMBER | Trait.YEAR),
        ("19901", Trait.NUMBER),
        ("2525", Trait.NUMBER),
        ("june", Trait.CALENDAR),
        ("noon", Trait.CALENDAR),
        ("9:30", Trait.NUMBER | Trait.CALENDAR),
        ("2:1", Trait.NUMBER),
        ("may", Trait.CALENDAR | Trait.VERB_WITHOUT_CAPITAL),
        ("monday", Trait.CALENDAR),
        ("because", Trait.CAUSE),
        ("not", Trait.DENIAL),
        ("dont", Trait.DENIAL),
    ],
)
def test_a_word_tells_what_it_can_be_part_of(form: str, traits: Trait) -> None:
    assert traits_of(form) == traits


@given(st.text())
def test_any_text_asks_for_something_and_can_be_a_word(text: str) -> None:
    assert kind_of(text) in Kind
    assert 0 <= traits_of(text) < 256, "they are kept in a byte"
