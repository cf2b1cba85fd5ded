"""The index of articles: numbered words and sentences, statistics, postings.

In the order in which data flows:

rows           arrays grouped by row
vocabulary     words <-> numbers
texts          the texts of articles, one after another
contexts       the words of the headings above paragraphs
parts          articles -> sentences and words as numbers
collection     these of all articles, in arrays
leaning        sentences that refer back to the previous one
statistics     document and term frequencies, and what follows from them
similar_words  words with many letter 4-grams in common
candidates     stems -> the likeliest paragraphs, by BM25 with our k1 and b
article_index  the whole index, as arrays
"""
