"""Requests to OpenSearch, each whole by its deadline or an error.

An answer of OpenSearch may lack some shards and still have the status 200. Such an
answer is an error here: what is missing might be what was asked for.
"""

import random
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from retrieval.errors import EngineError, EngineRefusalError, EngineUnavailableError

from .breaker import HANG_SECONDS, CircuitBreaker, LateError, OutOfTimeError

Json = dict[str, Any]
Search = tuple[str, Json]
"""An index and the body of a search in it."""

T = TypeVar("T")

_LATE = "The search engine did not answer in time"

QUESTION_SECONDS = 8.0
"""How long a question may take, all requests together."""

INDEXING_SECONDS = 120.0

FIRST_SHARE = 0.45
"""The share of the time left that a first try gets; a frozen node must not take all."""

LONGEST_PAUSE = 0.25
"""The most seconds before a second try; before each further one it is as much more."""

_BUSY = frozenset({429, 502, 503, 504})

_TOO_MUCH = "too_many"
"""How the types of errors begin that say that a request asks too much."""


@dataclass(frozen=True, slots=True)
class Address:
    """The hosts of a cluster, and how to reach them; *ca* is a file of certificates."""

    urls: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None


class Deadline:
    """The moment by which requests must have been answered, each in so many *tries*."""

    def __init__(self, seconds: float = QUESTION_SECONDS, *, tries: int = 2) -> None:
        self._end = time.monotonic() + seconds
        self.tries = tries

    @classmethod
    def of_indexing(cls) -> Self:
        """Return one for an indexer, which has time and should not give up."""
        return cls(INDEXING_SECONDS, tries=20)

    @property
    def left(self) -> float:
        """The seconds left; raises OutOfTimeError if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutOfTimeError(_LATE)
        return left

    def leaves(self, seconds: float) -> bool:
        """Return whether more than so many *seconds* are left."""
        return time.monotonic() + seconds < self._end


class Connection:
    """A connection to the cluster at *address*; threads may share it.

    Raises EngineUnavailableError where trying again later may help, and EngineError
    where somebody has to change something. While the engine hangs, requests are refused
    at once.
    """

    def __init__(self, address: Address, breaker: CircuitBreaker | None = None) -> None:
        self._address = address
        self._client = _client(address)
        self._breaker = breaker or CircuitBreaker()

    def __repr__(self) -> str:
        return f"Connection({self._address!r})"

    def searches(self, searches: Sequence[Search], deadline: Deadline) -> list[Json]:
        """Return the answers to *searches*, in their order, by one request."""

        def ask(seconds: float) -> list[Json]:
            lines: list[Json] = []
            for index, body in searches:
                lines += [{"index": index}, {**body, "timeout": _for_engine(seconds)}]
            answer = self._client.msearch(
                body=lines,
                params={"request_timeout": seconds},
            )
            return [_whole(each) for each in answer["responses"]]

        return self._tried(ask, deadline)

    def search_with_scores(
        self, index: str, body: Json, deadline: Deadline
    ) -> list[Json]:
        """Return the hits of a search, each with the score of every named query."""

        def ask(seconds: float) -> list[Json]:
            answer = self._client.search(
                index=index,
                body={**body, "timeout": _for_engine(seconds)},
                params={
                    "request_timeout": seconds,
                    "include_named_queries_score": "true",
                },
            )
            hits: list[Json] = _whole(answer)["hits"]["hits"]
            return hits

        return self._tried(ask, deadline)

    def documents(
        self,
        index: str,
        ids: Sequence[str],
        deadline: Deadline,
        fields: Sequence[str] = ("*",),
    ) -> list[Json]:
        """Return the documents with these *ids* that exist, as last written."""

        def ask(seconds: float) -> list[Json]:
            answer = self._client.mget(
                body={"ids": list(ids)},
                index=index,
                params={"request_timeout": seconds, "_source": ",".join(fields)},
            )
            for each in answer["docs"]:
                if "error" in each:
                    raise EngineUnavailableError("The search engine lacks documents")
            return [each for each in answer["docs"] if each["found"]]

        return self._tried(ask, deadline) if ids else []

    def pages(self, index: str, body: Json, *, size: int = 500) -> Iterator[list[Json]]:
        """Yield the hits of a sorted search, *size* at a time."""
        after: Json = {}
        while True:
            page = {**body, "size": size, "track_total_hits": False, **after}
            (answer,) = self.searches([(index, page)], Deadline.of_indexing())
            hits = answer["hits"]["hits"]
            if hits:
                yield hits
            if len(hits) < size:
                return
            after = {"search_after": hits[-1]["sort"]}

    def write(self, actions: Iterable[Json]) -> list[Json]:
        """Write documents in bulk; return those refused because of a newer version.

        Refused for lack of room, they are written again, several times.
        """
        from opensearchpy import helpers

        refused = []
        with _translated():
            for done, result in helpers.streaming_bulk(
                self._client,
                actions,
                max_chunk_bytes=5 << 20,
                max_retries=8,
                initial_backoff=1,
                max_backoff=10,
                raise_on_error=False,
                request_timeout=INDEXING_SECONDS,
            ):
                if not done:
                    (action,) = result.values()
                    refused.append(_refused(action))
        return refused

    def manage(self, request: Callable[[Any], T]) -> T:
        """Return the result of *request*, called with the client."""
        with self._breaker.request(), _translated():
            return request(self._client)

    def _tried(self, ask: Callable[[float], T], deadline: Deadline) -> T:
        with self._breaker.request():
            return self._repeated(ask, deadline)

    def _repeated(self, ask: Callable[[float], T], deadline: Deadline) -> T:
        for number in range(1, deadline.tries):
            try:
                return _asked(ask, deadline.left * FIRST_SHARE)
            except EngineUnavailableError:
                # All at once would only meet the same crowd again.
                pause = random.uniform(0, LONGEST_PAUSE * number)
                if not deadline.leaves(pause):
                    raise
                time.sleep(pause)
        return _asked(ask, deadline.left)


def _asked(ask: Callable[[float], T], seconds: float) -> T:
    with _translated(seconds):
        return ask(seconds)


def _client(address: Address) -> Any:
    # It takes a fifth of a second to import.
    try:
        from opensearchpy import OpenSearch
    except ImportError as error:
        raise EngineError(
            "ENGINE_URL needs opensearch-py: pip install 'excerpt-bot[engine]'"
        ) from error
    tls: Json = {"ssl_context": _trusting(address.ca)} if address.ca else {}
    return OpenSearch(
        hosts=list(address.urls),
        http_auth=(address.user, address.password) if address.user else None,
        # A host that refuses the connection is passed over at once.
        max_retries=len(address.urls),
        retry_on_status=(),
        retry_on_timeout=False,
        pool_maxsize=32,
        **tls,
    )


def _trusting(ca: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca)
    # An SSLError is an OSError, too.
    except OSError as error:
        raise EngineError(
            f"ENGINE_CA={ca!r} cannot be used: {error.strerror or 'no certificates'}"
        ) from None


@contextmanager
def _translated(seconds: float = HANG_SECONDS) -> Iterator[None]:
    """Raise this project's errors for those of the client, without their texts.

    Their texts may hold a question or an address with a password. A request in the
    block has so many *seconds*.
    """
    from opensearchpy import exceptions

    try:
        yield
    except exceptions.SSLError:
        raise EngineError(
            "The certificate of ENGINE_URL is not trusted: set ENGINE_CA to the file"
            " of the authority that signed it"
        ) from None
    except exceptions.ConnectionTimeout:
        hangs = seconds >= HANG_SECONDS
        raise (LateError if hangs else OutOfTimeError)(_LATE) from None
    except exceptions.ConnectionError:
        raise EngineUnavailableError("The search engine does not answer") from None
    except (exceptions.AuthenticationException, exceptions.AuthorizationException):
        raise EngineError(
            "The search engine does not accept ENGINE_USER and ENGINE_PASSWORD"
        ) from None
    except exceptions.TransportError as error:
        raise _error(error.status_code, _reason(error)) from None
    # Whatever stands between may answer with a page of its own.
    except exceptions.OpenSearchException:
        raise EngineUnavailableError(
            "What answers at ENGINE_URL is not the search engine"
        ) from None


def _error(status: object, reason: str) -> EngineError:
    if status in _BUSY:
        return EngineUnavailableError(f"The search engine is too busy ({status})")
    # A lost connection between nodes is 500, too.
    if status == 500 and not reason.startswith(_TOO_MUCH):
        return EngineUnavailableError(f"The search engine failed: {reason}")
    if status == 404:
        return EngineError("The index is gone: make it with python -m bot index")
    return EngineRefusalError(f"The search engine refused a request: {status} {reason}")


def _whole(answer: Json) -> Json:
    """Return *answer* if it is of all shards; raises EngineError otherwise."""
    if "error" in answer:
        raise _error(answer.get("status"), _cause(answer["error"]))
    shards: Mapping[str, int] = answer["_shards"]
    # Shards that need not be searched are among the successful ones, but those of a red
    # index are not among the failed ones.
    is_whole = shards["successful"] == shards["total"] and not shards["failed"]
    # The engine answers, so it does not hang.
    if answer["timed_out"]:
        raise EngineUnavailableError(_LATE)
    if not is_whole:
        raise EngineUnavailableError("A part of the index does not answer")
    return answer


def _refused(action: Json) -> Json:
    if action["status"] == 409:
        return action
    raise _error(action["status"], _cause(action["error"]))


def _reason(error: Any) -> str:
    """Return the type of a TransportError, or of what caused it."""
    body = error.info.get("error") if isinstance(error.info, dict) else None
    return _cause(body) if isinstance(body, dict) else str(error.error)


def _cause(error: Json) -> str:
    """Return the type of *error*, or of what caused it."""
    causes = error.get("root_cause") or [error]
    return str(causes[0].get("type"))


def _for_engine(seconds: float) -> str:
    return f"{max(1, int(seconds * 1000))}ms"
