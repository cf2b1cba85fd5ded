import pytest

from tests.libraries import collection_of, query_of

COLLECTION = collection_of(
    "They pay income tax. To be or not to be: vitamin A is for the dog."
)


def phrases(question: str) -> list[list[str]]:
    forms = COLLECTION.vocabulary.forms
    return [
        [forms[word] for place in phrase for word in sorted(place)]
        for phrase in query_of(question, COLLECTION).phrases
    ]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ('Who has the "income tax"?', [["income", "tax"]]),
        ("Who has „income tax“?", [["income", "tax"]]),
        ('Who has "tax" and "income"?', []),
        ('Who has "income wolves"?', []),
        ("income tax", []),
        ("to be or not to be", [["to", "be", "or", "not", "to", "be"]]),
        ("Who said to be or not to be?", [["to", "be", "or", "not", "to", "be"]]),
        ("Where is to be or not to be?", [["to", "be", "or", "not", "to", "be"]]),
        ("not to be", [["not", "to", "be"]]),
        ("is not income", []),
        ("Who has vitamin a?", [["vitamin", "a"]]),
        ("Vitamin A for dogs", [["vitamin", "a"]]),
        ("vitamin a day", []),
        ("", []),
    ],
)
def test_words_that_belong_together_are_a_phrase(
    question: str, found: list[list[str]]
) -> None:
    assert phrases(question) == found
