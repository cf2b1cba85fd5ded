"""A question -> its terms, answer type, synonyms and corrections.

In the order in which data flows:

answer_type     a question -> the kind of answer it asks for
definition      a question -> the name that it asks a definition of
units           a question -> the units its answer may be in
function_words  question words and function words, which are never corrected
focus           a long message -> the part of it that asks
readings        a question -> its words, each as the articles read it
numerals        Arabic numerals -> Roman ones, and back
compounds       words -> what they are written together with, or apart
phrases         a question -> words that must stand side by side
synonyms        terms -> their synonyms
operators       a question -> what it demands of sentences besides words
exonyms         names -> those in other languages
related_words   all of these together
correction      whether and where a question's words are corrected
query           a question -> its terms as numbers
remarks         small talk to the bot, which asks nothing
"""
