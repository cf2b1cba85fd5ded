"""From article files to excerpts that answer a question.

In the order in which data flows:

errors     what can go wrong
articles   files -> articles
sentences  articles -> sentences
"""

from .articles import Article, read_article, read_articles
from .errors import NoArticlesError, RetrievalError, UnreadableArticleError
from .sentences import Sentence

__all__ = [
    "Article",
    "NoArticlesError",
    "RetrievalError",
    "Sentence",
    "UnreadableArticleError",
    "read_article",
    "read_articles",
]
