"""All that is counted and numbered: words, sentences, statistics, postings.

In the order in which data flows:

vocabulary     the words of all articles -> numbers
contexts    the words of the headings above paragraphs
collection     articles -> sentences and words as numbers
leaning        which sentences lean on the one before them
statistics     how often words occur, and where
similar_words  which words look alike
candidates     stems -> the paragraphs that may answer
article_index  all of these together, made and read as arrays
"""
