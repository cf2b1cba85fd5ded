"""Texts -> terms: the words under which sentences are found.

In the order in which data flows:

normalization      one spelling for a word however it was typed
tokenizer          texts -> the forms of words, numbers, addresses
stemmer            words -> stems
language_analyzer  the forms of one language -> terms
analyzer           texts in any language -> terms
word_traits        which words can be part of an answer
"""
