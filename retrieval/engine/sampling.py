"""What is usual in the words and meanings of the index, by a sample of it."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from retrieval.analysis.analyzer import Analyzer
from retrieval.errors import EngineError
from retrieval.semantic.encoder import Vectors
from retrieval.spelling.speller import usual_triples

from .connection import Connection, Deadline, Json
from .schema import Names
from .vectors import Average, unpacked

PARAGRAPHS = 2000
"""How many paragraphs are sampled; they have some 15,000 different words."""

ARTICLES = 2000
"""How many articles are sampled; vectors of 384 numbers take half a kilobyte each."""


def read_usual_triples(
    connection: Connection, names: Names, analyzer: Analyzer, deadline: Deadline
) -> frozenset[str]:
    """Return the `usual_triples` of the same sample each time."""
    body = {
        **_some({"exists": {"field": "number"}}, PARAGRAPHS),
        "_source": ["shown.text", "shown.language"],
    }
    (answer,) = connection.searches([(names.paragraphs, body)], deadline)
    shown = (hit["_source"]["shown"] for hit in answer["hits"]["hits"])
    forms = {
        token.form
        for each in shown
        for token in analyzer.tokens(each["text"], each["language"])
    }
    return usual_triples(forms)


def read_averages(
    connection: Connection, names: Names, encoder: str, deadline: Deadline
) -> dict[str, Average]:
    """Return the average vector that *encoder* makes of a sentence, by language."""
    by_encoder = {"term": {"encoder": encoder}}
    is_embedded = [by_encoder, {"exists": {"field": "embedded"}}]
    body = {
        **_some({"bool": {"filter": is_embedded}}, ARTICLES),
        "_source": ["article", "embedded", "vectors"],
    }
    (answer,) = connection.searches([(names.paragraphs, body)], deadline)
    marks = [hit["_source"] for hit in answer["hits"]["hits"]]
    ids = [mark["article"] for mark in marks]
    found = connection.documents(names.articles, ids, deadline, ("language",))
    languages = {each["_id"]: each["_source"]["language"] for each in found}
    by_language = defaultdict(list)
    for mark in marks:
        by_language[languages.get(mark["article"], "")].append(mark)
    return {language: _average(some) for language, some in by_language.items()}


def _average(marks: Sequence[Json]) -> Average:
    """Return the average of the vectors that have the most frequent length.

    A server of embeddings may get another model under the same name.
    """
    found = [(mark["embedded"], _vector(mark["vectors"])) for mark in marks]
    [(length, _)] = Counter(len(vector) for _, vector in found).most_common(1)
    alike = [each for each in found if len(each[1]) == length]
    counts, vectors = zip(*alike, strict=True)
    return Average(sum(counts), np.average(vectors, axis=0, weights=counts))


def _vector(text: str) -> Vectors:
    found = unpacked(text, 1)
    if found is None:
        raise EngineError("The vectors in the index are damaged")
    vector: Vectors = found.numbers[0] * found.scales[0]
    return vector


def _some(query: Json, size: int) -> Json:
    """Return a search of so many documents, the same ones each time."""
    chance = {"random_score": {"seed": 1, "field": "_seq_no"}}
    return {
        "query": {"function_score": {"query": query, **chance}},
        "size": size,
        "track_total_hits": False,
    }
