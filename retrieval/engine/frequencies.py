"""How many documents have a term, and totals of the index, remembered for a while."""

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

from .connection import Connection, Deadline, Json, Search
from .schema import Names

K = TypeVar("K")
V = TypeVar("V")

REMEMBERED_SECONDS = 600.0
"""How long a frequency is believed; it changes slowly where there is much."""

MOST_REMEMBERED = 100_000

_REMAINDER = "return doc['generation'].value % 1000003L;"


class Term(NamedTuple):
    """A *term* in the paragraphs and contexts, or in the articles."""

    term: str
    in_articles: bool = False

    def search(self, names: Names) -> Search:
        """Return a search that counts the documents with it."""
        index = names.articles if self.in_articles else names.paragraphs
        field = "stems" if self.in_articles else "terms"
        query = {"term": {field: self.term}}
        return index, {"size": 0, "track_total_hits": True, "query": query}


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of the index; *documents* are its paragraphs and contexts.

    *version* is 8 hex digits that change with the articles.
    """

    documents: int
    paragraphs: int
    tokens: int
    articles: int
    languages: tuple[str, ...]
    version: str


class Remembered(Generic[K, V]):
    """Remembers what was found for keys, for a while; threads may share it.

    What has not been asked for since MOST_REMEMBERED others is forgotten.
    """

    def __init__(self, nothing: V) -> None:
        self._nothing = nothing
        self._found: dict[K, tuple[V, float]] = {}
        self._before: dict[K, tuple[V, float]] = {}
        self._lock = Lock()

    def missing(self, keys: Iterable[K]) -> list[K]:
        """Return those of *keys* that nothing is remembered of, each once."""
        oldest = time.monotonic() - REMEMBERED_SECONDS
        missing = []
        with self._lock:
            for key in dict.fromkeys(keys):
                found = self._get(key)
                if found is None or found[1] < oldest:
                    missing.append(key)
                else:
                    self._found[key] = found
        return missing

    def add(self, found: Iterable[tuple[K, V]]) -> None:
        """Remember what was *found*."""
        now = time.monotonic()
        with self._lock:
            if len(self._found) > MOST_REMEMBERED:
                self._before, self._found = self._found, {}
            self._found.update((key, (value, now)) for key, value in found)

    def __getitem__(self, key: K) -> V:
        """Return what was found for *key*, even if long ago, or nothing."""
        with self._lock:
            found = self._get(key)
        return self._nothing if found is None else found[0]

    def _get(self, key: K) -> tuple[V, float] | None:
        return self._found.get(key) or self._before.get(key)


class Frequencies(Remembered[Term, int]):
    """Remembers document frequencies."""

    def __init__(self) -> None:
        super().__init__(0)

    def add_answers(self, terms: Sequence[Term], answers: Sequence[Json]) -> None:
        """Remember what the searches of *terms* returned."""
        counts = (answer["hits"]["total"]["value"] for answer in answers)
        self.add(zip(terms, counts, strict=True))


def read_totals(connection: Connection, names: Names, deadline: Deadline) -> Totals:
    """Return the totals of the indices *names*."""
    counted: Json = {"size": 0, "track_total_hits": True}
    is_paragraph = {"exists": {"field": "number"}}
    # Vectors are no documents of their own to what counts words.
    is_text = {"bool": {"must_not": {"exists": {"field": "encoder"}}}}
    paragraphs = {
        "tokens": {"sum": {"field": "tokens"}},
        "paragraphs": {"filter": is_paragraph},
    }
    articles = {
        "languages": {"terms": {"field": "language", "size": 100}},
        # By the clock of each indexer, so the greatest one need not be the latest.
        # Remainders are small enough for a sum without rounding.
        "generations": {"sum": {"script": {"source": _REMAINDER}}},
    }
    of_paragraphs, of_articles = connection.searches(
        [
            (names.paragraphs, {**counted, "query": is_text, "aggs": paragraphs}),
            (names.articles, {**counted, "aggs": articles}),
        ],
        deadline,
    )
    number = of_articles["hits"]["total"]["value"]
    found, named = of_paragraphs["aggregations"], of_articles["aggregations"]
    state = f"{names.articles} {number} {int(named['generations']['value'])}"
    return Totals(
        of_paragraphs["hits"]["total"]["value"],
        found["paragraphs"]["doc_count"],
        int(found["tokens"]["value"]),
        number,
        tuple(sorted(bucket["key"] for bucket in named["languages"]["buckets"])),
        hashlib.sha256(state.encode()).hexdigest()[:8],
    )
