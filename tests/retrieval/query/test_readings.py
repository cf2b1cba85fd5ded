"""Codes, measures and dates are found however they were written."""

import pytest

from tests.libraries import collection_of, query_of


def terms(question: str, *texts: str) -> tuple[str, ...]:
    return tuple(query_of(question, collection_of(*texts)).terms)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("The RTX 4090 hums.", ("rtx", "4090")),
        ("The RTX4090 hums.", ("rtx4090", "rtx", "4090")),
        ("The card 4090 hums.", ("rtx4090", "4090")),
        ("The card hums.", ("rtx4090",)),
    ],
)
def test_a_code_is_searched_whole_unless_all_its_parts_are_known(
    text: str, known: tuple[str, ...]
) -> None:
    assert terms("RTX4090", text) == known


GERMAN = "Der Laden in der Stadt öffnet im Oktober, und es gibt Kuchen für alle."
ENGLISH = "The shop is in the town, and it is open all day. It has cake for all of us."


def test_one_function_word_does_not_tell_the_language_of_a_few_words() -> None:
    texts = GERMAN, f"{ENGLISH} The war memorial is by the gate."

    assert "war" in query_of("war memorial", collection_of(*texts)).content_terms


def test_a_date_has_the_names_of_the_month_that_articles_have() -> None:
    collection = collection_of(f"{GERMAN} 2024", f"{ENGLISH} 2024")

    query = query_of("01.10.2024", collection)

    assert "oktob" in query.terms
    assert "octob" not in query.terms
    assert query.corrections == ()
