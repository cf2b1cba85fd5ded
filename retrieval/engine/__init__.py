"""The same answers from an index on OpenSearch, for more than one machine holds.

In the order in which data flows:

breaker         refusing requests while the engine hangs
connection      requests, each whole by its deadline or an error
schema          the indices and what their documents hold
documents       an analysed article -> documents
vectors         vectors of sentences -> documents, and how near each is to a question
indexer         a folder -> an index, kept up to date
embedder        an index -> the vectors of its sentences
sampling        what is usual in the words of the index
shared_words    words, numbered once for all questions
frequencies     how many documents have a term, remembered for a while
lookups         a question -> the terms whose frequencies it needs
question_index  candidates -> the small index that a question is answered from
fetching        a question -> its candidates and their statistics
retriever       a question -> hits and an answer, as without an engine
"""
