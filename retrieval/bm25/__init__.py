"""rank_bm25's BM25Okapi, with the same scores, on an inverted index.

In the order in which data flows:

segment          postings in flat arrays, and the BM25 formula of their weights
segment_update   documents of segments replaced
inversion        terms -> numbers -> postings, in NumPy
maxscore         postings -> the best documents, in NumPy
native           both in C, if it was compiled
kernel           the faster of the two
term_dictionary  terms <-> term numbers
searcher         segments and the statistics of their terms, searched
codec            segments <-> arrays
okapi            documents -> an index
"""

from .okapi import PostingsBM25

__all__ = ["PostingsBM25"]
