import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Token
from retrieval.collection import Collection
from retrieval.word_traits import WordTrait
from retrieval.words import UNKNOWN, Words
from tests.libraries import collection_of, hostile_texts


def token(form: str, term: str, *, stop: bool = False) -> Token:
    return Token(term=term, start=0, end=len(form), form=form, stop=stop)


def forms(collection: Collection) -> list[str]:
    known = collection.vocabulary.forms
    return [known[word] for word in collection.words.tolist()]


def test_words_are_numbered_in_the_order_in_which_they_are_met() -> None:
    words = Words()

    numbers = [
        words.number(token(form, term))
        for form, term in [("dogs", "dog"), ("cat", "cat"), ("dog", "dog")]
    ]

    assert numbers == [0, 1, 2]
    assert words.number(token("dogs", "dog")) == 0
    assert words.forms == ["dogs", "cat", "dog"]
    assert words.stems == ["dog", "cat"]
    assert words.stem_of.tolist() == [0, 1, 0]


def test_a_word_is_found_by_its_form_and_its_stem_together() -> None:
    words = Words()
    words.number(token("us", "us", stop=True))
    country = words.number(token("us", "us_"))

    assert words.find(token("us", "us_")) == country
    assert words.find(token("us", "other")) == UNKNOWN
    assert words.find_stem("us_") == 1
    assert words.find_stem("dog") == UNKNOWN
    assert words.is_stop.tolist() == [True, False]


def test_looking_for_a_word_does_not_add_it() -> None:
    words = Words()

    words.find(token("dogs", "dog"))
    words.find_stem("dog")

    assert words.forms == words.stems == []


@pytest.mark.parametrize(
    "text",
    ["The United States grew.", "It rose by five per cent.", "It cost 5 $ 5 bn."],
)
def test_every_word_occurs_in_the_articles(text: str) -> None:
    collection = collection_of(text)

    assert 0 not in collection.counts


def test_sentences_paragraphs_and_articles_are_ranges_in_reading_order() -> None:
    collection = collection_of("Dogs bark. Cats sleep.\n\nBirds sing loudly.", "Hm!")

    assert [sentence.text for sentence in collection.sentences] == [
        "Dogs bark.",
        "Cats sleep.",
        "Birds sing loudly.",
        "Hm!",
    ]
    assert collection.token_starts.tolist() == [0, 2, 4, 7, 8]
    assert collection.paragraph_starts.tolist() == [0, 2, 3, 4]
    assert collection.article_starts.tolist() == [0, 3, 4]
    assert collection.paragraph_of.tolist() == [0, 0, 1, 2]
    assert collection.article_of.tolist() == [0, 0, 0, 1]
    assert forms(collection)[2:5] == ["cats", "sleep", "birds"]


def test_words_that_only_ask_are_left_out() -> None:
    collection = collection_of("Dogs that bark know who barks and why.")

    assert forms(collection) == ["dogs", "that", "bark", "know", "barks", "and"]


def test_a_capital_counts_unless_it_opens_the_sentence_or_is_of_a_stop_word() -> None:
    collection = collection_of("Dogs of Ann Example bark. Then The Dog sleeps.")

    capital = np.array(forms(collection))[collection.capital]
    assert capital.tolist() == ["ann", "example", "dog"]


def test_spellings_of_a_name_are_one_word_and_those_of_other_words_are_not() -> None:
    names = collection_of("He saw Zelensky. She saw Zelenskyy and Zelenskyy.")
    words = collection_of("He saw zelensky. She saw Zelenskyy and Zelenskyy.")

    assert forms(names).count("zelenskyy") == 3
    assert forms(words).count("zelenskyy") == 2
    assert names.usages["zelensky"].count == words.usages["zelensky"].count == 1


@pytest.mark.parametrize(("form", "leans"), [("they", True), ("dogs", False)])
def test_pronouns_lean_on_the_sentence_before(form: str, leans: bool) -> None:
    words = Words()
    words.number(token(form, form))

    assert [bool(trait & WordTrait.LEANING) for trait in words.traits] == [leans]


def test_the_languages_of_the_articles_are_listed_once() -> None:
    german = "Der Hund bellt nicht, weil die Katze auf dem Dach schläft und wir essen."

    assert collection_of(german, "Dogs bark.", german).languages == [
        "english",
        "german",
    ]


@pytest.mark.parametrize("texts", [(), ("",), ("", " \n")])
def test_without_sentences_all_arrays_are_empty(texts: tuple[str, ...]) -> None:
    collection = collection_of(*texts)

    assert len(collection.articles) == len(texts)
    assert collection.token_starts.tolist() == [0]
    assert collection.paragraph_starts.tolist() == [0]
    assert collection.article_starts.tolist() == [0] * (len(texts) + 1)
    assert len(collection.words) == len(collection.paragraph_of) == 0


@settings(deadline=None)
@given(st.lists(hostile_texts, max_size=3))
def test_every_token_has_one_sentence_paragraph_and_article(texts: list[str]) -> None:
    collection = collection_of(*texts)

    assert collection.token_starts[-1] == len(collection.words)
    assert collection.paragraph_starts[-1] == len(collection.sentences)
    assert collection.article_starts[-1] == len(collection.sentences)
    assert len(collection.capital) == len(collection.words)
    assert collection.words.max(initial=-1) + 1 == len(collection.vocabulary.forms)
    assert np.all(np.diff(collection.token_starts) >= 0)
    assert np.all(np.diff(collection.paragraph_starts) > 0)
    assert [
        texts[article][sentence.start : sentence.end]
        for sentence, article in zip(
            collection.sentences, collection.article_of.tolist(), strict=True
        )
    ] == [sentence.text for sentence in collection.sentences]
