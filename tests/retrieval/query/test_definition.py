import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.language.profile import LANGUAGES
from retrieval.query.definition import definitions, topic_of
from tests.libraries import hostile_texts


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is a dog?", "dog"),
        ("what's a dog", "dog"),
        ("WHO WAS Ann Example ?", "Ann Example"),
        ("Who or what is the Old Dog?!", "Old Dog"),
        ("please define dog", "dog"),
        ("define  the  dog", "dog"),
        ("tell me about old dogs", "old dogs"),
        ("what does a red collar mean?", "red collar"),
        ("dog meaning", "dog"),
        ("Was ist ein Hund?", "Hund"),
        ("qu’est-ce que le chien ?", "chien"),
        ("qu'est-ce que le chien ?", "chien"),
        ("qui etait le chien ?", "chien"),
        ("que es un perro", "perro"),
        ("qué es un perro", "perro"),
        ("köpek nedir?", "köpek"),
        ("что такое собака?", "собака"),
        ("कुत्ता क्या है?", "कुत्ता"),
    ],
)
def test_the_name_of_what_is_to_be_defined_is_found(question: str, topic: str) -> None:
    found = topic_of(question, LANGUAGES)

    assert found
    assert question[found.start : found.end] == topic
    assert not found.is_bare


@pytest.mark.parametrize("question", ["dog", " old dogs? ", "dogs of the north!"])
def test_a_few_words_without_more_are_a_bare_name(question: str) -> None:
    found = topic_of(question, LANGUAGES)

    assert found
    assert found.is_bare
    assert question[found.start : found.end] == question.strip(" ?!")


@pytest.mark.parametrize(
    "question",
    [
        *["", "?", "What is it, and who says so?", "Five dogs bark at night"],
        *["Is it: here", "What is " + "the old dog " * 20],
    ],
)
def test_other_questions_ask_no_definition(question: str) -> None:
    assert topic_of(question, LANGUAGES) is None


@given(hostile_texts)
def test_a_topic_is_a_part_of_any_question(question: str) -> None:
    found = topic_of(question, LANGUAGES)

    assert found is None or question[found.start : found.end].strip()


@given(st.sampled_from(LANGUAGES))
def test_a_language_with_a_verb_asks_for_definitions(language: str) -> None:
    words = definitions(language)

    assert not words.verb or words.before or words.after
