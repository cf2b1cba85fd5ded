"""A folder of articles -> an index of the engine, kept up to date.

Each version of an article is a generation: its paragraphs are written beside the old
ones, then the document of the article is replaced, which switches to them, and then the
old ones are deleted. Readers ignore paragraphs of other generations. Of two indexers
that write the same article, the second to switch is refused and takes back its own.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.articles import Article, article_of, files_below, no_articles, read_file
from retrieval.errors import EngineError, UnreadableArticleError
from retrieval.index.parts import Part, analyse_article
from retrieval.index.vocabulary import VocabularyBuilder
from retrieval.library.builder import ReportProgress, file_key
from retrieval.sources import NO_SOURCE, read_sources

from .connection import INDEXING_SECONDS, Connection, Deadline, Json
from .documents import Documents, documents_of
from .schema import (
    ARTICLES,
    PARAGRAPHS,
    VERSION,
    Names,
    aliases,
    article_id,
    indices,
    settings,
)

logger = logging.getLogger(__name__)

FILES = 100
"""How many files are looked up, analysed and written together."""

CHARACTERS = 4_000_000
"""With more, fewer files are."""

DELETED_AT_ONCE = 100
"""Of how many articles paragraphs are deleted together: each takes three of the 1,024
clauses that OpenSearch allows."""

_GONE = ""
"""The key of an article whose file is gone."""

_PATIENT = {"request_timeout": INDEXING_SECONDS}


class EngineContents(NamedTuple):
    """A summary of an index; *size* is in bytes, with replicas."""

    name: str
    articles: int
    sentences: int
    shards: int
    replicas: int
    health: str
    size: int
    version: str


class _Known(NamedTuple):
    """What the index has of an article; *place* is needed to replace it."""

    key: str
    generation: int
    place: Json


class _Changed(NamedTuple):
    article: Article
    part: Part
    key: str
    known: _Known | None


class EngineIndex:
    """The index of a folder, with names that begin with *prefix*.

    Several may be brought up to date at once, and bots answer from them meanwhile.
    """

    def __init__(
        self, connection: Connection, prefix: str, *, shards: int = 1, replicas: int = 1
    ) -> None:
        self._connection = connection
        self._prefix = prefix
        self._names = indices(prefix)
        self._settings = settings(shards=shards, replicas=replicas)
        self._analyzer = Analyzer()

    def refresh(self, folder: Path, progress: ReportProgress) -> None:
        """Bring the index up to date with *folder*; an interrupted run is continued.

        Until an index of a new version is complete, the old one serves. Raises
        NoArticlesError or EngineError.
        """
        files = files_below(folder)
        if not files:
            raise no_articles(folder)
        self._create()
        sizes = {name: file.stat().st_size for name, file in files.items()}
        done, total = 0, sum(sizes.values())
        current: set[str] = set()
        for names in _batches(sizes):
            current |= self._update(folder, names)
            done += sum(sizes[name] for name in names)
            progress(done, total)
        if not current:
            raise no_articles(folder)
        self._delete_all_but(current)
        self._switch()

    def contents(self) -> EngineContents:
        """Return a summary; raises EngineError if there is no usable index."""
        name = resolved(self._connection, self._prefix).articles
        both = ",".join(resolved(self._connection, self._prefix))
        client = self._connection.manage
        stats = client(lambda c: c.indices.stats(index=both, metric="store"))
        health = client(lambda c: c.cluster.health(index=both))
        options = client(lambda c: c.indices.get_settings(index=name))
        made = options[name]["settings"]["index"]
        counting: Json = {"size": 0, "track_total_hits": True}
        counting["aggs"] = {"sentences": {"sum": {"field": "sentences"}}}
        (found,) = self._connection.searches([(name, counting)], Deadline.of_indexing())
        return EngineContents(
            self._prefix,
            found["hits"]["total"]["value"],
            int(found["aggregations"]["sentences"]["value"]),
            int(made["number_of_shards"]),
            int(made["number_of_replicas"]),
            health["status"],
            stats["_all"]["total"]["store"]["size_in_bytes"],
            VERSION,
        )

    def _create(self) -> None:
        for name, mapping in zip(self._names, (PARAGRAPHS, ARTICLES), strict=True):
            self._connection.manage(partial(self._create_one, name, mapping))

    def _create_one(self, name: str, mapping: Mapping[str, Any], client: Any) -> None:
        if not client.indices.exists(index=name, params=_PATIENT):
            body = {"settings": self._settings, "mappings": mapping}
            # Another indexer may just have made it.
            client.indices.create(
                index=name, body=body, params={"ignore": 400, **_PATIENT}
            )

    def _update(self, folder: Path, names: Sequence[str]) -> set[str]:
        """Write the files that have changed; return the names that are articles."""
        known = self._known(names)
        builder = VocabularyBuilder()
        sources = read_sources(folder).by_name
        changed, current = [], set()
        for name in names:
            source = sources.get(name, NO_SOURCE)
            try:
                data = read_file(folder / name, name)
                key = file_key(data, name, source).hex()
                before = known.get(name)
                if before is None or before.key != key:
                    article = article_of(data, name, source)
                    part = analyse_article(article, self._analyzer, builder)
                    changed.append(_Changed(article, part, key, before))
                current.add(name)
            except UnreadableArticleError as error:
                logger.warning("Left out %s", error)
        if changed:
            self._write(changed, builder)
        return current

    def _known(self, names: Sequence[str]) -> dict[str, _Known]:
        found = self._connection.documents(
            self._names.articles,
            [article_id(name) for name in names],
            Deadline.of_indexing(),
            ("name", "key", "generation"),
        )
        return {each["_source"]["name"]: _known(each) for each in found}

    def _write(self, changed: Sequence[_Changed], builder: VocabularyBuilder) -> None:
        words = builder.words(np.arange(len(builder)))
        now = time.time_ns() // 1000
        written = {}
        for each in changed:
            before = each.known.generation if each.known else 0
            generation = max(now, before + 1)
            written[each.article.name] = (
                documents_of(each.article, each.part, words, each.key, generation),
                each.known,
            )
        self._connection.write(self._paragraphs(doc for doc, _ in written.values()))
        self._make_visible(self._names.paragraphs)
        refused = self._connection.write(
            self._replacing(name, documents.article, known)
            for name, (documents, known) in written.items()
        )
        self._make_visible(self._names.articles)
        lost = {action["_id"] for action in refused}
        self._delete_paragraphs(
            _others(article_id(name), documents.article["generation"], lost)
            for name, (documents, _) in written.items()
        )

    def _paragraphs(self, every: Iterable[Documents]) -> Iterator[Json]:
        for documents in every:
            for key, paragraph in documents.paragraphs.items():
                yield {
                    "_index": self._names.paragraphs,
                    "_id": key,
                    "_source": paragraph,
                }

    def _replacing(self, name: str, article: Json, known: _Known | None) -> Json:
        return {
            "_op_type": "index" if known else "create",
            "_index": self._names.articles,
            "_id": article_id(name),
            "_source": article,
            **(known.place if known else {}),
        }

    def _delete_all_but(self, current: set[str]) -> None:
        everything = {
            "query": {"match_all": {}},
            "sort": [{"name": "asc"}],
            "_source": ["name", "key", "generation"],
            "seq_no_primary_term": True,
        }
        for page in self._connection.pages(self._names.articles, everything):
            gone = [hit for hit in page if hit["_source"]["name"] not in current]
            if gone:
                self._delete(gone)

    def _delete(self, gone: Sequence[Json]) -> None:
        """Switch articles to a generation without paragraphs, then delete them.

        If that is interrupted, neither they nor their paragraphs are taken for current.
        """
        refused = self._connection.write(self._emptying(hit) for hit in gone)
        self._make_visible(self._names.articles)
        lost = {action["_id"] for action in refused}
        emptied = [hit["_source"] for hit in gone if hit["_id"] not in lost]
        self._delete_paragraphs(
            _others(article_id(source["name"]), source["generation"] + 1, lost)
            for source in emptied
        )
        known = self._known([source["name"] for source in emptied])
        self._connection.write(
            {
                "_op_type": "delete",
                "_index": self._names.articles,
                "_id": article_id(name),
                **each.place,
            }
            for name, each in known.items()
            if each.key == _GONE
        )
        self._make_visible(self._names.articles)

    def _emptying(self, hit: Json) -> Json:
        known = _known(hit)
        return {
            "_op_type": "update",
            "_index": self._names.articles,
            "_id": hit["_id"],
            "doc": {"key": _GONE, "generation": known.generation + 1},
            **known.place,
        }

    def _delete_paragraphs(self, queries: Iterable[Json]) -> None:
        waiting = iter(queries)
        while some := list(islice(waiting, DELETED_AT_ONCE)):
            body = {"query": {"bool": {"should": some}}}
            self._connection.manage(partial(self._delete_by, body))

    def _delete_by(self, query: Json, client: Any) -> None:
        client.delete_by_query(
            index=self._names.paragraphs,
            body=query,
            params={"conflicts": "proceed", "refresh": "true", **_PATIENT},
        )

    def _make_visible(self, name: str) -> None:
        self._connection.manage(
            lambda c: c.indices.refresh(index=name, params=_PATIENT)
        )

    def _switch(self) -> None:
        """Have the aliases name this version's indices, and delete the others."""
        actions, old = [], []
        for alias, name in zip(aliases(self._prefix), self._names, strict=True):
            before = _indices_behind(self._connection, alias)
            if before == [name]:
                continue
            actions.append({"add": {"index": name, "alias": alias}})
            others = [other for other in before if other != name]
            actions += [{"remove": {"index": o, "alias": alias}} for o in others]
            old += others
        if actions:
            self._connection.manage(
                lambda c: c.indices.update_aliases(
                    body={"actions": actions}, params=_PATIENT
                )
            )
        if old:
            self._connection.manage(
                lambda c: c.indices.delete(index=",".join(old), params=_PATIENT)
            )


def resolved(connection: Connection, prefix: str) -> Names:
    """Return the indices that the aliases of *prefix* name now.

    Raises EngineError if there are none, or if another version of the program made
    them.
    """
    found = []
    for alias in aliases(prefix):
        names = _indices_behind(connection, alias)
        if len(names) != 1:
            raise EngineError(
                f"There is no index {prefix!r} in the search engine yet: make it with "
                "python -m bot index"
            )
        found += names
    mapping = connection.manage(lambda c: c.indices.get_mapping(index=found[0]))
    made_by = mapping[found[0]]["mappings"].get("_meta", {}).get("version")
    if made_by != VERSION:
        raise EngineError(
            f"The index {prefix!r} was made by another version of this program "
            f"({made_by}, here {VERSION}): run python -m bot index"
        )
    return Names(*found)


def _indices_behind(connection: Connection, alias: str) -> list[str]:
    found: dict[str, Any] = connection.manage(
        lambda c: c.indices.get_alias(name=alias, params={"ignore": 404})
    )
    return [] if found.get("status") == 404 else list(found)


def _batches(sizes: dict[str, int]) -> Iterator[list[str]]:
    names = iter(sizes)
    while some := list(islice(names, FILES)):
        batch, size = [], 0
        for name in some:
            batch.append(name)
            size += sizes[name]
            if size > CHARACTERS:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


def _known(hit: Json) -> _Known:
    source = hit["_source"]
    place = {"if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]}
    return _Known(source["key"], source["generation"], place)


def _others(article: str, generation: int, lost: set[str]) -> Json:
    """Return a query for what a switch leaves, or, if it is *lost*, for its own."""
    stale = (
        {"term": {"generation": generation}}
        if article in lost
        else {"range": {"generation": {"lt": generation}}}
    )
    return {"bool": {"filter": [{"term": {"article": article}}, stale]}}
