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


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        ("Die Führung ist lang. Der Beginn ist um zehn.", "Wann beginnt sie?", []),
        (
            "Die Führung ist lang. Der Beginn ist um zehn.",
            "Ist der Begimn um zehn?",
            [Correction("Begimn", "Beginn")],
        ),
        (
            "They saw the lighthouse here. We like the lighthouse.",
            "Do we like the lighthousen here?",
            [Correction("lighthousen", "lighthouse")],
        ),
    ],
)
def test_the_same_word_with_another_ending_is_no_correction(
    text: str, question: str, told: list[Correction]
) -> None:
    query = query_of(question, collection_of(text))

    assert list(query.corrections) == told
    assert query.unknown == ()


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


def test_a_word_has_only_the_readings_that_occur_in_the_articles() -> None:
    english = "The days are long. We like the day."
    query = query_of("days", collection_of(english, GERMAN))

    assert list(query.terms) == ["day"]


def test_a_word_in_no_article_counts_once_whatever_the_number_of_languages() -> None:
    query = query_of("geschlossener garten", collection_of(GERMAN, FRENCH, "We eat."))

    assert len(query.terms) == 2
    assert query.unknown == ("geschlossener", "garten")


def test_a_function_word_of_the_question_is_no_content_word_of_another_language() -> (
    None
):
    german = "Das Büro ist Do von 10 bis 12 Uhr offen, und wir sind dort. Do ist kurz."
    query = query_of("what do the dogs eat", collection_of("Dogs eat.", german))

    assert query.content_terms == ["dog", "eat"]


def test_a_word_is_known_if_one_language_of_the_articles_reads_it_so() -> None:
    query = query_of("l’Ukraine", collection_of("Dogs bark at night.", FRENCH))

    assert (query.unknown, query.corrections) == ((), ())


def test_a_number_is_known_only_if_all_its_terms_are() -> None:
    query = query_of("$90bn", collection_of("We have a billion dollars.", GERMAN))

    assert query.unknown == ("$90bn",)


def test_a_word_in_no_article_is_told_once_however_it_is_written() -> None:
    query = query_of("Zebra, zebra, ZEBRA?", collection_of(GERMAN, FRENCH))

    assert len(query.unknown) == 1


@pytest.mark.parametrize(
    "question",
    [
        "how much does it cost",
        "whats the cost",
        "how long does it cost",
        "wie viel does it cost",
        "wann darf ich does it cost",
    ],
)
def test_function_and_question_words_are_never_unknown(question: str) -> None:
    texts = ("It costs ten.", "Es ist ein Hund und eine Katze, und sie sind da.")

    assert query_of(question, collection_of(*texts)).unknown == ()


@pytest.mark.parametrize(
    "question", ["what do the dogs eat", "how can i come in", "die dogs in the war"]
)
def test_a_second_language_adds_no_readings_to_an_english_question(
    question: str,
) -> None:
    english = "Dogs eat in the war. I can come in. They die at ten. What do we do?"
    german = f"{GERMAN} Das Büro ist Do von zehn bis elf offen, und wir kommen."
    alone = query_of(question, collection_of(english))
    mixed = query_of(question, collection_of(english, german))

    assert mixed.terms == alone.terms
    assert mixed.content_terms == alone.content_terms


HANGING = "The lamp hangs in the hall, and it hangs there for the dogs."


@pytest.mark.parametrize("texts", [(GERMAN, HANGING), (HANGING,)])
def test_a_word_is_not_corrected_into_one_of_another_language(
    texts: tuple[str, ...],
) -> None:
    assert corrections("Wo hängt der Hund?", *texts) == []
    assert corrections("Where are the hangz?", *texts) == [Correction("hangz", "hangs")]


def test_a_word_is_corrected_into_one_of_its_language_though_another_is_usual() -> None:
    german = "Wir sind da, und die Lampe hängt dort, weil der Hund nicht schlief."

    assert corrections("Wo ist und hängk die Lampe?", german, HANGING) == [
        Correction("hängk", "hängt")
    ]


def test_a_name_is_corrected_in_a_question_in_any_language() -> None:
    text = "We met Zelenskyy in the hall. They like Zelenskyy."

    assert corrections("Wer ist der Zelenskiyy?", text, GERMAN) == [
        Correction("Zelenskiyy", "Zelenskyy")
    ]
