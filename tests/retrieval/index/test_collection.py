import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.analysis.language_analyzer import Token
from retrieval.analysis.word_traits import WordTrait
from retrieval.index import vocabulary
from retrieval.index.collection import Collection
from retrieval.index.vocabulary import (
    UNKNOWN,
    Vocabulary,
    VocabularyBuilder,
    Word,
    by_first_use,
    vocabulary_arrays,
)
from tests.libraries import collection_of, hostile_texts


def token(form: str, term: str, *, stop: bool = False) -> Token:
    return Token(term=term, start=0, end=len(form), form=form, stop=stop)


def forms(collection: Collection) -> list[str]:
    known = collection.vocabulary.forms
    return [known[word] for word in collection.words.tolist()]


def vocabulary_of(*words: Word, **spelled_as: str) -> Vocabulary:
    return Vocabulary(vocabulary_arrays(words, spelled_as))


def test_words_are_numbered_in_the_order_in_which_they_are_met() -> None:
    builder = VocabularyBuilder([("dogs", "dog", False)])

    forms = ["cat", "dogs", "bird", "cat"]
    numbers = [builder.number((form, form.rstrip("s"), False)) for form in forms]

    assert numbers == [1, 0, 2, 1]
    assert len(builder) == 3
    assert builder.words(np.array([2, 0])) == [
        ("bird", "bird", False),
        ("dogs", "dog", False),
    ]


@given(st.lists(st.integers(0, 9)), st.integers(1, 20))
def test_the_order_of_first_use_is_that_of_all_numbers_read_at_once(
    numbers: list[int], at_a_time: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "AT_A_TIME", at_a_time)
        order, ranks = by_first_use(np.array(numbers, np.int32), 10)

    distinct = list(dict.fromkeys(numbers))
    assert order.tolist() == distinct
    assert ranks[distinct].tolist() == list(range(len(distinct)))
    assert np.count_nonzero(ranks == UNKNOWN) == 10 - len(distinct)


def test_a_vocabulary_has_each_stem_once_and_gives_its_words_back() -> None:
    words = [("dogs", "dog", False), ("the", "the", True), ("dog", "dog", False)]

    vocabulary = vocabulary_of(*words)

    assert list(vocabulary) == words
    assert list(vocabulary.stems) == ["dog", "the"]
    assert vocabulary.stem_of.tolist() == [0, 1, 0]


def test_a_word_is_found_by_its_form_and_its_stem_together() -> None:
    vocabulary = vocabulary_of(("us", "us", True), ("us", "us_", False))

    assert vocabulary.find(token("us", "us_")) == 1
    assert vocabulary.find(token("us", "other")) == UNKNOWN
    assert vocabulary.find_stem("us_") == 1
    assert vocabulary.find_stem("dog") == UNKNOWN
    assert vocabulary.is_stop.tolist() == [True, False]


def test_of_a_form_that_is_a_stop_word_and_is_not_the_one_asked_for_is_found() -> None:
    vocabulary = vocabulary_of(("die", "die", True), ("die", "die", False))

    assert vocabulary.find(token("die", "die", stop=True)) == 0
    assert vocabulary.find(token("die", "die", stop=False)) == 1


def test_a_merged_spelling_is_found_as_the_main_one_but_keeps_its_own_stem() -> None:
    words = [("kyiv", "kyiv", False), ("kiev", "kiev", False)]

    vocabulary = vocabulary_of(*words, kiev="kyiv")

    assert vocabulary.find(token("kiev", "kiev")) == 0
    assert vocabulary.find_stem("kiev") == 0
    assert vocabulary.stem_of.tolist() == [0, 0]
    assert list(vocabulary) == words


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
    traits = vocabulary_of((form, form, False)).traits

    assert [bool(trait & WordTrait.LEANING) for trait in traits] == [leans]


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
    words = np.append(collection.words, collection.context_words)
    assert words.max(initial=-1) + 1 == len(collection.vocabulary.forms)
    assert np.all(np.diff(collection.token_starts) >= 0)
    assert np.all(np.diff(collection.paragraph_starts) > 0)
    assert [
        texts[article][sentence.start : sentence.end]
        for sentence, article in zip(
            collection.sentences, collection.article_of.tolist(), strict=True
        )
    ] == [sentence.text for sentence in collection.sentences]
