import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Article, EncoderError, Retriever
from retrieval.semantic.encoder import Vectors
from retrieval.semantic.meaning import (
    NEAREST,
    Meaning,
    Progress,
    SavedMeaning,
    nearest,
)
from tests.encoders import WordEncoder

PETS = Article(
    name="pets.txt", text="Dogs bark at night.\n\nCats sleep.\n\nFish swim.\n"
)
FOOD = Article(name="food.txt", text="Bread is baked.\n\nMilk is cold.\n")


def retriever_of(*articles: Article) -> Retriever:
    return Retriever(articles)


def nothing(_done: int, _total: int) -> None:
    pass


@given(st.lists(st.integers(0, 9), min_size=1, max_size=3 * NEAREST))
def test_the_nearest_are_the_first_of_the_most_similar(numbers: list[int]) -> None:
    similarities = np.array(numbers, np.float64)

    found = nearest(similarities).tolist()

    best = sorted(range(len(numbers)), key=lambda n: (-numbers[n], n))[:NEAREST]
    assert found == sorted(best)


@pytest.mark.parametrize("size", [2499, 2500, 5001, 30_000])
def test_of_many_sentences_the_nearest_are_found_exactly(size: int) -> None:
    similarities = np.random.default_rng(size).integers(0, size // 3, size) / size

    found = nearest(similarities).tolist()

    best = sorted(range(size), key=lambda n: (-similarities[n], n))[:NEAREST]
    assert found == sorted(best)


def test_saved_meaning_opens_once_sentences_are_embedded(tmp_path: Path) -> None:
    collection = retriever_of(PETS).collection
    encoder = WordEncoder()
    saved = SavedMeaning(tmp_path, encoder)

    assert saved.open(collection) is None
    assert saved.progress(collection) == Progress(0, 3)
    embedded = saved.embed(collection, encoder.passages, nothing)
    opened = SavedMeaning(tmp_path, encoder).open(collection)

    assert opened
    assert saved.progress(collection).is_complete
    question = "Do cats sleep?"
    assert (
        opened.similarities(question).tolist()
        == embedded.similarities(question).tolist()
        == Meaning.of(collection, encoder).similarities(question).tolist()
    )
    assert opened.similarities(question).argmax() == 1


def test_only_new_sentences_are_embedded(tmp_path: Path) -> None:
    encoder = WordEncoder()
    saved = SavedMeaning(tmp_path, encoder)
    saved.embed(retriever_of(PETS).collection, encoder.passages, nothing)
    encoder.embedded.clear()

    both = retriever_of(PETS, FOOD).collection
    reports: list[tuple[int, int]] = []
    saved.embed(both, encoder.passages, lambda *report: reports.append(report))

    assert encoder.embedded == ["food: Bread is baked.", "food: Milk is cold."]
    assert reports == [(3, 5), (5, 5)]


def test_embedding_goes_on_where_it_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.semantic.meaning.BATCH", 1)
    encoder = WordEncoder()
    collection = retriever_of(PETS).collection

    def embed(texts: list[str]) -> Vectors:
        if len(encoder.embedded) == 2:
            raise EncoderError("away")
        return encoder.passages(texts)

    saved = SavedMeaning(tmp_path, encoder)
    with pytest.raises(EncoderError):
        saved.embed(collection, embed, nothing)  # type: ignore[arg-type]

    assert saved.progress(collection) == Progress(2, 3)
    encoder.embedded.clear()
    saved.embed(collection, encoder.passages, nothing)
    assert encoder.embedded == ["pets: Fish swim."]


def test_a_file_of_vectors_that_was_removed_is_made_anew(tmp_path: Path) -> None:
    encoder = WordEncoder()
    collection = retriever_of(PETS).collection
    saved = SavedMeaning(tmp_path, encoder)
    saved.embed(collection, encoder.passages, nothing)
    saved._store.path.unlink()

    assert saved.open(collection) is None
    assert saved.embed(collection, encoder.passages, nothing)
    assert saved.progress(collection).is_complete


def test_a_damaged_vector_is_embedded_again(tmp_path: Path) -> None:
    encoder = WordEncoder()
    collection = retriever_of(PETS).collection
    saved = SavedMeaning(tmp_path, encoder)
    saved.embed(collection, encoder.passages, nothing)
    encoder.embedded.clear()
    content = bytearray(saved._store.path.read_bytes())
    content[-1] ^= 64
    saved._store.path.write_bytes(content)

    opened = saved.open(collection)
    assert opened
    assert opened.progress == Progress(2, 3)
    assert saved.progress(collection) == Progress(2, 3)
    saved.embed(collection, encoder.passages, nothing)
    assert encoder.embedded == ["pets: Fish swim."]
    assert saved.progress(collection).is_complete


def test_vectors_of_sentences_that_are_gone_do_not_pile_up(tmp_path: Path) -> None:
    encoder = WordEncoder()
    saved = SavedMeaning(tmp_path, encoder)
    sizes = []
    for number in range(20):
        text = f"Dogs bark {number} times.\n\nCats sleep {number} hours.\n"
        collection = retriever_of(Article(name="pets.txt", text=text)).collection
        meaning = saved.embed(collection, encoder.passages, nothing)
        sizes.append(saved._store.path.stat().st_size)
        opened = SavedMeaning(tmp_path, encoder).open(collection)
        assert opened
        question = f"Do cats sleep {number} hours?"
        assert (opened.similarities(question) == meaning.similarities(question)).all()
        assert opened.similarities(question).argmax() == 1

    assert max(sizes[10:]) <= max(sizes[:10])


def test_saved_rows_of_an_older_file_are_not_used(tmp_path: Path) -> None:
    encoder = WordEncoder()
    collection = retriever_of(PETS).collection
    saved = SavedMeaning(tmp_path, encoder)
    saved.embed(collection, encoder.passages, nothing)
    saved._store.path.unlink()
    rows = saved._rows.rename(tmp_path / "rows")
    saved.embed(retriever_of(FOOD, PETS).collection, encoder.passages, nothing)
    shutil.rmtree(saved._rows)
    rows.rename(saved._rows)

    opened = saved.open(collection)

    assert opened
    assert opened.similarities("Do cats sleep?").argmax() == 1


def test_vectors_that_change_length_meanwhile_are_all_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.semantic.meaning.BATCH", 1)
    encoder = WordEncoder()
    collection = retriever_of(PETS).collection
    saved = SavedMeaning(tmp_path, encoder)
    monkeypatch.setattr("tests.encoders.DIMENSIONS", 32)

    def embed(texts: Sequence[str]) -> Vectors:
        if len(encoder.embedded) == 2:
            monkeypatch.setattr("tests.encoders.DIMENSIONS", 64)
        return encoder.passages(texts)

    with pytest.raises(EncoderError, match="length"):
        saved.embed(collection, embed, nothing)
    meaning = saved.embed(collection, embed, nothing)

    assert meaning.similarities("Do cats sleep?").argmax() == 1


def test_sentences_that_are_all_known_open_at_once_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = WordEncoder()
    saved = SavedMeaning(tmp_path, encoder)
    saved.embed(retriever_of(PETS, FOOD).collection, encoder.passages, nothing)
    collection = retriever_of(FOOD).collection
    saved.embed(collection, encoder.passages, nothing)
    monkeypatch.delattr("retrieval.semantic.meaning.passage_texts")

    assert saved.open(collection)
    assert saved.progress(collection) == Progress(2, 2)


def test_a_changed_title_is_embedded_anew(tmp_path: Path) -> None:
    encoder = WordEncoder()
    saved = SavedMeaning(tmp_path, encoder)
    saved.embed(retriever_of(PETS).collection, encoder.passages, nothing)
    titled = Article(name=PETS.name, text=PETS.text, title="Animals")

    assert saved.progress(retriever_of(titled).collection) == Progress(0, 3)


def test_questions_with_vectors_of_another_length_are_an_error() -> None:
    encoder = WordEncoder()
    meaning = Meaning.of(retriever_of(PETS).collection, encoder)
    encoder.questions = lambda _: np.ones((1, 3), np.float32)  # type: ignore[method-assign, assignment]
    other = Meaning(encoder, meaning._vectors, meaning._rows)

    with pytest.raises(EncoderError, match="another length"):
        other.similarities("Do cats sleep?")


def test_sentences_without_vectors_are_as_near_as_their_language_on_average(
    tmp_path: Path,
) -> None:
    encoder = WordEncoder()
    saved = SavedMeaning(tmp_path, encoder)
    german = Article("tiere.txt", "Die Katzen schlafen.\n\nDie Hunde bellen nicht.\n")
    russian = Article("mir.txt", "Собаки лают.\n")
    saved.embed(retriever_of(PETS, german).collection, encoder.passages, nothing)
    more = Article("brot.txt", "Das Brot ist nicht in dem Schrank.\n")
    collection = retriever_of(PETS, german, FOOD, more, russian).collection

    meaning = saved.open(collection)
    assert meaning
    assert meaning.progress == Progress(5, 9)
    nearness = meaning.nearness("Do cats sleep? Die Katzen schlafen.", collection)

    of_language = {
        language: nearness.sentences[collection.sentence_languages == number]
        for number, language in enumerate(collection.languages)
    }
    lacks = meaning.lacks(range(9))
    known = nearness.sentences[~lacks]
    unknown = {
        language: nearness.sentences[lacks & (collection.sentence_languages == number)]
        for number, language in enumerate(collection.languages)
    }
    assert {name: len(found) for name, found in unknown.items()} == {
        "english": 2,
        "german": 1,
        "russian": 1,
    }
    for language in ("english", "german"):
        average = of_language[language].mean()
        assert unknown[language] == pytest.approx(average)
    assert unknown["english"][0] != pytest.approx(unknown["german"][0], abs=0.01)
    assert unknown["russian"] == pytest.approx(known.mean())


def test_the_meaning_of_another_index_is_not_used() -> None:
    encoder = WordEncoder()
    pets, food = retriever_of(PETS), retriever_of(FOOD)
    meaning = Meaning.of(food.collection, encoder)

    assert not pets.use(meaning, food.collection)
    assert "meaning" not in pets.answer("Do cats sleep?").excerpts[0].evidence
    assert food.use(meaning, food.collection)
