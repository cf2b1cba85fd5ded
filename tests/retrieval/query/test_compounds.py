import pytest

from retrieval.query.compounds import MOST_COMPOUNDS
from tests.libraries import collection_of, query_of

LETTERS = "bcdfghjklmnpqrstvwxzbcdfghj"

GERMAN = (
    "Die Blutorange ist rot, und die Berufserfahrung der Bewerber ist groß. "
    "Das Wort Donaudampfschifffahrtsgesellschaft ist lang, und der Verstand ist klein. "
    "Das Schwein ist dick, und der Weg zur Schule ist weit. "
    "Das Leinwandbild liegt auf dem Tisch, und die Fahrt durch die Stadt ist teuer."
)


def related(question: str, *texts: str) -> dict[str, list[str]]:
    collection = collection_of(*texts)
    query = query_of(question, collection)
    return {
        term: sorted(collection.vocabulary.stems[stem] for stem in stems.tolist())
        for term, stems in query.synonyms.items()
    }


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Ist die Orange rot?", {"orang": ["blutorang"]}),
        ("der Beruf", {"beruf": ["berufserfahr"]}),
        ("die Erfahrungen", {"erfahr": ["berufserfahr"]}),
        (
            "die Dampfschifffahrt",
            {"dampfschifffahrt": ["donaudampfschifffahrtsgesellschaft"]},
        ),
        ("der Stand", {}),
        ("der Wein", {}),
        ("die Wand", {}),
        ("die Durchfahrt", {}),
        ("der Schulweg", {"schulweg": ["schul", "weg"]}),
    ],
)
def test_a_word_that_no_article_has_is_found_in_compounds(
    question: str, found: dict[str, list[str]]
) -> None:
    query = query_of(question, collection_of(GERMAN))

    assert related(question, GERMAN) == found
    assert query.corrections == ()
    assert not (found and query.unknown)


def test_the_shortest_of_many_compounds_are_found() -> None:
    compounds = [f"{letter}{'a' * (3 + n)}orange" for n, letter in enumerate(LETTERS)]

    [found] = related("die Orange", f"{GERMAN} {' '.join(compounds)}").values()
    assert len(found) == MOST_COMPOUNDS
    assert not any(compounds[-1].startswith(stem) for stem in found)


def test_a_compound_that_no_article_has_is_found_by_its_parts() -> None:
    text = "Der Bewerber hat viel Erfahrung im Beruf, und er ist nicht alt."

    assert related("die Berufserfahrung", text) == {"berufserfahr": ["beruf", "erfahr"]}


def test_words_of_other_languages_are_no_compounds() -> None:
    assert related("the port", "The airport is on the coast, and it is new.") == {}


def test_neighbours_are_found_where_they_are_one_word() -> None:
    texts = "Healthcare is dear. The health of the wood is in the care of us.", "Cats."

    assert related("health care", *texts) == {
        "health": ["healthcar"],
        "care": ["healthcar"],
    }


def test_a_word_is_found_where_it_is_written_apart() -> None:
    texts = "Healthcare is dear.", "Health care is cheap."

    assert related("healthcare", *texts) == {"healthcar": ["care", "health"]}
    assert related("healthcare", "Healthcare is dear. Health or care?") == {}
