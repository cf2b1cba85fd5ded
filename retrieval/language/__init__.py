"""Which language a text is in, and the words known of each language.

In the order in which data flows:

word_lists  the data files -> the words in them
profile     the words known of a language
detection   a text -> its language
dates       a text -> the dates in it
"""
