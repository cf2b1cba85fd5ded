from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.engine.vectors import (
    MISSING,
    Average,
    Paragraph,
    RememberingEncoder,
    meaning_of,
    packed,
    unpacked,
)
from retrieval.semantic.encoder import Vectors
from retrieval.semantic.meaning import Progress
from retrieval.semantic.vectors import Quantised
from tests.encoders import WordEncoder
from tests.libraries import collection_of


def document_of(encoder: WordEncoder, *sentences: str) -> dict[str, str]:
    vectors = Quantised.of(encoder.passages(sentences))
    return {"encoder": encoder.name, "vectors": packed(vectors)}


@given(st.integers(1, 5), st.integers(1, 400), st.integers(0, 99))
def test_unpacked_vectors_are_those_that_were_packed(
    count: int, length: int, seed: int
) -> None:
    numbers = np.random.default_rng(seed).normal(size=(count, length))
    vectors = Quantised.of(numbers.astype(np.float32))

    found = unpacked(packed(vectors), count)

    assert found
    assert (found.numbers == vectors.numbers).all()
    assert (found.scales == vectors.scales).all()


@given(st.text(alphabet="abc=+/ 0", max_size=30), st.integers(1, 4))
def test_damaged_vectors_are_none_or_some_of_that_number(text: str, count: int) -> None:
    found = unpacked(text, count)

    assert found is None or found.numbers.shape[0] == len(found.scales) == count


def test_the_nearest_sentence_is_that_with_the_same_words() -> None:
    encoder = WordEncoder()
    vectors = {
        ("pets", 0): document_of(encoder, "Dogs bark.", "Cats sleep."),
        ("pets", 4): document_of(encoder, "Fish swim."),
    }
    paragraphs = [
        Paragraph("pets", 0, 2),
        Paragraph("pets", MISSING, 1),
        Paragraph("pets", 4, 1),
    ]

    meaning = meaning_of(paragraphs, vectors, {}, encoder)

    assert meaning
    assert meaning.similarities("fish swim").argmax() == 3
    assert meaning.similarities("cats sleep").argmax() == 1


def test_what_was_not_fetched_is_as_near_as_the_average_and_lacks_nothing() -> None:
    encoder = WordEncoder()
    vectors = {("pets", 0): document_of(encoder, "Dogs bark.", "Cats sleep.")}
    paragraphs = [Paragraph("pets", 0, 2), Paragraph("pets", MISSING, 1)]

    meaning = meaning_of(paragraphs, vectors, {}, encoder)

    assert meaning
    assert meaning.progress.is_complete
    first, second, missing = meaning.similarities("cats sleep").tolist()
    assert abs(missing - (first + second) / 2) < 0.01


def test_a_paragraph_that_is_not_embedded_yet_is_said_to_lack_vectors() -> None:
    encoder = WordEncoder()
    vectors = {("pets", 0): document_of(encoder, "Dogs bark.")}

    meaning = meaning_of(
        [Paragraph("pets", 0, 1), Paragraph("pets", 1, 2)], vectors, {}, encoder
    )

    assert meaning
    assert meaning.progress == Progress(1, 3)
    assert meaning.lacks([0, 1, 2]).tolist() == [False, True, True]


def test_vectors_of_another_encoder_do_not_count() -> None:
    encoder = WordEncoder()
    document = document_of(encoder, "Dogs bark.") | {"encoder": "another"}

    assert (
        meaning_of([Paragraph("pets", 0, 1)], {("pets", 0): document}, {}, encoder)
        is None
    )


def test_sentences_are_compared_with_the_average_of_all_in_their_language() -> None:
    encoder = WordEncoder()
    collection = collection_of("The dogs bark and the cats sleep at night.")
    [language] = collection.languages
    all_sentences = encoder.passages(["The dogs bark.", "Fish swim.", "Birds sing."])
    vectors = {("pets", 0): document_of(encoder, "Fish swim.")}
    averages = {language: Average(3, all_sentences.mean(axis=0))}

    meaning = meaning_of([Paragraph("pets", 0, 1)], vectors, averages, encoder)

    assert meaning
    found = meaning.nearness("fish swim", collection)
    assert found.sentences.tolist() == pytest.approx([1.0], abs=0.01)
    assert found.counts.tolist() == [3]
    nearness = all_sentences @ encoder.questions(["fish swim"])[0]
    assert found.totals.tolist() == pytest.approx([nearness.sum()], abs=0.02)


def test_averages_of_another_length_than_the_vectors_do_not_count() -> None:
    encoder = WordEncoder()
    collection = collection_of("The dogs bark and the cats sleep at night.")
    [language] = collection.languages
    vectors = {("pets", 0): document_of(encoder, "Fish swim.")}
    averages = {language: Average(3, np.ones(5, np.float32))}

    meaning = meaning_of([Paragraph("pets", 0, 1)], vectors, averages, encoder)

    assert meaning
    assert meaning.nearness("fish swim", collection).counts.tolist() == [0]


def test_without_averages_what_is_not_embedded_is_as_near_as_the_others() -> None:
    encoder = WordEncoder()
    collection = collection_of("The dogs bark.\n\nThe cats sleep at night.")
    vectors = {("pets", 0): document_of(encoder, "The dogs bark.")}
    paragraphs = [Paragraph("pets", 0, 1), Paragraph("pets", 1, 1)]

    meaning = meaning_of(paragraphs, vectors, {}, encoder)

    assert meaning
    known, unknown = meaning.nearness("dogs bark", collection).sentences.tolist()
    assert known > 0.5
    assert unknown == pytest.approx(known)


class CountingEncoder(WordEncoder):
    """Counts questions, too."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().questions(texts)


def test_the_vectors_of_a_question_are_computed_once() -> None:
    counting = CountingEncoder()
    encoder = RememberingEncoder(counting)

    first, second = encoder.questions(["fish"]), encoder.questions(["fish"])

    assert (first == second).all()
    assert counting.embedded == ["fish"]
