"""Searching by meaning what words find in a real engine."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from retrieval import EncoderError, Retriever
from retrieval.articles import read_articles
from retrieval.engine.connection import Connection
from retrieval.engine.embedder import EngineEmbedding
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever
from retrieval.engine.schema import article_id, indices
from retrieval.retriever import BaseRetriever
from retrieval.semantic.encoder import Vectors
from retrieval.semantic.meaning import Progress
from tests.encoders import DIMENSIONS, WordEncoder

from .articles import TEXTS, ignore, write

pytestmark = pytest.mark.engine

SHOP = (
    "The shop sells bread.\n\nIn the shop work begins at seven.\n\nThe shop is red.\n"
)
QUESTION = "shop unlocked"
MEANING = {"unlocked": "begins"}
BY_MEANING, BY_WORDS = "In the shop work begins at seven.", "The shop sells bread."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, {"shop.txt": SHOP, **TEXTS})
    return tmp_path


@pytest.fixture
def refresh(connection: Connection, prefix: str, folder: Path) -> Callable[[], None]:
    index = EngineIndex(connection, prefix, replicas=0)
    return lambda: index.refresh(folder, ignore)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder(MEANING)


@pytest.fixture
def embed(
    connection: Connection, prefix: str, encoder: WordEncoder
) -> Callable[[], Progress]:
    def embed() -> Progress:
        embedding = EngineEmbedding(connection, prefix, encoder.name, encoder.passages)
        embedding.complete(ignore)
        return embedding.progress

    return embed


@pytest.fixture
def retriever(
    connection: Connection, prefix: str, encoder: WordEncoder
) -> Callable[[], EngineRetriever]:
    return lambda: EngineRetriever(connection, prefix, encoder=encoder)


def change_shop(folder: Path) -> None:
    write(folder, {"shop.txt": "The shop is closed.\n"})


def remove_shop(folder: Path) -> None:
    folder.joinpath("shop.txt").unlink()


def first(retriever: BaseRetriever) -> str:
    return retriever.search(QUESTION, 1)[0].sentence.text


def test_a_paraphrase_is_first_as_on_one_machine(
    folder: Path,
    refresh: Callable[[], None],
    encoder: WordEncoder,
    embed: Callable[[], Progress],
    retriever: Callable[[], EngineRetriever],
) -> None:
    refresh()
    assert embed().is_complete

    here, there = Retriever(read_articles(folder), encoder=encoder), retriever()

    assert first(Retriever(read_articles(folder))) == BY_WORDS
    assert first(here) == first(there) == BY_MEANING
    assert there.embedded == Progress(
        len(here.collection.sentences), len(here.collection.sentences)
    )


def test_sentences_are_as_much_nearer_than_others_as_on_one_machine(
    folder: Path,
    refresh: Callable[[], None],
    encoder: WordEncoder,
    embed: Callable[[], Progress],
    retriever: Callable[[], EngineRetriever],
) -> None:
    refresh()
    embed()
    here, there = Retriever(read_articles(folder), encoder=encoder), retriever()

    for question in (QUESTION, "When does the harbour office open?", "Kinder Eintritt"):
        expected = meaning_of_hits(here, question)
        found = meaning_of_hits(there, question)
        assert found
        shared = {place: expected[place] for place in found}
        assert found == pytest.approx(shared, abs=0.3)


def meaning_of_hits(
    retriever: BaseRetriever, question: str
) -> dict[tuple[str, int], float]:
    """Return by its place what meaning adds to the score of each hit."""
    return {
        (hit.sentence.article.name, hit.sentence.start): hit.evidence["meaning"]
        for hit in retriever.search(question, 100)
    }


def test_meaning_adds_nothing_to_what_words_find(
    folder: Path,
    refresh: Callable[[], None],
    embed: Callable[[], Progress],
    retriever: Callable[[], EngineRetriever],
) -> None:
    write(folder, {"market.txt": "Apples cost little.\n\nThe shop is near it.\n"})
    refresh()
    embed()

    hits = retriever().search(QUESTION)

    assert len(hits) == 4
    assert all("shop" in hit.sentence.text.lower() for hit in hits)


def test_an_index_without_vectors_answers_by_words(
    refresh: Callable[[], None],
    embed: Callable[[], Progress],
    retriever: Callable[[], EngineRetriever],
) -> None:
    refresh()
    before = retriever()

    assert first(before) == BY_WORDS
    assert before.embedded
    assert before.embedded.done == 0
    assert not before.has_changed()
    embed()
    assert before.has_changed()
    assert first(retriever()) == BY_MEANING


def test_vectors_change_no_score_of_words(
    connection: Connection,
    prefix: str,
    refresh: Callable[[], None],
    embed: Callable[[], Progress],
) -> None:
    refresh()
    before = EngineRetriever(connection, prefix).search(QUESTION)

    embed()

    after = EngineRetriever(connection, prefix).search(QUESTION)
    assert [hit.score for hit in after] == [hit.score for hit in before]


def test_vectors_of_another_encoder_are_not_compared(
    refresh: Callable[[], None],
    encoder: WordEncoder,
    embed: Callable[[], Progress],
    retriever: Callable[[], EngineRetriever],
) -> None:
    refresh()
    embed()
    encoder.name = "words 2"

    after = retriever()

    assert first(after) == BY_WORDS
    assert after.embedded
    assert after.embedded.done == 0
    assert embed().is_complete
    assert first(retriever()) == BY_MEANING


def test_an_encoder_may_make_longer_vectors_under_the_same_name(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    refresh: Callable[[], None],
    embed: Callable[[], Progress],
    retriever: Callable[[], EngineRetriever],
) -> None:
    refresh()
    embed()
    monkeypatch.setattr("tests.encoders.DIMENSIONS", DIMENSIONS + 1)
    write(folder, {"shop.txt": f"{SHOP}\nThe shop is here.\n"})
    refresh()
    embed()

    assert first(retriever()) == BY_MEANING


def test_only_changed_articles_are_embedded_again(
    folder: Path,
    refresh: Callable[[], None],
    encoder: WordEncoder,
    embed: Callable[[], Progress],
) -> None:
    refresh()
    embed()
    encoder.embedded.clear()
    write(folder, {"shop.txt": "The shop is closed.\n"})

    refresh()
    progress = embed()

    assert encoder.embedded == ["shop: The shop is closed."]
    assert progress.is_complete


@pytest.mark.parametrize("change", [change_shop, remove_shop])
def test_nothing_is_left_of_the_vectors_of_an_article_that_changes_meanwhile(
    connection: Connection,
    prefix: str,
    folder: Path,
    refresh: Callable[[], None],
    encoder: WordEncoder,
    embed: Callable[[], Progress],
    change: Callable[[Path], None],
) -> None:
    refresh()

    def overtaken(texts: Sequence[str]) -> Vectors:
        if not encoder.embedded:
            change(folder)
            refresh()
        return encoder.passages(texts)

    EngineEmbedding(connection, prefix, encoder.name, overtaken).complete(ignore)

    assert generations_with_vectors("shop.txt", connection, prefix) == set()
    assert embed().is_complete
    there = folder.joinpath("shop.txt").exists()
    assert len(generations_with_vectors("shop.txt", connection, prefix)) == there


def generations_with_vectors(
    name: str, connection: Connection, prefix: str
) -> set[int]:
    """Return the generations of an article that there are vectors of."""
    of_article = {"term": {"article": article_id(name)}}
    is_vector = {"exists": {"field": "encoder"}}
    query = {"query": {"bool": {"filter": [of_article, is_vector]}}, "size": 100}
    found = connection.manage(
        lambda client: client.search(index=indices(prefix).paragraphs, body=query)
    )
    return {hit["_source"]["generation"] for hit in found["hits"]["hits"]}


def test_embedding_goes_on_with_the_articles_that_are_not_written(
    monkeypatch: pytest.MonkeyPatch,
    connection: Connection,
    prefix: str,
    refresh: Callable[[], None],
    encoder: WordEncoder,
    embed: Callable[[], Progress],
) -> None:
    monkeypatch.setattr("retrieval.engine.embedder.SENTENCES", 1)
    refresh()

    def until_away(texts: Sequence[str]) -> Vectors:
        if len(encoder.embedded) > 3:
            raise EncoderError("away")
        return encoder.passages(texts)

    with pytest.raises(EncoderError):
        EngineEmbedding(connection, prefix, encoder.name, until_away).complete(ignore)
    written = [*encoder.embedded]
    encoder.embedded.clear()

    assert embed().is_complete
    assert written
    assert not {*written} & {*encoder.embedded}


def test_while_the_encoder_is_away_answers_are_searched_by_words(
    monkeypatch: pytest.MonkeyPatch,
    refresh: Callable[[], None],
    encoder: WordEncoder,
    embed: Callable[[], Progress],
    retriever: Callable[[], EngineRetriever],
) -> None:
    def away(_: Sequence[str]) -> Vectors:
        raise EncoderError("away")

    refresh()
    embed()
    opened = retriever()
    monkeypatch.setattr(encoder, "questions", away)

    assert first(opened) == BY_WORDS
