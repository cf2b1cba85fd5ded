"""A text -> blocks -> the spans of its sentences.

In the order in which data flows:

wrapping  a text -> its lines, joined if it is hard-wrapped
blocks    lines -> title, headings, paragraphs, list items
punkt     nltk's Punkt: which full stops end a sentence
rules     ambiguous stretches of a paragraph -> the spans of sentences
splitter  a paragraph -> the spans of its sentences
sentence  articles -> sentences
"""
