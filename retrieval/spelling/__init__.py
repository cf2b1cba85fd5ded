"""Unknown words -> the words of the articles they are misspellings of.

In the order in which data flows:

known_words    well-known English words, which are never corrected
edit_distance  the edit distance of two words
phonetic_keys  names -> keys that are the same for all transliterations
speller        which word a misspelling becomes; variants of names
"""
