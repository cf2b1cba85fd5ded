"""An encoder behind a server with OpenAI's ``/v1/embeddings``."""

import logging
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from retrieval.errors import EncoderError

from .encoder import Vectors, embeddable, normalised

logger = logging.getLogger(__name__)

QUESTION_SECONDS = 2.0
"""How long an answer waits for the server before it goes without meaning."""

PASSAGE_SECONDS = 120.0

PAUSE_SECONDS = 15.0
"""How long no question is sent to a server that was away."""

BATCH = 32
ATTEMPTS = 4
_FIRST_WAIT = 0.5
# What a server answers that does not know `input_type`.
_REFUSALS = frozenset({400, 422})


class RemoteEncoder:
    """Embeds with *model* of the server at *url*, like http://127.0.0.1:8000/v1.

    Servers that tell questions from passages by `input_type` are told. *key* is sent as
    a bearer token, and shown nowhere.
    """

    def __init__(self, url: str, model: str = "", key: str = "") -> None:
        self._url = f"{url.rstrip('/').removesuffix('/embeddings')}/embeddings"
        self._model = model
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers)
        weakref.finalize(self, self._client.close)
        self._takes_type = True
        self._away_until = 0.0

    @property
    def name(self) -> str:
        """The server and its model."""
        return f"{self._host} {self._model}".strip()

    @property
    def _host(self) -> str:
        # A password may stand in the address.
        return urlsplit(self._url).netloc.rpartition("@")[2]

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, at once or not at all."""
        if time.monotonic() < self._away_until:
            raise self._away("it did not answer just now")
        try:
            return self._batch(texts, "query", QUESTION_SECONDS)
        except EncoderError:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            raise

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages; a server that is away is asked again."""
        batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
        vectors = [self._persistently(batch) for batch in batches]
        if len({each.shape[1] for each in vectors}) > 1:
            raise self._away("its vectors differ in length")
        return normalised([row for batch in vectors for row in batch])

    def _persistently(self, texts: Sequence[str]) -> Vectors:
        for attempt in range(ATTEMPTS - 1):
            try:
                return self._batch(texts, "passage", PASSAGE_SECONDS)
            except EncoderError as error:
                logger.info("%s: trying again", error)
                time.sleep(_FIRST_WAIT * 2**attempt)
        return self._batch(texts, "passage", PASSAGE_SECONDS)

    def _batch(self, texts: Sequence[str], kind: str, seconds: float) -> Vectors:
        body: dict[str, Any] = {"input": [*map(embeddable, texts)]}
        if self._model:
            body["model"] = self._model
        response = self._post(body, kind, seconds)
        if response.is_error:
            raise self._away(f"it answers {response.status_code}")
        try:
            rows = sorted(response.json()["data"], key=lambda row: row["index"])
            vectors = normalised([row["embedding"] for row in rows])
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise self._away("it does not answer with vectors") from error
        if len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise self._away("it does not answer with a vector for each text")
        return vectors

    def _post(self, body: dict[str, Any], kind: str, seconds: float) -> httpx.Response:
        typed = {"input_type": kind} if self._takes_type else {}
        deadline = time.monotonic() + seconds
        response = self._post_until(deadline, body | typed)
        if typed and response.status_code in _REFUSALS:
            response = self._post_until(deadline, body)
            # There may be another reason to refuse.
            self._takes_type = not response.is_success
        return response

    def _post_until(self, deadline: float, body: dict[str, Any]) -> httpx.Response:
        """Return the response; one that is not complete by *deadline* is left."""
        seconds = max(0.0, deadline - time.monotonic())
        posted: Future[httpx.Response] = Future()

        def post() -> None:
            try:
                # This limits only each wait for some bytes, not all of them.
                response = self._client.post(self._url, json=body, timeout=seconds)
            except Exception as error:
                posted.set_exception(error)
            else:
                posted.set_result(response)

        Thread(target=post, daemon=True).start()
        try:
            return posted.result(seconds)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            # Its text may hold the address with a password.
            raise self._away(type(error).__name__) from None

    def _away(self, reason: str) -> EncoderError:
        return EncoderError(f"The embeddings server {self._host} is away: {reason}")
