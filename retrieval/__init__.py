"""From article files to excerpts that answer a question.

In the order in which data flows:

errors     what can go wrong
articles   files -> articles
layout     a text -> its title, headings, paragraphs
languages  which language a text is in, and the words known of it
punkt      which full stops end a sentence
borders    a paragraph -> the spans of its sentences
sentences  articles -> sentences
folding    one spelling for a word however it was typed
stemming   words -> stems
vocabulary the forms of a language -> terms
analysis   texts -> terms
"""

from .analysis import Analyzer
from .articles import Article, read_articles
from .errors import NoArticlesError, RetrievalError, UnreadableArticleError
from .sentences import Sentence, split_sentences
from .vocabulary import Token

__all__ = [
    "Analyzer",
    "Article",
    "NoArticlesError",
    "RetrievalError",
    "Sentence",
    "Token",
    "UnreadableArticleError",
    "read_articles",
    "split_sentences",
]
