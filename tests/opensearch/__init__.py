"""Real nodes of OpenSearch, for tests; each ends with the process that started it."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pytest
from filelock import FileLock
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import TransportError

HERE = Path(__file__).parent
START_SECONDS = 120
REQUIRED = "EXCERPT_BOT_TESTS_NEED_ENGINE"
"""If this variable is set, tests of the engine fail where it cannot be started."""

_SETTINGS = {
    "cluster.name": "tests",
    "network.host": "127.0.0.1",
    "node.processors": "1",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    # In a small heap, garbage alone would be too much for it.
    "indices.breaker.total.use_real_memory": "false",
}


class EngineNode:
    """A running node; *url* is where it answers."""

    def __init__(self, port: int, command: Sequence[str], log: IO[bytes]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._command, self._log = command, log
        self._process = self._started()
        self.client: Any = OpenSearch(self.url, max_retries=0, timeout=30)

    def kill(self) -> None:
        """End it at once, as a loss of power would."""
        self._process.kill()
        self._process.communicate()

    def restart(self) -> None:
        """Start it again after it was killed, and wait until it has its data."""
        self._process = self._started()
        self.wait_for(1)
        self.client.cluster.health(params={"wait_for_status": "green"})

    def freeze(self) -> None:
        """Have it hold its connections, but do nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        self._process.send_signal(signal.SIGCONT)

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=self._log, stderr=self._log
        )

    def wait_for(self, nodes: int) -> None:
        """Return once it is in a cluster of so many *nodes*."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with suppress(NoConnection, TransportError):
                health = self.client.cluster.health()
                if health["number_of_nodes"] == nodes:
                    return
            assert self._process.poll() is None, "the node has ended"
            time.sleep(0.1)
        raise TimeoutError("the node is not ready")


@contextmanager
def running_nodes(
    number: int, folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[list[EngineNode]]:
    """Run a cluster of nodes with their data in *folder*."""
    classpath = _classpath()
    ports = [_free_port() for _ in range(2 * number)]
    addresses = ",".join(f"127.0.0.1:{port}" for port in ports[number:])
    names = ",".join(f"node-{port}" for port in ports[:number])
    cluster = {
        "discovery.seed_hosts": addresses,
        "cluster.initial_cluster_manager_nodes": names,
        # Dead and frozen nodes are noticed soon.
        "cluster.fault_detection.follower_check.timeout": "2s",
        "cluster.fault_detection.leader_check.timeout": "2s",
    }
    with ExitStack() as stack:
        nodes = []
        for http, transport in zip(ports[:number], ports[number:], strict=True):
            place = folder / str(http)
            own = {
                "node.name": f"node-{http}",
                "http.port": str(http),
                "transport.port": str(transport),
                "path.home": str(place),
                "path.data": str(place / "data"),
                **(cluster if number > 1 else {"discovery.type": "single-node"}),
            }
            every = {**_SETTINGS, **own, **(settings or {})}
            place.mkdir()
            log = stack.enter_context(place.joinpath("log").open("wb"))
            node = EngineNode(http, _command(classpath, every), log)
            stack.callback(node.kill)
            nodes.append(node)
        for node in nodes:
            node.wait_for(number)
        yield nodes


def _command(classpath: str, settings: Mapping[str, str]) -> list[str]:
    options = ("-Xmx384m", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN")
    return [
        *("java", *options, "-cp", classpath, str(HERE / "EngineNode.java")),
        *(f"{key}={value}" for key, value in settings.items()),
    ]


def _classpath() -> str:
    """Return where the artifacts are, which are fetched once."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            _refuse(f"{program} is not installed")
    cache = Path(tempfile.gettempdir()) / f"excerpt-bot-opensearch-{os.getuid()}"
    cache.mkdir(mode=0o700, exist_ok=True)
    with FileLock(cache / "lock"):
        wanted = hashlib.sha256((HERE / "pom.xml").read_bytes()).hexdigest()
        file = cache / f"classpath-{wanted[:16]}"
        if not file.exists():
            command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml")]
            goal = ["dependency:build-classpath", f"-Dmdep.outputFile={file}"]
            done = subprocess.run([*command, *goal], capture_output=True, check=False)
            if done.returncode:
                _refuse("Maven cannot fetch OpenSearch")
        return file.read_text(encoding="utf-8")


def _refuse(reason: str) -> None:
    if os.environ.get(REQUIRED):
        raise RuntimeError(reason)
    pytest.skip(reason)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
