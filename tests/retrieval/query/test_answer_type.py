import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.query.answer_type import AnswerType, answer_type_of


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many dogs bark?", AnswerType.NUMBER),
        ("HOW MUCH is it?", AnswerType.NUMBER),
        ("What percentage of dogs barks?", AnswerType.NUMBER),
        ("At what time do dogs bark?", AnswerType.TIME),
        ("since when", AnswerType.TIME),
        ("Which centuries had dogs?", AnswerType.TIME),
        ("Who's that?", AnswerType.PERSON),
        ("To whom does it bark, and whose is it?", AnswerType.PERSON),
        ("Which politicians keep dogs?", AnswerType.PERSON),
        ("Where do dogs bark?", AnswerType.PLACE),
        ("In what city do dogs bark?", AnswerType.PLACE),
        ("Why do dogs bark?", AnswerType.REASON),
        ("For which reasons do dogs bark?", AnswerType.REASON),
        ("What barks?", AnswerType.OTHER),
        ("dogs", AnswerType.OTHER),
        ("dog population", AnswerType.NUMBER),
        ("dogs built", AnswerType.TIME),
        ("what is the price of a dog", AnswerType.OTHER),
        ("the price of a dog as told here", AnswerType.OTHER),
        ("Somewhere a whole whence howls", AnswerType.OTHER),
        ("", AnswerType.OTHER),
    ],
)
def test_question_words_tell_what_is_asked_for(
    question: str, expected: AnswerType
) -> None:
    assert answer_type_of(question) is expected


def test_a_question_for_a_number_stays_one_whatever_else_it_says() -> None:
    assert answer_type_of("When it barks, how many people who live there hear it?") is (
        AnswerType.NUMBER
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who barks when it rains?", AnswerType.PERSON),
        ("When it rains, who barks?", AnswerType.PERSON),
        ("When dogs, in the rain, bark, what hears them?", AnswerType.OTHER),
        ("What happens where dogs bark?", AnswerType.OTHER),
        ("Who barked, and when did it rain?", AnswerType.TIME),
        ("How and when did it rain?", AnswerType.TIME),
        ("Where and when does it rain?", AnswerType.TIME),
        ("When does the dog which barks sleep?", AnswerType.TIME),
        ("Tell me where dogs bark", AnswerType.PLACE),
    ],
)
def test_a_clause_that_tells_when_or_where_does_not_ask(
    question: str, expected: AnswerType
) -> None:
    assert answer_type_of(question) is expected


@given(st.text())
def test_any_text_asks_for_something(text: str) -> None:
    assert answer_type_of(text) in AnswerType
