from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from retrieval import Answer, EngineError, EngineUnavailableError, Retriever
from retrieval.articles import read_articles
from retrieval.engine import indexer
from retrieval.engine.connection import Address, Connection, Deadline, Json
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever
from retrieval.engine.schema import aliases, article_id, indices
from retrieval.retriever import BaseRetriever
from tests.opensearch import EngineNode, running_nodes

from .articles import (
    HARBOUR,
    LIGHTHOUSE,
    PARTS,
    QUESTIONS,
    TEXTS,
    TWO_SPELLINGS,
    ignore,
    write,
)

pytestmark = pytest.mark.engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, TEXTS)
    return tmp_path


def index_of(connection: Connection, prefix: str, shards: int = 1) -> EngineIndex:
    return EngineIndex(connection, prefix, shards=shards, replicas=0)


@pytest.fixture
def refresh(connection: Connection, prefix: str, folder: Path) -> Callable[[], None]:
    return lambda: index_of(connection, prefix).refresh(folder, ignore)


def told(answer: Answer) -> object:
    return (
        answer.confidence,
        answer.corrections,
        answer.unknown,
        answer.unused,
        [
            (e.text, e.source, e.start, e.line, e.section, e.heads, e.title, e.matches)
            for e in answer.excerpts
        ],
    )


def sources(answer: Answer) -> list[str]:
    return [excerpt.source for excerpt in answer.excerpts]


@pytest.mark.parametrize("shards", [1, 3])
def test_answers_are_those_of_one_machine(
    connection: Connection, prefix: str, folder: Path, shards: int
) -> None:
    index_of(connection, prefix, shards).refresh(folder, ignore)
    there, here = EngineRetriever(connection, prefix), Retriever(read_articles(folder))

    answers = {question: told(there.answer(question)) for question in QUESTIONS}

    assert answers == {question: told(here.answer(question)) for question in QUESTIONS}


@pytest.mark.parametrize(
    ("texts", "question"),
    [
        (TEXTS, "When does the harbour office open?"),
        (TEXTS, "Was kostet der Eintritt für Kinder?"),
        (TWO_SPELLINGS, "Where did the sailors wait for Zelenskyy?"),
        (TWO_SPELLINGS, "Where did the captain meet Zelenskiy?"),
        (PARTS, "Wer empfängt die Funkwellen?"),
    ],
)
def test_scores_are_those_of_one_machine(
    connection: Connection,
    prefix: str,
    tmp_path: Path,
    texts: dict[str, str],
    question: str,
) -> None:
    write(tmp_path, texts)
    index_of(connection, prefix).refresh(tmp_path, ignore)
    there, here = (
        EngineRetriever(connection, prefix),
        Retriever(read_articles(tmp_path)),
    )

    hits = scores(there, question)

    assert hits
    assert hits == pytest.approx(scores(here, question))


def scores(retriever: BaseRetriever, question: str) -> dict[tuple[str, int], float]:
    """Return the score of each hit by its place."""
    hits = retriever.search(question)
    return {(hit.sentence.article.name, hit.sentence.start): hit.score for hit in hits}


def test_articles_and_their_parts_are_those_of_one_machine(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    there, here = EngineRetriever(connection, prefix), Retriever(read_articles(folder))
    [excerpt, *_] = there.answer("Who built the lighthouse?").excerpts
    [same, *_] = here.answer("Who built the lighthouse?").excerpts

    assert list(there.articles) == list(here.articles)
    assert there.names == here.names
    assert there.titles == here.titles
    assert there.context(excerpt).text == here.context(same).text
    assert there.steps(1) == here.steps(1)
    assert there.names_of_text(LIGHTHOUSE) == ["lighthouse.txt"]


def test_sentences_near_a_quotation_are_those_of_one_machine(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    there, here = EngineRetriever(connection, prefix), Retriever(read_articles(folder))

    for text in ("It is 41 metres tall.", "Visitors may climb the stairs", "zzzz"):
        assert places(there, text) == places(here, text)


def places(retriever: BaseRetriever, text: str) -> list[tuple[str, int]]:
    near = retriever.sentences_near(text, 100)
    return [(sentence.article.name, sentence.start) for sentence in near]


def test_a_changed_article_is_quoted_as_it_is_now(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    write(folder, {"harbour.md": HARBOUR.replace("7:30", "8:45")})

    refresh()

    retriever = EngineRetriever(connection, prefix)
    [excerpt, *_] = retriever.answer("When does the harbour office open?").excerpts
    assert "8:45" in excerpt.text
    assert len(generations_of("harbour.md", connection, prefix)) == 1


def test_a_renamed_article_is_quoted_under_its_new_name_only(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    folder.joinpath("harbour.md").rename(folder / "port.md")

    refresh()

    answer = EngineRetriever(connection, prefix).answer("When can I moor a boat?")
    assert sources(answer)[0] == "port.md"
    assert "harbour.md" not in sources(answer)
    assert generations_of("harbour.md", connection, prefix) == set()


def test_a_generation_that_was_not_completed_is_not_quoted(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    retriever = EngineRetriever(connection, prefix)
    write(folder, {"harbour.md": HARBOUR.replace("7:30", "8:45")})

    with pytest.raises(InterruptedError):
        Interrupted(connection, prefix, replicas=0).refresh(folder, ignore)

    assert len(generations_of("harbour.md", connection, prefix)) == 2
    [excerpt, *_] = retriever.answer("When does the harbour office open?").excerpts
    assert "7:30" in excerpt.text
    refresh()
    assert len(generations_of("harbour.md", connection, prefix)) == 1


class Interrupted(EngineIndex):
    """Ends before it switches to what it has written."""

    def _replacing(self, *_: object) -> dict[str, object]:
        raise InterruptedError


def test_of_two_indexers_of_one_article_one_prevails(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    write(folder, {"harbour.md": HARBOUR.replace("7:30", "8:45")})

    Overtaken(connection, prefix, replicas=0).refresh(folder, ignore)

    assert len(generations_of("harbour.md", connection, prefix)) == 1
    retriever = EngineRetriever(connection, prefix)
    [excerpt, *_] = retriever.answer("When does the harbour office open?").excerpts
    assert "8:45" in excerpt.text


class Overtaken(EngineIndex):
    """Another indexer does the work before this one writes."""

    def _write(self, *work: object) -> None:
        EngineIndex._write(self, *work)  # type: ignore[arg-type]
        EngineIndex._write(self, *work)  # type: ignore[arg-type]


def test_of_many_articles_that_are_gone_nothing_is_left(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    notes = {f"notes/{n}.txt": f"Visitor {n} came by boat." for n in range(400)}
    write(folder, notes)
    refresh()
    for name in notes:
        folder.joinpath(name).unlink()

    refresh()

    assert set(EngineRetriever(connection, prefix).names) == set(TEXTS)
    assert paragraphs_with("boat", connection, prefix) == {article_id("harbour.md")}


def test_an_article_that_is_back_after_half_a_deletion_is_quoted(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    folder.joinpath("harbour.md").unlink()
    with pytest.raises(InterruptedError):
        HalfDeleting(connection, prefix, replicas=0).refresh(folder, ignore)
    write(folder, {"harbour.md": HARBOUR})

    refresh()

    answer = EngineRetriever(connection, prefix).answer("When can I moor a boat?")
    assert sources(answer)[0] == "harbour.md"


class HalfDeleting(EngineIndex):
    """Ends when it has deleted the paragraphs of articles that are gone."""

    def _delete_paragraphs(self, queries: Iterable[Json]) -> None:
        super()._delete_paragraphs(queries)
        raise InterruptedError


def paragraphs_with(stem: str, connection: Connection, prefix: str) -> set[str]:
    """Return the articles that have paragraphs with *stem*, current or not."""
    query = {"query": {"term": {"stems": stem}}, "size": 1000}
    found = connection.manage(
        lambda client: client.search(index=indices(prefix).paragraphs, body=query)
    )
    return {hit["_source"]["article"] for hit in found["hits"]["hits"]}


def generations_of(name: str, connection: Connection, prefix: str) -> set[int]:
    """Return the generations that there are paragraphs of."""
    names = indices(prefix)
    query = {"query": {"term": {"article": article_id(name)}}, "size": 100}
    found = connection.manage(
        lambda client: client.search(index=names.paragraphs, body=query)
    )
    return {hit["_source"]["generation"] for hit in found["hits"]["hits"]}


def test_an_article_that_changes_while_a_question_is_answered_is_quoted(
    node: EngineNode, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    connection = Overtaking(Address((node.url,)))
    retriever = EngineRetriever(connection, prefix)
    assert "harbour.md" in retriever.names
    write(folder, {"harbour.md": HARBOUR.replace("7:30", "8:45")})
    connection.between = [refresh]

    [excerpt, *_] = retriever.answer("When does the harbour office open?").excerpts

    assert not connection.between
    assert "8:45" in excerpt.text


class Overtaking(Connection):
    """Does something *between* the two trips of a question."""

    between: list[Callable[[], None]]

    def search_with_scores(
        self, index: str, body: Json, deadline: Deadline
    ) -> list[Json]:
        while self.between:
            self.between.pop()()
        return super().search_with_scores(index, body, deadline)


def test_an_unchanged_folder_is_not_written_again(
    connection: Connection, prefix: str, refresh: Callable[[], None]
) -> None:
    refresh()
    before = EngineRetriever(connection, prefix)

    refresh()

    assert not before.has_changed()


def test_a_changed_index_has_another_version(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    before = EngineRetriever(connection, prefix)
    folder.joinpath("harbour.md").unlink()

    refresh()

    assert before.has_changed()
    assert EngineRetriever(connection, prefix).version != before.version


def test_a_change_by_an_indexer_whose_clock_is_behind_makes_another_version(
    connection: Connection,
    prefix: str,
    folder: Path,
    refresh: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refresh()
    write(folder, {"mill.txt": "The windmill grinds rye. It has four sails."})
    refresh()
    before = EngineRetriever(connection, prefix)
    write(folder, {"harbour.md": HARBOUR.replace("7:30", "8:45")})

    monkeypatch.setattr(indexer, "time", SimpleNamespace(time_ns=lambda: 0))
    refresh()

    assert before.has_changed()


def test_an_article_that_was_added_since_is_not_quoted_yet(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    before = EngineRetriever(connection, prefix)
    assert "harbour.md" in before.names
    write(folder, {"mill.txt": "The windmill grinds rye. It has four sails."})

    refresh()

    assert "mill.txt" not in sources(before.answer("What does the windmill grind?"))
    after = EngineRetriever(connection, prefix)
    assert sources(after.answer("What does the windmill grind?")) == ["mill.txt"]


def test_which_articles_have_come_and_gone_is_known_before_they_are_read(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    refresh()
    before = EngineRetriever(connection, prefix)
    assert set(before.names) == set(TEXTS)
    write(folder, {"mill.txt": "The windmill grinds rye. It has four sails."})
    folder.joinpath("harbour.md").unlink()

    refresh()

    assert before.names_now() == {*TEXTS, "mill.txt"} - {"harbour.md"}
    assert "mill.txt" not in before.names


def test_without_an_index_the_error_says_how_to_make_one(
    connection: Connection, prefix: str
) -> None:
    with pytest.raises(EngineError, match="python -m bot index"):
        EngineRetriever(connection, prefix)


def test_an_index_of_another_version_is_refused_and_replaced(
    connection: Connection, prefix: str, folder: Path, refresh: Callable[[], None]
) -> None:
    for alias in aliases(prefix):
        body = {"mappings": {"_meta": {"version": "0.0"}}, "aliases": {alias: {}}}
        connection.manage(partial(create, f"{alias}-old", body))
    with pytest.raises(EngineError, match=r"another version.*0\.0"):
        EngineRetriever(connection, prefix)

    refresh()

    assert EngineRetriever(connection, prefix).answer("Who built the lighthouse?")
    assert not connection.manage(
        lambda c: c.indices.exists(index=f"{aliases(prefix).articles}-old")
    )


def create(name: str, body: object, client: Any) -> None:
    client.indices.create(index=name, body=body)


def test_an_index_is_described(
    connection: Connection, prefix: str, refresh: Callable[[], None]
) -> None:
    refresh()

    contents = index_of(connection, prefix).contents()

    assert (contents.articles, contents.shards, contents.replicas) == (4, 1, 0)
    assert contents.health == "green"


def test_where_a_node_is_crowded_an_answer_is_whole_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, prefix: str, folder: Path
) -> None:
    crowded = {"thread_pool.search.size": "1", "thread_pool.search.queue_size": "2"}
    with running_nodes(1, tmp_path_factory.mktemp("crowded"), crowded) as (node,):
        connection = Connection(Address((node.url,)))
        index_of(connection, prefix).refresh(folder, ignore)
        question = "When does the harbour office open?"
        retriever = EngineRetriever(connection, prefix)
        expected = told(Retriever(read_articles(folder)).answer(question))

        def ask(_: int) -> object:
            try:
                return told(retriever.answer(question))
            except EngineUnavailableError:
                return "busy"

        with ThreadPoolExecutor(16) as threads:
            answers = list(threads.map(ask, range(48)))

    assert "busy" in answers
    assert all(answer in ("busy", expected) for answer in answers)
