import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.statistics import idf
from retrieval.query.query import NOT_ASKED
from tests.libraries import collection_of, hostile_texts, matches_in, matches_of

TEXTS = ("Dogs bark. Cats sleep.\n\nHm! A dog sleeps.", "- -\n\nIt rains on dogs.")


def test_rows_are_the_sentences_of_the_paragraphs_in_reading_order() -> None:
    collection = collection_of(*TEXTS)

    m = matches_in("dogs", collection, np.array([1, 2], np.int32))

    assert [collection.sentences[s].text for s in m.sentences] == [
        "Hm!",
        "A dog sleeps.",
        "It rains on dogs.",
    ]
    assert m.lengths.tolist() == [1, 3, 4]
    assert m.opens_paragraph.tolist() == [True, False, True]
    assert m.articles.tolist() == [0, 1]
    assert m.article.tolist() == [0, 0, 1]


def test_tokens_know_their_row_their_place_and_their_column() -> None:
    m = matches_of("Which dogs sleep?", "Dogs bark. Cats sleep.")

    assert m.row.tolist() == [0, 0, 1, 1]
    assert m.position.tolist() == [0, 1, 0, 1]
    assert m.column.tolist() == [0, NOT_ASKED, NOT_ASKED, 1]
    assert m.asked.tolist() == [0, 3]
    assert m.is_new.tolist() == [False, True, True, False]


def test_a_row_holds_the_stems_that_stand_in_its_sentence() -> None:
    m = matches_of("dogs sleep, wolves howl", *TEXTS)

    assert m.holds.astype(int).tolist() == [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
        [1, 1, 0, 0],
        [1, 0, 0, 0],
    ]


def test_the_sentence_before_is_one_of_the_same_paragraph() -> None:
    m = matches_of("dogs", "Dogs bark. Cats sleep.\n\nIt rains.", "Dogs! Dogs?")

    assert m.holds_before[:, 0].tolist() == [False, True, False, False, True]


def test_a_sentence_without_words_has_a_row_that_holds_nothing() -> None:
    m = matches_of("dogs", "- -\n\nDogs bark.", "“!” Dogs bark.")

    assert m.rows == len(m.lengths) == len(m.holds)
    assert m.holds.any(axis=1).tolist() == (m.lengths > 0).tolist()


def test_weights_are_the_idf_among_paragraphs_and_unknown_stems_weigh_most() -> None:
    m = matches_of("the dogs sleep, wolves", *TEXTS)

    assert m.statistics.paragraphs == 3
    assert m.weights == pytest.approx(idf(3 + 2, [0, 3, 2, 0]))
    assert m.content_weights == pytest.approx([0, *idf(3 + 2, [3, 2, 0])])


def test_a_synonym_stands_for_a_word_that_a_sentence_has_not() -> None:
    groups = [("hound", "dog", "cur"), ("howl", "bark")]
    m = matches_of(
        "Do hounds howl?", "A dog barks. A hound barks. Curs sleep.", synonyms=groups
    )

    assert m.query.terms == ("do", "hound", "howl")
    assert m.stands_in.tolist() == [[0, 1, 1], [0, 0, 1], [0, 1, 0]]


def test_a_synonym_that_is_commoner_than_the_word_counts_less() -> None:
    text = "Hounds!\n\nDogs!\n\nDogs bark.\n\nDogs sleep.\n\nCurs."
    groups = [("hound", "dog", "cur")]

    m = matches_of("hounds", text, synonyms=groups)

    hound, dog = idf(5 + 1, [1, 3])
    assert m.stands_in[:, 0] == pytest.approx([0, *[dog / hound] * 3, 1])


def test_the_greatest_value_of_a_row_is_at_least_nothing() -> None:
    m = matches_of("dogs", "Dogs! Dogs? Dogs.")

    rows = np.array([0, 0, 2], np.int32)
    assert m.greatest(np.array([1.0, 3.0, -2.0]), rows).tolist() == [3, 0, 0]
    assert m.greatest(np.zeros(0), rows[:0]).tolist() == [0, 0, 0]


def test_no_paragraphs_are_no_rows() -> None:
    m = matches_in("Do dogs bark?", collection_of("Cats sleep."), np.zeros(0, np.int32))

    assert m.rows == len(m.row) == len(m.articles) == 0
    assert m.holds.shape == m.holds_before.shape == (0, 3)


@settings(deadline=None)
@given(st.lists(hostile_texts, max_size=3), hostile_texts)
def test_rows_add_up_to_the_collection(texts: list[str], question: str) -> None:
    m = matches_of(question, *texts)

    assert m.sentences.tolist() == list(range(len(m.collection.sentences)))
    assert m.words.tolist() == m.collection.words.tolist()
    assert m.lengths.tolist() == np.diff(m.collection.token_starts).tolist()
    assert m.holds.shape == m.holds_before.shape == (m.rows, len(m.query.terms))
    held = m.query.stems[m.holds.any(axis=0)]
    assert set(held.tolist()) == set(m.query.stems.tolist()) & set(m.stems.tolist())
    assert (m.weights > 0).all()
