import pytest
from hypothesis import given

from retrieval.query.operators import MOST, Demand, without_operators
from tests.libraries import collection_of, hostile_texts, query_of

COLLECTION = collection_of("Old Dogs\n\nDogs bark at night.", "Cats\n\nCats sleep.")


@pytest.mark.parametrize(
    ("question", "typed", "demand"),
    [
        ('"bark at night"', '"bark at night"', Demand.PHRASE),
        ("dogs “at night”", "“at night”", Demand.PHRASE),
        ("dogs -bark", "-bark", Demand.WITHOUT),
        ("-bark dogs", "-bark", Demand.WITHOUT),
        ("dogs in:old", "in:old", Demand.WITHIN),
        ('dogs IN:"old dogs"', 'IN:"old dogs"', Demand.WITHIN),
    ],
)
def test_an_operator_is_kept_as_typed(
    question: str, typed: str, demand: Demand
) -> None:
    [operator] = query_of(question, COLLECTION).operators

    assert (operator.typed, operator.demand) == (typed, demand)


@pytest.mark.parametrize(
    "question",
    ["well-known dogs", "dogs - cats", "5 -10 dogs", "dogs in: old", 'a "', "«dogs»"],
)
def test_hyphens_colons_and_guillemets_elsewhere_are_no_operators(
    question: str,
) -> None:
    assert query_of(question, COLLECTION).operators == ()


def test_words_of_operators_are_not_searched_for_and_not_reported() -> None:
    query = query_of("dogs -wolves in:zoo", COLLECTION)

    assert query.terms == ("dog",)
    assert query.unknown == ()


@pytest.mark.parametrize(
    ("question", "articles"),
    [("in:dogs", [0]), ("in:cats", [1]), ("in:old", [0]), ("in:wolves", [])],
)
def test_an_article_is_named_by_its_title(question: str, articles: list[int]) -> None:
    [operator] = query_of(f"sleep {question}", COLLECTION).operators

    assert operator.numbers.tolist() == articles


def test_so_many_operators_are_read() -> None:
    many = " ".join(f"-{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")

    assert len(query_of(f"dogs {many}", COLLECTION).operators) == MOST


@given(hostile_texts)
def test_what_is_left_of_a_question_stays_where_it_was(question: str) -> None:
    left = without_operators(question)

    assert len(left) == len(question)
    pairs = zip(left, question, strict=True)
    assert all(kept in (" ", typed) for kept, typed in pairs)
