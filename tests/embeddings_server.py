"""A server with ``/v1/embeddings`` that answers as a test says."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Body = dict[str, Any]
Answer = Callable[[BaseHTTPRequestHandler, Body], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Let *answer* answer all requests during the block; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            answer(self, json.loads(self.rfile.read(length)))

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()


def reply(handler: BaseHTTPRequestHandler, status: int, texts: list[str]) -> None:
    """Respond with *status*, and the same vector for each of *texts*."""
    data = [{"index": n, "embedding": [1.0, 0.0]} for n in range(len(texts))]
    content = json.dumps({"data": data}).encode()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
