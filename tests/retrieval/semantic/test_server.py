"""What a server with ``/v1/embeddings`` may do, told by one of our own."""

from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest

from retrieval import EncoderError, load_encoder
from tests.embeddings_server import Body, reply, serving


def test_a_refusal_for_another_reason_does_not_end_input_types() -> None:
    kinds: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler, body: Body) -> None:
        kinds.append(body.get("input_type"))
        reply(handler, 400 if body["input"] == ["bad"] else 200, body["input"])

    with serving(answer) as url:
        encoder = load_encoder(url)
        with pytest.raises(EncoderError):
            encoder.questions(["bad"])
        encoder.passages(["good"])

    assert kinds == ["query", None, "passage"]


def test_a_server_that_refuses_input_types_is_sent_none_any_more() -> None:
    kinds: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler, body: Body) -> None:
        kinds.append(body.get("input_type"))
        reply(handler, 422 if "input_type" in body else 200, body["input"])

    with serving(answer) as url:
        encoder = load_encoder(url)
        encoder.questions(["one"])
        encoder.questions(["two"])

    assert kinds == ["query", None, None]


def test_a_response_that_drips_is_left_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("retrieval.semantic.remote.QUESTION_SECONDS", 0.3)
    is_left = Event()
    drops = 0

    def answer(handler: BaseHTTPRequestHandler, _: Body) -> None:
        nonlocal drops
        handler.send_response(200)
        handler.send_header("Content-Length", "600")
        handler.end_headers()
        while drops < 600 and not is_left.wait(0.1):
            handler.wfile.write(b" ")
            drops += 1

    with serving(answer) as url:
        with pytest.raises(EncoderError, match="TimeoutError"):
            load_encoder(url).questions(["one"])
        is_left.set()

    assert drops < 600
