import pytest

from retrieval.analysis.analyzer import Analyzer
from retrieval.query.numerals import other_numerals


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("World War 2", [("2", "ii")]),
        ("World War II", [("ii", "2")]),
        ("WW2", []),
        ("Chapter IX and chapter 39", [("ix", "9"), ("39", "xxxix")]),
        ("Elizabeth I", [("i", "1")]),
        ("Malcolm X", [("x", "10")]),
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
