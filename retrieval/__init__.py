"""From article files to excerpts that answer a question.

In the order in which data flows:

errors     what can go wrong
arrays     short names for the types of arrays
tables     data files -> the words in them
articles   files -> articles
wrapping   a text -> its lines, joined where it is hard-wrapped
layout     a text -> its title, headings, paragraphs
languages  the words known of a language
detection  which language a text is in
punkt      which full stops end a sentence
borders    a text with doubtful stops -> the spans of its sentences
paragraphs a paragraph -> the spans of its sentences
sentences  articles -> sentences
folding    one spelling for a word however it was typed
stemming   words -> stems
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
answer_type what a question asks for
word_traits which words can be part of an answer
words      the words of all articles -> numbers
collection articles -> sentences and words as numbers
leaning    which sentences lean on the one before them
statistics how often words occur, and where
similarity which words look alike
function_words words that ask or hold a question together
correction unknown words of a question -> words of the articles
units      the units of measure that a number asked for may be in
query      a question -> its words as numbers
chatter    remarks to the bot, which ask nothing
candidates a query -> the paragraphs that may answer it
corpus     all of these together, made and read as arrays
sources    the files that a library was made of
renewal    articles -> an index, with what an older one has of them
locking    one writer at a time
library    an index saved, and brought up to date with the articles
comparison a query beside all sentences of these paragraphs: its matches
evidence   matches -> what speaks for each sentence
ranking    evidence -> scores
confidence scores -> how likely it is that the best one answers
duplicates which sentences say the same
passages   which of the hits are shown, and which of them together
excerpts   passages -> what a reader gets to see
retriever  a question -> hits and an answer
"""

from .articles import Article, read_articles
from .errors import (
    NoArticlesError,
    RetrievalError,
    UnreadableArticleError,
    UnreadableSynonymsError,
    UnusableIndexError,
    UnwritableLibraryError,
)
from .excerpts import Excerpt
from .library import Library
from .retriever import Answer, Hit, Retriever
from .sentences import Sentence, split_sentences

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
