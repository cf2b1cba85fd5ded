"""A text -> blocks -> the spans of its sentences.

In the order in which data flows:

lines          a text -> its lines
wrapping       lines, joined where they are hard-wrapped
kinds          what a line is by its own looks
tables         rows of tables, and what names their columns
headings       which lines head what stands below them
blocks         lines -> title, headings, paragraphs, items, rows
titles         lines -> the title of a text
structure      the blocks of an article, by its format or its layout
sections       what a paragraph stands under
passages       which blocks are understood only together
punkt          nltk's Punkt: which full stops end a sentence
abbreviations  which full stops belong to abbreviations
cuts           borders that are certain without Punkt
rules          ambiguous stretches of a paragraph -> the spans of sentences
clauses        text without stops -> clauses
splitter       a paragraph -> the spans of its sentences
sentence       articles -> sentences
"""
