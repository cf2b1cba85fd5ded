"""From article files to excerpts that answer a question.

In the order in which data flows:

printable  texts of others -> texts that are safe to show
errors     what can go wrong
arrays     short names for the types of arrays
language   which language a text is in; word lists
storage    arrays and strings in a folder
articles   files -> articles
analysis   texts -> terms
spelling   unknown words -> words of the articles
bm25       terms -> an inverted index with rank_bm25's scores
sentences  a text -> blocks -> sentences
index      articles -> all that is counted and numbered
query      a question -> what it asks
library    an index, saved and brought up to date
excerpts   ranked sentences -> what a reader gets to see
ranking    sentences -> scores and confidence
retriever  a question -> hits and an answer
"""

from retrieval.excerpts.excerpt import Excerpt
from retrieval.library.library import Library
from retrieval.sentences.sentence import Sentence, split_sentences

from .articles import Article, read_articles
from .errors import (
    NoArticlesError,
    RetrievalError,
    UnreadableArticleError,
    UnreadableSynonymsError,
    UnusableIndexError,
    UnwritableLibraryError,
)
from .retriever import Answer, Hit, Retriever

__all__ = [
    "Answer",
    "Article",
    "Excerpt",
    "Hit",
    "Library",
    "NoArticlesError",
    "RetrievalError",
    "Retriever",
    "Sentence",
    "UnreadableArticleError",
    "UnreadableSynonymsError",
    "UnusableIndexError",
    "UnwritableLibraryError",
    "read_articles",
    "split_sentences",
]
