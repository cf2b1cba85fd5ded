import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.vocabulary import UNKNOWN
from retrieval.query.answer_type import AnswerType
from retrieval.query.query import MOST_TERMS, Query, replaced
from tests.libraries import collection_of, hostile_texts, query_of

GERMAN = "Die Hunde bellten nachts, weil die Katze auf dem Dach nicht schlief."
FRENCH = "Les chiens aboient dans la nuit, et nous sommes avec les chats de la rue."
LETTERS = st.text("xyz", min_size=1, max_size=3)
COLLECTION = collection_of("The dogs bark. A cat sleeps.\n\nUS troops may help us.")


def read(question: str) -> Query:
    return query_of(question, COLLECTION)


def test_columns_are_the_distinct_stems_in_the_order_of_the_question() -> None:
    query = read("Do barking dogs bark at a dog?")

    assert query.terms == ("do", "bark", "dog", "at", "a")
    assert query.is_content.tolist() == [False, True, True, False, False]


def test_words_that_only_ask_are_no_columns() -> None:
    assert read("What or who barks, and why?").terms == ("or", "bark", "and")


def test_stems_are_numbers_of_the_vocabulary_or_unknown() -> None:
    query = read("dogs, wolves")

    assert query.stems.tolist() == [COLLECTION.vocabulary.find_stem("dog"), UNKNOWN]


def test_words_are_the_known_ones_just_as_typed_each_once() -> None:
    query = read("bark! Barks? BARK")

    assert query.words.tolist() == [COLLECTION.vocabulary.forms.index("bark")]


@pytest.mark.parametrize(
    ("question", "neighbours"),
    [
        ("dogs bark", [(0, 1)]),
        ("dogs bark, dogs bark", [(0, 1), (1, 0)]),
        ("dog dogs", []),
        ("dogs", []),
        ("", []),
    ],
)
def test_neighbours_are_pairs_of_different_columns(
    question: str, neighbours: list[tuple[int, int]]
) -> None:
    assert list(read(question).neighbours) == neighbours


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("How many dogs bark?", ["dog", "bark"]),
        ("How many big brown stray dogs bark?", ["big", "brown", "stray"]),
        ("In May, how much money is it?", ["money"]),
        ("What number of dogs barks?", ["number"]),
        ("How many of them?", []),
        ("Which dogs bark?", []),
        ("How many dogs are in Germany?", ["dog"]),
        ("Germany: how many dogs bark?", ["dog", "bark"]),
        ("How many dogs bark somewhat?", ["dog", "bark", "somewhat"]),
        ("How many dogs bark in Ger\u0301many?", ["dog", "bark"]),
    ],
)
def test_counted_is_what_follows_the_words_that_ask_for_a_number(
    question: str, counted: list[str]
) -> None:
    query = read(question)

    assert [query.terms[column] for column in query.counted] == counted


@given(st.sampled_from(["many", "much", "what", "which"]), LETTERS, LETTERS)
def test_letters_inside_a_word_ask_for_no_number(
    asking: str, before: str, after: str
) -> None:
    query = read(f"How many dogs are in {before}{asking}{after}?")

    assert [query.terms[column] for column in query.counted] == ["dog"]


@pytest.mark.parametrize(
    "question",
    [
        "How much will it cost?",
        "How many died?",
        "whats the cost, and hows it died",
        "What’s the cost? Whoever died?",
        "HOW MUCH COST",
    ],
)
@pytest.mark.parametrize("other", [(), (GERMAN,), (GERMAN, FRENCH)])
def test_words_that_ask_or_hold_a_question_together_are_never_unknown(
    question: str, other: tuple[str, ...]
) -> None:
    collection = collection_of("Its cost rises. It died.", *other)

    assert query_of(question, collection).unknown == ()


@pytest.mark.parametrize(
    "question",
    [
        "Wann und wieso bellten die Hunde?",
        "Wieviel bellten Hunde, und weshalb?",
        "Pourquoi est-ce que les chiens aboient ?",
        "Combien de chiens aboient ?",
    ],
)
def test_question_words_of_each_language_of_the_articles_are_never_unknown(
    question: str,
) -> None:
    collection = collection_of("Dogs bark at night. They eat.", GERMAN, FRENCH)

    assert query_of(question, collection).unknown == ()


def test_words_that_ask_in_the_language_of_the_question_are_never_unknown() -> None:
    query = query_of("Wann und wo ist die Hochzeit?", collection_of("Dogs bark."))

    assert query.unknown == ("Hochzeit",)


@pytest.mark.parametrize("others", [(), (GERMAN,), (GERMAN, FRENCH)])
def test_unknown_words_are_named_as_typed_once_in_order(
    others: tuple[str, ...],
) -> None:
    collection = collection_of("Dogs bark at night. They eat.", *others)

    query = query_of("How much do Wolves, dogs and Foxes sing? Wolves!", collection)

    assert query.unknown == ("Wolves", "Foxes", "sing")


def test_a_question_of_stop_words_is_searched_for_these() -> None:
    query = read("The of it")

    assert not query.is_content.any()
    assert query.content_terms == ["the", "of", "it"]


def test_stop_words_are_not_searched_for_beside_others() -> None:
    assert read("the dogs of the US").content_terms == ["dog", "us_"]


def test_a_stop_word_of_one_language_is_content_if_it_is_none_in_another() -> None:
    german = "Der Hund bellt nicht, weil die Katze auf dem Dach schläft und wir essen."
    collection = collection_of("The dice roll. They die here.", german)

    query = query_of("die", collection)

    assert query.content_terms == ["die"]


def test_a_question_without_words_is_empty() -> None:
    query = read("?! ...")

    assert query.answer_type is AnswerType.OTHER
    assert query.terms == ()
    assert query.content_terms == []
    assert len(query.stems) == len(query.words) == len(query.is_content) == 0


@settings(deadline=None)
@given(hostile_texts)
def test_any_question_has_a_number_and_a_weight_for_each_column(question: str) -> None:
    query = read(question)

    columns = range(len(query.terms))
    assert len(query.stems) == len(query.is_content) == len(columns)
    assert len(set(query.terms)) == len(columns)
    assert all(a in columns and b in columns for a, b in query.neighbours)
    assert set(query.counted) <= set(columns)
    assert set(query.content_terms) <= set(query.terms)
    assert query.words.tolist() == sorted(set(query.words.tolist()))


def test_only_the_rarest_terms_of_a_long_question_are_searched_for() -> None:
    rare = [f"rare{n}xxxxx" for n in range(MOST_TERMS)]
    often = [f"often{n}xxxxx" for n in range(MOST_TERMS)]
    unknown = [f"unknown{n}xxxxx" for n in range(MOST_TERMS)]
    paragraphs = [" ".join(often), " ".join([*rare, *often])]
    question = " ".join([*unknown, *often, *reversed(rare)])

    query = query_of(question, collection_of(*paragraphs))

    assert query.terms == tuple(reversed(rare))
    assert query.unknown == ()


def test_all_terms_of_a_shorter_question_are_searched_for() -> None:
    words = [f"word{n}xxxxx" for n in range(MOST_TERMS)]

    assert query_of(" ".join(words), COLLECTION).terms == tuple(words)


def test_words_that_ask_for_a_definition_are_not_searched_for() -> None:
    query = read("define barking dogs")

    assert [query.terms[column] for column in query.defined] == ["bark", "dog"]
    assert query.unknown == ()


@pytest.mark.parametrize("question", ["do dogs bark", "Why is a dog a dog?"])
def test_a_question_for_something_else_defines_nothing(question: str) -> None:
    assert read(question).defined == ()


def test_a_degree_is_searched_for_by_the_names_of_its_measure() -> None:
    query = query_of("How big are dogs?", collection_of("A big dog. The area of it."))

    assert "big" not in query.content_terms
    assert [*query.synonyms] == ["big"]


def test_a_word_is_not_replaced_within_another() -> None:
    assert replaced("rats, a rat: brat rat", "rat", "cat") == "rats, a cat: brat cat"
    assert replaced("rat", "rat", "") == ""
