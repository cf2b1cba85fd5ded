"""How words that stand in no article are corrected, and how that is told."""

import pytest

from retrieval.query.correction import Correction
from tests.libraries import collection_of, query_of

GERMAN = "Die Hunde bellten in Zürich, weil die Katze auf dem Dach nicht schlief."
FRENCH = "Les chiens aboient la nuit, et nous sommes avec les chats de l’Ukraine."


def corrections(question: str, *texts: str) -> list[Correction]:
    return list(query_of(question, collection_of(*texts)).corrections)


@pytest.mark.parametrize(
    ("text", "typed", "spelling"),
    [
        ("Ask Zelenskyy. We saw Zelenskyy.", "Zelenskiyy", "Zelenskyy"),
        ("They met in Zürich. We like Zürich.", "zurihc", "Zürich"),
        ("We admire Macron's hat. We like Macron’s dog.", "Macorn", "Macron"),
        ("We like the lighthouse here.", "Lihgthouse", "lighthouse"),
        ("He works for UNESCO. We like UNESCO.", "unesoc", "UNESCO"),
        ("We know he did drive the snow plough here.", "snowplough", "snow plough"),
        ("The red Lighthouse burns. A Lighthouse burns.", "light house", "Lighthouse"),
    ],
)
def test_a_correction_is_spelled_as_the_articles_spell_it(
    text: str, typed: str, spelling: str
) -> None:
    assert corrections(f"Do we like {typed} here?", text) == [
        Correction(typed, spelling)
    ]


@pytest.mark.parametrize("most", ["Zurich", "Zürich", "ZURICH"])
def test_of_several_spellings_the_most_frequent_is_shown(most: str) -> None:
    texts = ("Zurich is big. Zürich is old. In ZURICH, we met.", f"We like {most}.")

    assert corrections("zurihc", *texts) == [Correction("zurihc", most)]


def test_of_several_spellings_of_a_name_the_one_that_was_meant_is_shown() -> None:
    texts = ("We met Zelenskyy. " * 3, "We met Zelensky.")

    assert corrections("zelnsky", *texts) == [Correction("zelnsky", "Zelensky")]


@pytest.mark.parametrize(
    ("text", "typed", "spelling"),
    [(GERMAN, "zurihc", "Zürich"), (FRENCH, "ukriane", "Ukraine")],
)
def test_a_spelling_is_found_in_articles_of_any_language(
    text: str, typed: str, spelling: str
) -> None:
    found = corrections(typed, "Dogs bark at night. They eat.", text)

    assert found == [Correction(typed, spelling)]


def test_a_word_of_one_language_of_the_articles_is_not_corrected_for_another() -> None:
    english = "We met Zurichs and Schliefers at the station. The Schliefers bark."
    query = query_of("schlief", collection_of(english, GERMAN))

    assert (query.corrections, query.unknown) == ((), ())


def test_a_correction_is_told_once_however_many_languages_the_articles_have() -> None:
    texts = ("We met in Zürich. They were in Zürich.", GERMAN, FRENCH)

    assert corrections("zurihc", *texts) == [Correction("zurihc", "Zürich")]
