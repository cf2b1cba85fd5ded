"""Language detection and the word lists of each language.

In the order in which data flows:

word_lists  reading the data files
profile     the word lists of a language
detection   a text -> its language
dates       a text -> the dates in it
"""
