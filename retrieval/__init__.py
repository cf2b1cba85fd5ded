"""From article files to excerpts that answer a question.

A name is imported when it is first used: a program that only searches an index starts
in half the time, for it loads neither ranking nor languages.

In the order in which data flows:

errors     what can go wrong
collector  no search for cycles while many objects are made
tables     data files -> the words in them
articles   files -> articles
layout     a text -> its title, headings, paragraphs
languages  which language a text is in, and the words known of it
punkt      which full stops end a sentence
borders    a text with doubtful stops -> the spans of its sentences
paragraphs a paragraph -> the spans of its sentences
sentences  articles -> sentences
folding    one spelling for a word however it was typed
english    English words -> stems
stemming   words -> stems
pieces     texts -> what was said of their pieces before
forms      texts -> the forms of their words
vocabulary the forms of a language -> terms
analysis   texts -> terms
synonyms   terms -> the terms that may stand for them
lexicon    the well-known words
edits      how far a word is from another
skeletons  names -> what stays of them in any spelling
spelling   unknown words -> the words of the articles that they stand for
segments   postings of consecutive documents, in flat arrays
splicing   documents of segments replaced
inversion  terms -> numbers -> postings, in NumPy
maxscore   postings -> the best documents, in NumPy
native     both in C, if it was compiled
kernel     the faster of the two
lazy       saved arrays -> items, made when they are asked for
dictionary terms <-> term numbers
searcher   segments and the statistics of their terms, to be searched
packing    segments <-> arrays
storage    arrays <-> a folder
bm25       documents -> an index with rank_bm25's scores
kinds      what a question asks for, and which words can be it
words      the words of all articles -> numbers
collection articles -> sentences and words as numbers
saved      collections <-> arrays
statistics how often words occur, and where
similarity which words look alike
correction unknown words of a question -> words of the articles
units      the units of measure that a number asked for may be in
query      a question -> its words as numbers
chatter    remarks to the bot, which ask nothing
candidates a query -> the paragraphs that may answer it
corpus     all of these together
sources    the files that a library was made of
renewal    articles -> a corpus, with what an older one has of them
locking    one writer at a time
library    a corpus saved, and brought up to date with the articles
comparison a query beside all sentences of these paragraphs
evidence   a comparison -> what speaks for each sentence
ranking    evidence -> scores
confidence scores -> how likely it is that the best one answers
excerpts   what of the hits a reader gets to see
retriever  a question -> hits and an answer
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .analysis import Analyzer as Analyzer
    from .articles import SYNONYMS as SYNONYMS
    from .articles import Article as Article
    from .articles import no_articles as no_articles
    from .articles import read_article as read_article
    from .articles import read_articles as read_articles
    from .bm25 import PostingsBM25 as PostingsBM25
    from .confidence import Confidence as Confidence
    from .correction import Correction as Correction
    from .errors import NoArticlesError as NoArticlesError
    from .errors import RetrievalError as RetrievalError
    from .errors import UnreadableArticleError as UnreadableArticleError
    from .errors import UnreadableSynonymsError as UnreadableSynonymsError
    from .errors import UnusableIndexError as UnusableIndexError
    from .errors import UnwritableLibraryError as UnwritableLibraryError
    from .excerpts import Excerpt as Excerpt
    from .layout import title_of as title_of
    from .library import Contents as Contents
    from .library import Library as Library
    from .renewal import ReportProgress as ReportProgress
    from .retriever import Answer as Answer
    from .retriever import Hit as Hit
    from .retriever import Retriever as Retriever
    from .sentences import Sentence as Sentence
    from .sentences import split_sentences as split_sentences
    from .synonyms import read_synonyms as read_synonyms
    from .vocabulary import Token as Token

_MODULES = {
    "SYNONYMS": "articles",
    "Analyzer": "analysis",
    "Answer": "retriever",
    "Article": "articles",
    "Confidence": "confidence",
    "Contents": "library",
    "Correction": "correction",
    "Excerpt": "excerpts",
    "Hit": "retriever",
    "Library": "library",
    "NoArticlesError": "errors",
    "PostingsBM25": "bm25",
    "ReportProgress": "renewal",
    "RetrievalError": "errors",
    "Retriever": "retriever",
    "Sentence": "sentences",
    "Token": "vocabulary",
    "UnreadableArticleError": "errors",
    "UnreadableSynonymsError": "errors",
    "UnusableIndexError": "errors",
    "UnwritableLibraryError": "errors",
    "no_articles": "articles",
    "read_article": "articles",
    "read_articles": "articles",
    "read_synonyms": "synonyms",
    "split_sentences": "sentences",
    "title_of": "layout",
}

__all__ = list(_MODULES)

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import a public name from its module, as PEP 562 has it."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
        globals()[name] = value
        return value
