"""From article files to excerpts that answer a question.

In the order in which data flows:

errors     what can go wrong
articles   files -> articles
layout     a text -> its title, headings, paragraphs
languages  which language a text is in, and the words known of it
borders    a paragraph -> the spans of its sentences
sentences  articles -> sentences
folding    one spelling for a word however it was typed
stemming   words -> stems
vocabulary the forms of a language -> terms
analysis   texts -> terms
synonyms   terms -> the terms that may stand for them
lexicon    the well-known words
edits      how far a word is from another
skeletons  names -> what stays of them in any spelling
spelling   unknown words -> the words of the articles that they stand for
segments   term numbers -> postings
maxscore   postings -> the best documents
dictionary terms <-> term numbers
postings   segments, and the statistics of their terms
bm25       documents -> an index with rank_bm25's scores
excerpts   what of the hits a reader gets to see
retriever  a question -> hits and an answer
"""

from .analysis import Analyzer
from .articles import Article, read_article, read_articles
from .bm25 import PostingsBM25
from .errors import (
    NoArticlesError,
    RetrievalError,
    UnreadableArticleError,
    UnreadableSynonymsError,
)
from .excerpts import Excerpt
from .retriever import Answer, Confidence, Hit, Retriever
from .sentences import Sentence, split_sentences
from .vocabulary import Token

__all__ = [
    "Analyzer",
    "Answer",
    "Article",
    "Confidence",
    "Excerpt",
    "Hit",
    "NoArticlesError",
    "PostingsBM25",
    "RetrievalError",
    "Retriever",
    "Sentence",
    "Token",
    "UnreadableArticleError",
    "UnreadableSynonymsError",
    "read_article",
    "read_articles",
    "split_sentences",
]
