"""What is usual in the words of the index, by a sample of it."""

from retrieval.analysis.analyzer import Analyzer
from retrieval.spelling.speller import usual_triples

from .connection import Connection, Deadline, Json
from .schema import Names

PARAGRAPHS = 2000
"""How many paragraphs are sampled; they have some 15,000 different words."""


def read_usual_triples(
    connection: Connection, names: Names, analyzer: Analyzer, deadline: Deadline
) -> frozenset[str]:
    """Return the `usual_triples` of the same sample each time."""
    chance = {"random_score": {"seed": 1, "field": "_seq_no"}}
    is_paragraph = {"exists": {"field": "number"}}
    body: Json = {
        "query": {"function_score": {"query": is_paragraph, **chance}},
        "size": PARAGRAPHS,
        "track_total_hits": False,
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
