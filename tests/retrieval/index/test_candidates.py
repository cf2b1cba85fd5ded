import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index import candidates
from retrieval.index.candidates import (
    PARAGRAPHS,
    SENTENCES,
    Candidates,
    stored_candidates,
)
from retrieval.index.collection import Collection
from tests.libraries import collection_of, hostile_texts, query_of

TEXTS = ("The dogs bark. The cats sleep.\n\nBirds sing.", "A dog sleeps.\n\nIt rains.")


def find(question: str, collection: Collection) -> list[int]:
    candidates = Candidates(collection, stored_candidates(collection))
    stems = query_of(question, collection).searched_stems
    numbers: list[int] = candidates.find(stems).tolist()
    return numbers


@pytest.mark.parametrize(
    ("question", "paragraphs"),
    [
        ("Do dogs bark?", [0, 2]),
        ("rain, or birds", [1, 3]),
        ("Who sleeps?", [0, 2]),
        ("wolves", []),
        ("the of a", []),
        ("?", []),
        ("", []),
    ],
)
def test_all_paragraphs_with_a_word_of_the_question_are_found(
    question: str, paragraphs: list[int]
) -> None:
    assert find(question, collection_of(*TEXTS)) == paragraphs


def test_what_all_paragraphs_hold_finds_all() -> None:
    assert find("dogs", collection_of("Dogs bark.\n\nDogs sleep.", "Dogs!")) == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize("texts", [(), ("",), ("!!!",)])
def test_nothing_is_found_where_there_is_nothing(texts: tuple[str, ...]) -> None:
    assert find("dogs", collection_of(*texts)) == []


def test_of_many_paragraphs_only_the_best_are_looked_at() -> None:
    plain = ["Some dogs rest.", "Cats sleep.", "It rains on birds."] * 150
    collection = collection_of("\n\n".join([*plain, "Dogs like dogs.", *plain]))

    found = find("dogs", collection)

    assert len(plain) in found
    assert len(found) <= PARAGRAPHS + SENTENCES


def test_a_short_sentence_brings_its_long_paragraph_along() -> None:
    filler = " ".join(["Much else is told of cats and birds here."] * 100)
    short = "\n\n".join(["Dogs rest with cats and birds and mice."] * 200)

    assert 200 in find("dogs", collection_of(f"{short}\n\n{filler} Dogs bark."))


def test_a_word_of_all_paragraphs_still_finds_those_that_repeat_it() -> None:
    plain = ["Dogs rest."] * (PARAGRAPHS + SENTENCES)
    collection = collection_of("\n\n".join([*plain, "Dogs, dogs, dogs rest.", *plain]))

    assert len(plain) in find("dogs", collection)


@settings(deadline=None)
@given(st.lists(hostile_texts, max_size=3), hostile_texts)
def test_candidates_are_ascending_paragraphs(texts: list[str], question: str) -> None:
    collection = collection_of(*texts)

    found = find(question, collection)

    assert found == sorted(set(found))
    assert set(found) <= set(range(len(collection.paragraph_starts) - 1))


@settings(max_examples=20, deadline=None)
@given(st.lists(hostile_texts, max_size=4), st.integers(1, 9))
def test_candidates_are_the_same_however_many_sentences_are_read_at_a_time(
    texts: list[str], rows: int
) -> None:
    collection = collection_of(*TEXTS, *texts)
    whole = stored_candidates(collection)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_ROWS_AT_A_TIME", rows)
        pieces = stored_candidates(collection)

    assert pieces.facts == whole.facts
    for name, array in whole.arrays.items():
        np.testing.assert_array_equal(pieces.arrays[name], array, strict=True)
