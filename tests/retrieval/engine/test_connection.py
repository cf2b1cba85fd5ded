"""What becomes of answers of an engine that fails, as a small server sends them."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from retrieval import EngineError, EngineUnavailableError
from retrieval.engine.breaker import CircuitBreaker
from retrieval.engine.connection import FIRST_SHARE, Address, Connection, Deadline
from retrieval.errors import EngineRefusalError

WHOLE = {"total": 3, "successful": 3, "skipped": 0, "failed": 0}
HITS = {"timed_out": False, "_shards": WHOLE, "hits": {"hits": []}}

SECONDS = 2.0

Reply = tuple[int, object]


@contextmanager
def engine(
    *replies: Reply, certificate: trustme.LeafCert | None = None
) -> Iterator[tuple[str, list[str]]]:
    """Serve *replies*, one after another and the last one again and again.

    An event instead of a body is waited for first. Yields the address, and the bodies
    of requests.
    """
    waiting: list[Reply] = list(replies)
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            asked.append(self.rfile.read(size).decode())
            status, body = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if isinstance(body, threading.Event):
                body.wait()
                body = None
            if isinstance(body, bytes):
                kind, data = "text/html", body
            else:
                kind, data = "application/json", json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        scheme = "https" if certificate else "http"
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def search(url: str, ca: Path | None = None) -> list[Any]:
    address = Address((url,), "reader", "hunter2-hunter2", str(ca) if ca else None)
    return Connection(address).searches([("articles", {})], Deadline(SECONDS))


def item(**changes: object) -> Reply:
    return 200, {"responses": [{**HITS, **changes}]}


@pytest.mark.parametrize(
    "reply",
    [
        item(timed_out=True),
        # Of a red index, a shard is lost without having failed.
        item(_shards={**WHOLE, "successful": 2}),
        item(_shards={**WHOLE, "successful": 2, "skipped": 1}),
        item(_shards={**WHOLE, "failed": 1}),
        item(error={"type": "rejected"}, status=429),
        item(error={"type": "unavailable"}, status=503),
        (429, {"error": {"type": "circuit_breaking_exception"}, "status": 429}),
        (503, {"error": {"type": "no_cluster_manager"}, "status": 503}),
    ],
    ids=json.dumps,
)
def test_half_an_answer_and_a_busy_engine_are_errors_that_may_pass(
    reply: Reply,
) -> None:
    with engine(reply) as (url, asked):
        with pytest.raises(EngineUnavailableError):
            search(url)

        assert len(asked) == 2


@pytest.mark.parametrize("is_whole_request", [True, False])
def test_what_asks_too_much_is_not_called_busy(is_whole_request: bool) -> None:
    cause = {"type": "too_many_clauses", "reason": "maxClauseCount is set to 1024"}
    error = {"type": "search_phase_execution_exception", "root_cause": [cause]}
    reply = (500, {"error": error, "status": 500})
    with engine(reply if is_whole_request else item(error=error, status=500)) as (
        url,
        asked,
    ):
        with pytest.raises(EngineError, match=r"refused.*too_many_clauses") as raised:
            search(url)

        assert not isinstance(raised.value, EngineUnavailableError)
        assert len(asked) == 1


def test_a_lost_connection_between_nodes_may_pass() -> None:
    error = {"type": "node_disconnected_exception"}
    with (
        engine((500, {"error": error, "status": 500})) as (url, _),
        pytest.raises(EngineUnavailableError, match="failed: node_disconnected"),
    ):
        search(url)


def test_a_page_of_a_proxy_instead_of_an_answer_may_pass() -> None:
    with (
        engine((200, b"<html>We will be back soon.</html>")) as (url, _),
        pytest.raises(EngineUnavailableError, match="is not the search engine"),
    ):
        search(url)


def test_what_fails_once_is_asked_once_more() -> None:
    with engine(item(timed_out=True), item()) as (url, asked):
        assert search(url) == [HITS]

        assert len(asked) == 2


def test_shards_that_need_not_be_searched_are_not_missing() -> None:
    skipped = {**WHOLE, "skipped": 1}
    with engine(item(_shards=skipped)) as (url, _):
        assert search(url)


def test_a_refusal_of_one_request_is_told_from_what_concerns_all() -> None:
    answer = {"error": {"type": "query_shard_exception"}, "status": 400}
    with engine((400, answer)) as (url, _), pytest.raises(EngineRefusalError):
        search(url)


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (401, "ENGINE_PASSWORD"),
        (403, "ENGINE_PASSWORD"),
        (404, "python -m bot index"),
    ],
)
def test_what_somebody_must_change_is_said_and_not_asked_again(
    status: int, remedy: str
) -> None:
    with engine((status, {"error": {"type": "x"}, "status": status})) as (url, asked):
        with pytest.raises(EngineError, match=remedy) as raised:
            search(url)

        assert not isinstance(raised.value, EngineUnavailableError)
        assert len(asked) == 1


def test_a_host_is_trusted_if_the_given_authority_signed_its_certificate(
    tmp_path: Path,
) -> None:
    ours, another = trustme.CA(), trustme.CA()
    for authority, name in ((ours, "ours"), (another, "another")):
        authority.cert_pem.write_to_path(tmp_path / name)
    with engine(item(), certificate=ours.issue_cert("127.0.0.1")) as (url, asked):
        assert search(url, tmp_path / "ours") == [HITS]

        for ca in (tmp_path / "another", None):
            with pytest.raises(EngineError, match="ENGINE_CA") as raised:
                search(url, ca)
            assert not isinstance(raised.value, EngineUnavailableError)
        assert len(asked) == 1


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_without_certificates_is_an_error_that_names_it(
    tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)

    with pytest.raises(EngineError, match=r"ENGINE_CA.*ca\.pem"):
        search("https://127.0.0.1:9", file)


def test_an_engine_that_is_not_there_is_an_error_that_may_pass() -> None:
    with engine(item()) as (url, _):
        pass

    with pytest.raises(EngineUnavailableError):
        search(url)


def test_an_engine_that_hangs_is_given_the_time_that_is_left_and_no_more() -> None:
    goes_on = threading.Event()
    with engine((200, goes_on)) as (url, asked):
        try:
            with pytest.raises(EngineUnavailableError):
                search(url)
        finally:
            goes_on.set()

        limits = [json.loads(body.splitlines()[1])["timeout"] for body in asked]
        first, second = (int(limit.removesuffix("ms")) for limit in limits)
        assert first <= 1000 * SECONDS * FIRST_SHARE
        assert first + second <= 1000 * SECONDS


def test_while_an_engine_hangs_only_the_first_question_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("retrieval.engine.connection.HANG_SECONDS", 0)
    goes_on = threading.Event()
    with engine((200, goes_on)) as (url, asked):
        connection = Connection(Address((url,)), CircuitBreaker(lambda: 0.0))
        try:
            for _ in range(3):
                with pytest.raises(EngineUnavailableError):
                    connection.searches([("articles", {})], Deadline(SECONDS))
            with pytest.raises(EngineUnavailableError):
                connection.manage(lambda client: client.info())
        finally:
            goes_on.set()

        assert len(asked) == 2


def test_no_request_begins_after_the_deadline() -> None:
    with engine(item()) as (url, asked):
        connection = Connection(Address((url,)))
        with pytest.raises(EngineUnavailableError, match="in time"):
            connection.searches([("articles", {})], Deadline(-1))

        assert asked == []
        assert connection.searches([("articles", {})], Deadline(SECONDS))


@pytest.mark.parametrize("hangs", [True, False])
def test_a_question_that_takes_too_long_has_no_other_refused(hangs: bool) -> None:
    goes_on = threading.Event()
    late = (200, goes_on) if hangs else item(timed_out=True)
    with engine(late, item()) as (url, _):
        connection = Connection(Address((url,)), CircuitBreaker(lambda: 0.0))
        try:
            with pytest.raises(EngineUnavailableError, match="in time"):
                connection.searches([("articles", {})], Deadline(SECONDS / 4, tries=1))
        finally:
            goes_on.set()

        assert connection.searches([("articles", {})], Deadline(SECONDS)) == [HITS]


@pytest.mark.parametrize("show", [repr, str])
def test_a_connection_does_not_show_its_password(show: Callable[[object], str]) -> None:
    address = Address(("http://127.0.0.1:9200",), "reader", "hunter2-hunter2")

    shown = show(address) + show(Connection(address))

    assert "reader" in shown
    assert "hunter2" not in shown
