import uuid
from collections.abc import Iterator

import pytest

from retrieval.engine.connection import Address, Connection
from tests.opensearch import EngineNode, running_nodes


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineNode]:
    with running_nodes(1, tmp_path_factory.mktemp("node")) as (node,):
        yield node


@pytest.fixture
def connection(node: EngineNode) -> Connection:
    return Connection(Address((node.url,)))


@pytest.fixture
def prefix() -> str:
    return f"test-{uuid.uuid4().hex}"
