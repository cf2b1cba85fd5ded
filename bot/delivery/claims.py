"""Which of several hosts answers an update: the first that says so in the engine.

Telegram sends an update again if it gets no response in time, and what stands before
the hosts may hand it to another one.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from retrieval import EngineError
from retrieval.engine.connection import Connection

KEPT_SECONDS = 2 * 24 * 3600
"""Telegram keeps an update for a day."""

CLEANING_SECONDS = 3600
CLAIM_SECONDS = 5

_MAPPING = {
    "dynamic": "strict",
    "properties": {"host": {"type": "keyword"}, "at": {"type": "long"}},
}

T = TypeVar("T")


class Claims:
    """The updates of a bot in the index *name*, each with the host that answers it."""

    def __init__(
        self, connection: Connection, name: str, *, bot_id: int, host: str
    ) -> None:
        self._connection = connection
        self._name = name
        self._bot_id, self._host = bot_id, host
        self._next_cleaning = 0.0

    def make_index(self, *, replicas: int) -> None:
        """Make the index unless it is there; raises EngineError."""
        settings = {"number_of_shards": 1, "number_of_replicas": replicas}
        body = {"settings": settings, "mappings": _MAPPING}
        self._ask(
            lambda client: (
                client.indices.exists(index=self._name)
                or client.indices.create(
                    index=self._name, body=body, params={"ignore": 400}
                )
            )
        )

    def take(self, update_id: int) -> bool:
        """Return whether this host is the one to answer; raises EngineError."""
        place = {"index": self._name, "id": f"{self._bot_id}-{update_id}"}
        body = {"host": self._host, "at": int(time.time())}
        made = self._ask(
            lambda client: client.create(
                **place, body=body, params={"ignore": 409, **_TIMEOUT}
            )
        )
        if time.monotonic() >= self._next_cleaning:
            self._next_cleaning = time.monotonic() + CLEANING_SECONDS
            self._forget_old()
        if made.get("status") != 409:
            return True
        found = self._ask(lambda client: client.get(**place, params=_TIMEOUT))
        # It may be this one, before it was started again.
        return bool(found["_source"]["host"] == self._host)

    def _forget_old(self) -> None:
        old = {"range": {"at": {"lt": int(time.time()) - KEPT_SECONDS}}}
        # There is a next time, but no other time to answer.
        with suppress(EngineError):
            self._ask(
                lambda client: client.delete_by_query(
                    index=self._name,
                    body={"query": old},
                    params={"conflicts": "proceed", "wait_for_completion": "false"},
                )
            )

    def _ask(self, request: Callable[[Any], T]) -> T:
        return self._connection.manage(request)


_TIMEOUT = {"request_timeout": CLAIM_SECONDS}
