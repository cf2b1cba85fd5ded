"""Unknown words -> the words of the articles that they stand for.

In the order in which data flows:

known_words    the well-known words of English
edit_distance  how far a word is from another
phonetic_keys  names -> what stays of them in any spelling
speller        misspelled words -> words; which names are one
"""
