"""Language detection and the word lists of each language.

In the order in which data flows:

word_lists  data/<language>.tsv: stop words, abbreviations and the like
profile     the word lists of a language
detection   a text -> its language
dates       a text -> the dates in it
"""
