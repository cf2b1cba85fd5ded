"""Texts -> terms, the keys of the index.

In the order in which data flows:

normalization      case, accents, widths and ligatures folded
tokenizer          texts -> forms: words, numbers, addresses
stemmer            words -> stems
language_analyzer  texts in one language -> terms
analyzer           texts in any language -> terms
word_traits        words -> number, year, cause ...
"""
