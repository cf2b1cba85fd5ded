import pytest

from retrieval.analysis.analyzer import Analyzer
from retrieval.query.numerals import other_numerals


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("World War 2", [("2", "ii"), ("2", "two")]),
        ("World War II", [("ii", "2"), ("ii", "two")]),
        ("WW2", []),
        ("Chapter IX and chapter 39", [("ix", "9"), ("ix", "nine"), ("39", "xxxix")]),
        ("Elizabeth I", [("i", "1"), ("i", "one")]),
        ("Malcolm X", [("x", "10"), ("x", "ten")]),
        ("World War Two", [("two", "2"), ("two", "ii")]),
        ("chapter ix", []),
        ("part 40", []),
        ("10 dogs of the 5", []),
        ("", []),
    ],
)
def test_a_number_after_a_noun_has_another_numeral(
    question: str, others: list[tuple[str, str]]
) -> None:
    tokens = Analyzer().question_words(question)

    assert list(other_numerals(question, tokens)) == others
