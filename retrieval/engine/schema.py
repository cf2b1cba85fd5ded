"""The indices and what their documents hold.

There are two, *paragraphs* and *articles*, each with an alias that outlasts them. Terms
are those of this project's own analysis, separated by blanks.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from retrieval.library.library import ANALYSIS_VERSION

MAPPING_VERSION = 3
"""Raise by 1 whenever the documents change."""

VERSION = f"{ANALYSIS_VERSION}.{MAPPING_VERSION}"


class Names(NamedTuple):
    """The names of the two indices, or of their aliases."""

    paragraphs: str
    articles: str


def aliases(prefix: str) -> Names:
    """Return the names that stay the same; *prefix* is ENGINE_INDEX."""
    return Names(f"{prefix}-paragraphs", f"{prefix}-articles")


def indices(prefix: str) -> Names:
    """Return the names of the indices of this version of the program."""
    version = VERSION.replace(".", "-")
    return Names(f"{prefix}-{version}-paragraphs", f"{prefix}-{version}-articles")


def article_id(name: str) -> str:
    """Return the id of the article *name*."""
    return digest_of(name)[:24]


def digest_of(text: str) -> str:
    """Return the SHA-256 of *text*, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def paragraph_id(article: str, generation: int, number: int) -> str:
    """Return the id of a paragraph of one generation of an article."""
    return f"{article}-{generation}-{number}"


def vectors_id(article: str, generation: int, number: int) -> str:
    """Return the id of the vectors of a paragraph."""
    return f"{article}-{generation}-v{number}"


def embedded_id(article: str, generation: int) -> str:
    """Return the id of the document that says that an article is embedded."""
    return f"{article}-{generation}-v"


def settings(*, shards: int, replicas: int) -> Mapping[str, Any]:
    """Return the settings of both indices, with BM25 as `Candidates` has it."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "codec": "best_compression",
        "max_result_window": 20000,
        "similarity": {
            "paragraph": {"type": "BM25", "k1": 0.9, "b": 0.5},
            "sentence": {"type": "BM25", "k1": 0.4, "b": 0.5},
            # The score of a term is how often the document has it.
            "count": {"type": "scripted", "script": {"source": "return doc.freq;"}},
        },
    }


def _terms(**options: Any) -> Mapping[str, Any]:
    return {"type": "text", "analyzer": "whitespace", **options}


_SCORED = {"index_options": "freqs"}
_HELD: Mapping[str, Any] = {"index_options": "docs", "norms": False}
_COUNTED: Mapping[str, Any] = {**_SCORED, "similarity": "count", "norms": False}
_META = {"version": VERSION}

PARAGRAPHS: Mapping[str, Any] = {
    "_meta": _META,
    "dynamic": "strict",
    # What is only searched need not be returned.
    "_source": {"excludes": ["terms", "stems", "heads", "above", "sentences"]},
    "properties": {
        "article": {"type": "keyword"},
        "generation": {"type": "long"},
        # Contexts, which only count for frequencies, have no number.
        "number": {"type": "integer"},
        "tokens": {"type": "integer"},
        "terms": _terms(**_HELD),
        "stems": _terms(**_SCORED, similarity="paragraph"),
        "heads": _terms(**_SCORED, similarity="paragraph"),
        "above": _terms(**_HELD),
        "sentences": {
            "type": "nested",
            "properties": {"stems": _terms(**_SCORED, similarity="sentence")},
        },
        "shown": {"type": "object", "enabled": False},
        "encoder": {"type": "keyword"},
        "vectors": {"type": "binary"},
        "embedded": {"type": "integer"},
    },
}
"""A paragraph: *terms* are all its stems, *stems* those that are no stop words, *heads*
those of its context in the first few paragraphs of each, *above* all of its context.

The *vectors* that an *encoder* made of its sentences are in a document of their own,
because they come later. Once all those of an article are written, another document has
their average, and *embedded*, how many sentences that are."""

ARTICLES: Mapping[str, Any] = {
    "_meta": _META,
    "dynamic": "strict",
    "_source": {"excludes": ["stems", "forms", "names"]},
    "properties": {
        "name": {"type": "keyword"},
        "key": {"type": "keyword"},
        "digest": {"type": "keyword"},
        "generation": {"type": "long"},
        "language": {"type": "keyword"},
        "tokens": {"type": "integer"},
        "sentences": {"type": "integer"},
        "stems": _terms(**_COUNTED),
        "forms": _terms(**_COUNTED),
        "names": _terms(**_HELD),
        "about": {"type": "object", "enabled": False},
        "text": {"type": "object", "enabled": False},
        "details": {"type": "object", "enabled": False},
    },
}
"""An article: *forms* has each form once per sentence that it is in, and *names* the
forms that are capitalised in mid-sentence more often than not."""
