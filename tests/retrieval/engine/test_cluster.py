"""What an answer is like when a node of three dies, freezes, or takes data with it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import EngineUnavailableError
from retrieval.engine.connection import QUESTION_SECONDS, Address, Connection
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever
from tests.opensearch import EngineNode, running_nodes

from .articles import TEXTS, write

pytestmark = pytest.mark.engine

QUESTION = "When does the harbour office open?"


@pytest.fixture
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[EngineNode]]:
    with running_nodes(3, tmp_path_factory.mktemp("cluster")) as nodes:
        yield nodes


def retriever_on(
    nodes: list[EngineNode], folder: Path, replicas: int
) -> EngineRetriever:
    write(folder, TEXTS)
    connection = Connection(Address(tuple(node.url for node in nodes)))
    index = EngineIndex(connection, "test", shards=3, replicas=replicas)
    index.refresh(folder, lambda done, total: None)
    nodes[0].client.cluster.health(params={"wait_for_status": "green"})
    return EngineRetriever(connection, "test")


def test_with_replicas_answers_go_on_without_a_node(
    nodes: list[EngineNode], tmp_path: Path
) -> None:
    retriever = retriever_on(nodes, tmp_path, replicas=1)
    before = retriever.answer(QUESTION).excerpts
    assert before

    nodes[2].kill()

    assert settled(retriever) == before


def test_a_frozen_node_delays_no_reply_beyond_the_deadline(
    nodes: list[EngineNode], tmp_path: Path
) -> None:
    retriever = retriever_on(nodes, tmp_path, replicas=1)
    before = retriever.answer(QUESTION).excerpts

    nodes[2].freeze()

    for _ in range(3):
        began = time.monotonic()
        try:
            found = retriever.answer(QUESTION).excerpts
        except EngineUnavailableError:
            found = before
        assert found == before
        assert time.monotonic() - began < QUESTION_SECONDS + 2


def test_without_replicas_a_lost_node_is_an_error_and_not_half_an_answer(
    nodes: list[EngineNode], tmp_path: Path
) -> None:
    retriever = retriever_on(nodes, tmp_path, replicas=0)
    assert retriever.answer(QUESTION).excerpts

    nodes[2].kill()

    nodes[0].wait_for(2)
    for _ in range(3):
        with pytest.raises(EngineUnavailableError):
            retriever.answer(QUESTION)


def settled(retriever: EngineRetriever) -> object:
    """Return the answer once there is one again: a dead node must be noticed first."""
    end = time.monotonic() + 60
    while True:
        try:
            return retriever.answer(QUESTION).excerpts
        except EngineUnavailableError:
            if time.monotonic() > end:
                raise
