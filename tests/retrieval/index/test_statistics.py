import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.arrays import Ints
from retrieval.index import statistics
from retrieval.index.collection import Collection
from retrieval.index.statistics import (
    Counts,
    Statistics,
    cells,
    count_arrays,
    idf,
    saturated,
    statistics_arrays,
)
from retrieval.index.vocabulary import UNKNOWN
from tests.libraries import collection_of, hostile_texts


def ints(*numbers: int) -> Ints:
    return np.array(numbers, np.int32)


def statistics_of(collection: Collection) -> Statistics:
    return Statistics(collection, statistics_arrays(collection))


@pytest.mark.parametrize(
    ("size", "df", "expected"),
    [(1, 0, math.log(4)), (1, 1, math.log(4 / 3)), (10, 2, math.log(1 + 8.5 / 2.5))],
)
def test_idf_is_the_formula_of_lucene(size: int, df: int, expected: float) -> None:
    assert float(idf(size, df)) == pytest.approx(expected)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_idf_is_above_zero_and_falls_with_the_frequency(one: int, other: int) -> None:
    size, df = 1 + max(one, other), min(one, other)

    assert float(idf(size, df)) > float(idf(size, df + 1)) > 0


def test_saturated_weight_is_one_for_one_word_in_an_average_length() -> None:
    weight = saturated(ints(0, 1), ints(8, 8), 8.0, k1=1.2, b=0.75)

    assert weight == pytest.approx([0, 1])


@given(
    st.integers(1, 1000),
    st.integers(1, 1000),
    st.floats(0.1, 3),
    st.floats(0, 1),
)
def test_saturated_weight_grows_with_tf_to_its_bound_and_falls_with_length(
    tf: int, length: int, k1: float, b: float
) -> None:
    weight, more, longer = saturated(
        ints(tf, tf + 1, tf), ints(length, length, length + 1), 10.0, k1=k1, b=b
    )

    assert 0 < weight < more <= k1 + 1
    assert longer <= weight


def counts_of(rows: Ints, columns: Ints, width: int) -> Counts:
    return Counts(count_arrays([cells(rows, columns)], width, "name"), "name")


def test_counts_are_looked_up_as_a_table_of_rows_by_columns() -> None:
    counts = counts_of(ints(0, 0, 2, 2), ints(1, 1, 0, 2), width=3)

    assert counts.look_up(ints(2, 0, 1), ints(1, UNKNOWN, 0)).tolist() == [
        [0, 0, 1],
        [2, 0, 0],
        [0, 0, 0],
    ]


CELLS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 4)), max_size=600)


@given(CELLS.map(sorted))
def test_what_is_looked_up_is_how_often_a_cell_was_counted(
    counted: list[tuple[int, int]],
) -> None:
    rows, columns = (
        ints(*numbers) for numbers in zip(*[(0, 0), *counted], strict=True)
    )

    table = counts_of(rows[1:], columns[1:], width=5).look_up(
        np.arange(302, dtype=np.int32), np.arange(5, dtype=np.int32)
    )

    expected = np.zeros((302, 5), np.int64)
    np.add.at(expected, (rows[1:], columns[1:]), 1)
    assert np.array_equal(table, expected)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1 << 30)), min_size=1))
def test_cells_are_in_the_order_of_columns_and_then_rows(
    places: list[tuple[int, int]],
) -> None:
    rows, columns = zip(*sorted(places), strict=True)

    found = cells(ints(*rows), ints(*columns)).tolist()

    assert found == sorted(column << 32 | row for row, column in places)


def test_an_unknown_column_is_not_the_last_one_of_the_row_before() -> None:
    assert counts_of(ints(0), ints(2), width=3).look_up(
        ints(1), ints(UNKNOWN)
    ).tolist() == [[0]]


def test_empty_counts_have_nothing_to_look_up() -> None:
    counts = counts_of(ints(), ints(), width=1)

    assert counts.look_up(ints(), ints(0, UNKNOWN)).shape == (0, 2)
    assert counts.look_up(ints(3), ints(0)).tolist() == [[0]]


def test_stems_are_counted_by_paragraph_and_article_and_words_by_sentence() -> None:
    texts = ("The dog barks. The dogs bark.\n\nA dog sleeps.", "Cats sleep.")
    collection = collection_of(*texts)
    words = collection.vocabulary

    statistics = statistics_of(collection)

    dog, cat = words.find_stem("dog"), words.find_stem("cat")
    assert statistics.paragraph_df[[dog, cat]].tolist() == [2, 1]
    assert statistics.article_df[[dog, cat]].tolist() == [1, 1]
    in_articles = statistics.stems_in_articles.look_up(ints(0, 1), ints(dog, cat))
    assert in_articles.tolist() == [[3, 0], [0, 1]]
    just_dog = ints(words.forms.index("dog"))
    assert statistics.sentences_with_word.look_up(ints(0), just_dog).tolist() == [[2]]


def test_a_word_said_twice_in_a_sentence_has_one_sentence() -> None:
    collection = collection_of("Dogs like dogs.")

    counts = statistics_of(collection).sentences_with_word

    dogs = ints(collection.vocabulary.forms.index("dogs"))
    assert counts.look_up(ints(0), dogs).tolist() == [[1]]


def test_sizes_and_averages_are_in_tokens() -> None:
    statistics = statistics_of(
        collection_of("Dogs bark. Cats sleep.\n\nHm!", "", "Hm!")
    )

    assert (statistics.paragraphs, statistics.articles) == (3, 3)
    assert statistics.sentences_of.tolist() == [3, 0, 1]
    assert statistics.tokens_of.tolist() == [5, 0, 1]
    assert statistics.average_paragraph == pytest.approx(2)
    assert statistics.average_article == pytest.approx(2)


def test_a_collection_of_nothing_has_statistics() -> None:
    statistics = statistics_of(collection_of())

    assert (statistics.paragraphs, statistics.articles) == (0, 0)
    assert statistics.average_paragraph == statistics.average_article == 0
    assert statistics.paragraph_df[[UNKNOWN]].tolist() == [0]
    assert statistics.article_df[[UNKNOWN]].tolist() == [0]


def test_words_of_headings_and_column_heads_count_once_for_their_article() -> None:
    table = "Rain\n\nTown\tRain\nAlba\t120 mm\nBorla\t80 mm\nCrest\t95 mm\n"
    collection = collection_of(table, "Alba hopes for sun.")
    statistics = statistics_of(collection)
    stems = np.array(
        [collection.vocabulary.find_stem(stem) for stem in ("rain", "alba")], np.int32
    )

    counts = statistics.stems_in_articles.look_up(ints(0, 1), stems)

    assert counts.tolist() == [[1, 1], [0, 1]]
    assert statistics.article_df[stems].tolist() == [1, 2]


@settings(deadline=None)
@given(st.lists(hostile_texts, max_size=2))
def test_every_stem_of_paragraphs_and_headings_has_a_positive_idf(
    texts: list[str],
) -> None:
    collection = collection_of(*texts)
    stems = np.arange(len(collection.vocabulary.stems), dtype=np.int32)

    assert (statistics_of(collection).paragraph_idf(stems) > 0).all()


def test_a_word_of_every_heading_and_paragraph_has_a_positive_idf() -> None:
    collection = collection_of("Dogs\n\nOld dogs bark at night, and so do all dogs.")
    dog = collection.vocabulary.find_stem("dog")

    assert statistics_of(collection).paragraph_idf(ints(dog)) > 0


@settings(max_examples=20)
@given(st.lists(hostile_texts, max_size=4), st.integers(1, 50))
def test_statistics_are_the_same_however_many_cells_are_sorted_at_a_time(
    texts: list[str], most: int
) -> None:
    collection = collection_of(*texts)
    whole = statistics_arrays(collection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(statistics, "AT_A_TIME", most)
        pieces = statistics_arrays(collection)

    assert whole.keys() == pieces.keys()
    for name, array in whole.items():
        np.testing.assert_array_equal(array, pieces[name])
