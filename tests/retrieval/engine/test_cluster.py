"""What an answer is like when a node of three freezes, dies, or takes data with it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from retrieval import Answer, EngineUnavailableError
from retrieval.engine.connection import Address, Connection
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever
from tests.opensearch import EngineNode, running_nodes

from .articles import TEXTS, write

pytestmark = pytest.mark.engine

QUESTION = "When does the harbour office open?"

PATIENCE_SECONDS = 60.0
"""A request has at most 8 seconds; nodes that hang would take any time."""

T = TypeVar("T")

# The fixtures take nodes away, one after another, so the order of the tests matters.


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[EngineNode]]:
    with running_nodes(3, tmp_path_factory.mktemp("cluster")) as nodes:
        yield nodes


@pytest.fixture(scope="module")
def retrievers(
    nodes: list[EngineNode], tmp_path_factory: pytest.TempPathFactory
) -> dict[int, EngineRetriever]:
    """Retrievers on the same articles, by the number of replicas of their shards."""
    folder = tmp_path_factory.mktemp("articles")
    write(folder, TEXTS)
    connection = Connection(Address(tuple(node.url for node in nodes)))
    for replicas in (0, 1):
        index = EngineIndex(connection, f"r{replicas}", shards=3, replicas=replicas)
        index.refresh(folder, lambda done, total: None)
    nodes[0].client.cluster.health(params={"wait_for_status": "green"})
    return {number: EngineRetriever(connection, f"r{number}") for number in (0, 1)}


@pytest.fixture(scope="module")
def expected(retrievers: dict[int, EngineRetriever]) -> Answer:
    answer = retrievers[1].answer(QUESTION)
    assert "7:30" in answer.excerpts[0].text
    return answer


@pytest.fixture(scope="module")
def without_a_node(
    nodes: list[EngineNode], retrievers: dict[int, EngineRetriever], expected: Answer
) -> dict[int, EngineRetriever]:
    assert settled(retrievers[0]) == expected
    nodes[2].kill()
    return retrievers


@pytest.fixture(scope="module")
def without_quorum(
    nodes: list[EngineNode], without_a_node: dict[int, EngineRetriever]
) -> dict[int, EngineRetriever]:
    nodes[1].kill()
    return without_a_node


def test_a_frozen_node_delays_no_reply_beyond_the_deadline(
    nodes: list[EngineNode], retrievers: dict[int, EngineRetriever], expected: Answer
) -> None:
    nodes[2].freeze()
    try:
        for _ in range(3):
            assert_whole_or_an_error_in_time(retrievers[1], expected)
    finally:
        nodes[2].thaw()
    nodes[0].wait_for(3)


def test_with_replicas_answers_go_on_without_a_node(
    without_a_node: dict[int, EngineRetriever], expected: Answer
) -> None:
    assert settled(without_a_node[1]) == expected


def test_without_replicas_a_lost_node_is_an_error_and_not_half_an_answer(
    nodes: list[EngineNode], without_a_node: dict[int, EngineRetriever]
) -> None:
    nodes[0].wait_for(2)
    for _ in range(3):
        with pytest.raises(EngineUnavailableError):
            without_a_node[0].answer(QUESTION)


def test_without_a_quorum_an_answer_is_whole_or_an_error_in_time(
    without_quorum: dict[int, EngineRetriever], expected: Answer
) -> None:
    for _ in range(2):
        assert_whole_or_an_error_in_time(without_quorum[1], expected)


def test_without_a_quorum_a_start_ends_with_an_error_that_may_pass(
    nodes: list[EngineNode], without_quorum: dict[int, EngineRetriever]
) -> None:
    assert without_quorum
    connection = Connection(Address((nodes[0].url,)))

    with pytest.raises(EngineUnavailableError):
        ended(lambda: EngineRetriever(connection, "r0"))


def assert_whole_or_an_error_in_time(
    retriever: EngineRetriever, expected: Answer
) -> None:
    try:
        found = ended(lambda: retriever.answer(QUESTION))
    except EngineUnavailableError:
        found = expected
    assert found == expected


def ended(task: Callable[[], T]) -> T:
    """Return the result of *task*, which must not wait for what never comes."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(task).result(PATIENCE_SECONDS)


def settled(retriever: EngineRetriever) -> Answer:
    """Return the answer once there is one: a lost node must be noticed first."""
    end = time.monotonic() + 60
    while True:
        try:
            return retriever.answer(QUESTION)
        except EngineUnavailableError:
            if time.monotonic() > end:
                raise
