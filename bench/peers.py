"""Other search engines, used as their documentation shows.

Each function takes the sentences and returns a search: a question -> the best
sentences. Raises ImportError if the package is missing: pip install excerpt-bot[bench].
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
from rank_bm25 import BM25Okapi

from bench.questions import DEPTH
from retrieval import Sentence

Search = Callable[[str], Sequence[Sentence]]


def load_rank_bm25(sentences: Sequence[Sentence]) -> Search:
    """Return rank_bm25 on words as its README splits them."""
    bm25 = BM25Okapi([sentence.text.lower().split() for sentence in sentences])

    def search(question: str) -> list[Sentence]:
        scores = bm25.get_scores(question.lower().split())
        return [sentences[i] for i in np.argsort(-scores, kind="stable")[:DEPTH]]

    return search


def load_bm25s(sentences: Sequence[Sentence]) -> Search:
    """Return bm25s with its stop words and the Snowball stemmer in C."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: Sequence[str]) -> object:
        return bm25s.tokenize(
            texts, stopwords="en", stemmer=stemmer, show_progress=False
        )

    bm25 = bm25s.BM25()
    bm25.index(tokens([sentence.text for sentence in sentences]), show_progress=False)

    def search(question: str) -> list[Sentence]:
        k = min(DEPTH, len(sentences))
        found, _ = bm25.retrieve(tokens([question]), k=k, show_progress=False)
        return [sentences[i] for i in found[0]]

    return search


def load_tantivy(sentences: Sequence[Sentence]) -> Search:
    """Return tantivy with its English stemmer, any word of the question enough."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="en_stem")
    builder.add_integer_field("id", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for number, sentence in enumerate(sentences):
        writer.add_document(tantivy.Document(text=sentence.text, id=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> list[Sentence]:
        # Left in, punctuation would be read as operators.
        words = " ".join(re.findall(r"\w+", question.lower()))
        hits = searcher.search(index.parse_query(words, ["text"]), DEPTH).hits
        return [sentences[searcher.doc(address)["id"][0]] for _, address in hits]

    return search


PEERS = {
    "rank_bm25, lower().split()": load_rank_bm25,
    "bm25s + Snowball": load_bm25s,
    "tantivy en_stem": load_tantivy,
}
