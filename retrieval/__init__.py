"""From article files to excerpts that answer a question.

In the order in which data flows:

printable  texts of others -> texts that are safe to show
errors     exceptions
arrays     short names for array types
language   language detection; stop words and abbreviations (data/)
storage    arrays and strings in a folder
readers    the bytes of a file -> a document
links      addresses that articles give of themselves
sources    what sources.tsv says of the articles
articles   files -> articles
arguments  errors for wrong arguments
analysis   texts -> terms
spelling   unknown words -> words of the articles
bm25       terms -> an inverted index with rank_bm25's scores
sentences  a text -> blocks -> sentences
index      articles -> numbered words, statistics, postings
semantic   questions and sentences as embeddings
query      a question -> terms, answer type, corrections
library    an index on disk, kept up to date with a folder
excerpts   ranked sentences -> excerpts
ranking    sentences -> scores and confidence
retriever  a question -> hits and an answer
engine     the same from an index on OpenSearch
"""

from retrieval.excerpts.excerpt import Excerpt
from retrieval.index.article_index import ArticleIndex
from retrieval.library.changes import Changes
from retrieval.library.library import Contents, Library
from retrieval.query.correction import Correction
from retrieval.ranking.confidence import Confidence
from retrieval.semantic.encoder import Encoder
from retrieval.semantic.loading import load_encoder
from retrieval.sentences.sentence import Sentence, split_sentences

from .articles import Article, read_articles
from .errors import (
    EncoderError,
    EngineError,
    EngineUnavailableError,
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
    "ArticleIndex",
    "Changes",
    "Confidence",
    "Contents",
    "Correction",
    "Encoder",
    "EncoderError",
    "EngineError",
    "EngineUnavailableError",
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
    "load_encoder",
    "read_articles",
    "split_sentences",
]
