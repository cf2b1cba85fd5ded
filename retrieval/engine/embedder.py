"""An index -> the vectors of its sentences, in documents beside it.

They are of a generation of an article, as its paragraphs are. When all of an article
are written, another document says so, by which encoder, and what they are on average.
What an interrupted run has not written is embedded by the next.

If an article changes meanwhile, the indexer may have deleted its old generation before
the vectors of that are there, so they are made visible and then taken back: what
changes later is deleted with them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from retrieval.articles import Article
from retrieval.errors import EncoderError
from retrieval.readers.details_json import decoded
from retrieval.semantic.encoder import Vectors
from retrieval.semantic.meaning import BATCH, Embed, Progress, ReportEmbedded
from retrieval.semantic.passages import passage_text
from retrieval.semantic.vectors import Quantised
from retrieval.sentences.sentence import split_sentences

from .connection import INDEXING_SECONDS, Connection, Deadline, Json
from .indexer import resolved
from .schema import Names, embedded_id, vectors_id
from .vectors import packed

SENTENCES = 64
"""How many sentences are embedded before they are written; more of a long article."""


class Embedded(NamedTuple):
    """How many sentences each encoder has embedded, and how many there are."""

    by_encoder: dict[str, int]
    total: int

    def progress(self, encoder: str) -> Progress:
        """Return how far *encoder* is."""
        # Of an article that has just changed, both generations may count.
        return Progress(min(self.by_encoder.get(encoder, 0), self.total), self.total)


def read_embedded(connection: Connection, names: Names, deadline: Deadline) -> Embedded:
    """Return what is embedded of the index."""
    count = {"sum": {"field": "embedded"}}
    encoders = {"terms": {"field": "encoder"}, "aggs": {"sentences": count}}
    sentences = {"sum": {"field": "sentences"}}
    of_vectors, of_articles = connection.searches(
        [
            (
                names.paragraphs,
                {
                    "size": 0,
                    "query": {"exists": {"field": "embedded"}},
                    "aggs": {"encoders": encoders},
                },
            ),
            (names.articles, {"size": 0, "aggs": {"sentences": sentences}}),
        ],
        deadline,
    )
    buckets = of_vectors["aggregations"]["encoders"]["buckets"]
    return Embedded(
        {each["key"]: int(each["sentences"]["value"]) for each in buckets},
        int(of_articles["aggregations"]["sentences"]["value"]),
    )


class _Work(NamedTuple):
    """The passages of an article, by paragraph."""

    article: str
    generation: int
    paragraphs: Sequence[Sequence[str]]

    @property
    def passages(self) -> list[str]:
        return [text for texts in self.paragraphs for text in texts]

    @property
    def query(self) -> Json:
        """A query for the documents of this generation."""
        of_article = {"term": {"article": self.article}}
        of_generation = {"term": {"generation": self.generation}}
        return {"bool": {"filter": [of_article, of_generation]}}


class EngineEmbedding:
    """Embeds the index *prefix* with *embed*, which is of the encoder *name*."""

    def __init__(
        self, connection: Connection, prefix: str, name: str, embed: Embed
    ) -> None:
        self._connection = connection
        self._names = resolved(connection, prefix)
        self._name = name
        self._embed = embed

    @property
    def progress(self) -> Progress:
        """How much is embedded."""
        deadline = Deadline.of_indexing()
        found = read_embedded(self._connection, self._names, deadline)
        return found.progress(self._name)

    def complete(self, report: ReportEmbedded) -> None:
        """Embed the articles that are not yet.

        Raises EncoderError or EngineError; what was embedded before stays.
        """
        done, total = self.progress
        report(done, total)
        for works in _grouped(self._lacking()):
            passages = [text for work in works for text in work.passages]
            batches = []
            for start in range(0, len(passages), BATCH):
                batches.append(self._embed(passages[start : start + BATCH]))
                done = min(done + len(batches[-1]), total)
                report(done, total)
            self._write(works, batches)
            self._delete_outdated(works)

    def _lacking(self) -> Iterator[_Work]:
        everything = {
            "query": {"match_all": {}},
            "sort": [{"name": "asc"}],
            "_source": ["generation"],
        }
        for page in self._connection.pages(self._names.articles, everything):
            by_document = {
                embedded_id(hit["_id"], hit["_source"]["generation"]): hit["_id"]
                for hit in page
            }
            marks = self._documents(self._names.paragraphs, [*by_document], "encoder")
            done = {
                by_document[mark["_id"]]
                for mark in marks
                if mark["_source"]["encoder"] == self._name
            }
            for article in by_document.values():
                if article not in done:
                    yield from self._work(article)

    def _work(self, article: str) -> Iterator[_Work]:
        fields = ("name", "generation", "text", "details")
        # There is none if another indexer has removed it meanwhile.
        for found in self._documents(self._names.articles, [article], *fields):
            source = found["_source"]
            details = decoded(source["details"][""])
            sentences = split_sentences(
                Article(source["name"], source["text"][""], **details)
            )
            paragraphs = groupby(sentences, key=lambda sentence: sentence.paragraph)
            texts = [[*map(passage_text, each)] for _, each in paragraphs]
            if texts:
                yield _Work(article, source["generation"], texts)

    def _documents(self, index: str, ids: Sequence[str], *fields: str) -> list[Json]:
        deadline = Deadline.of_indexing()
        return self._connection.documents(index, ids, deadline, fields)

    def _write(self, works: Sequence[_Work], batches: Sequence[Vectors]) -> None:
        if len({batch.shape[1] for batch in batches}) > 1:
            raise EncoderError("The length of the vectors has changed")
        ends = np.cumsum([len(work.passages) for work in works])
        vectors = np.split(np.concatenate(batches), ends[:-1])
        self._connection.write(
            document
            for work, own in zip(works, vectors, strict=True)
            for document in self._vectors(work, own)
        )
        self._connection.write(map(self._mark, works, vectors))

    def _delete_outdated(self, works: Sequence[_Work]) -> None:
        """Delete what was written of articles that have changed meanwhile."""
        name, patience = self._names.paragraphs, {"request_timeout": INDEXING_SECONDS}
        client = self._connection.manage
        client(lambda c: c.indices.refresh(index=name, params=patience))
        articles = [work.article for work in works]
        found = self._documents(self._names.articles, articles, "generation")
        current = {each["_id"]: each["_source"]["generation"] for each in found}
        outdated = [
            work.query for work in works if current.get(work.article) != work.generation
        ]
        if outdated:
            client(
                lambda c: c.delete_by_query(
                    index=name,
                    body={"query": {"bool": {"should": outdated}}},
                    params={"conflicts": "proceed", "refresh": "true", **patience},
                )
            )

    def _vectors(self, work: _Work, vectors: Vectors) -> Iterator[Json]:
        ends = np.cumsum([*map(len, work.paragraphs)])
        for number, own in enumerate(np.split(vectors, ends[:-1])):
            key = vectors_id(work.article, work.generation, number)
            yield self._document(key, work, {"vectors": packed(Quantised.of(own))})

    def _mark(self, work: _Work, vectors: Vectors) -> Json:
        average = packed(Quantised.of(vectors.mean(axis=0, keepdims=True)))
        return self._document(
            embedded_id(work.article, work.generation),
            work,
            {"embedded": len(vectors), "vectors": average},
        )

    def _document(self, key: str, work: _Work, more: Json) -> Json:
        document = {
            "article": work.article,
            "generation": work.generation,
            "encoder": self._name,
            **more,
        }
        return {"_index": self._names.paragraphs, "_id": key, "_source": document}


def _grouped(works: Iterable[_Work]) -> Iterator[list[_Work]]:
    """Yield *works* in groups of about SENTENCES sentences."""
    group: list[_Work] = []
    size = 0
    for work in works:
        group.append(work)
        size += len(work.passages)
        if size >= SENTENCES:
            yield group
            group, size = [], 0
    if group:
        yield group
