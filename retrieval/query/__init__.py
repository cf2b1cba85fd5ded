"""A question -> what it asks.

In the order in which data flows:

answer_type     what kind of answer a question asks for
units           the units of measure that a number may be in
function_words  words that ask or hold a question together
synonyms        terms -> the terms that may stand for them
correction      unknown words of a question -> words of the articles
query           a question -> its words as numbers
remarks         remarks to the bot, which ask nothing
"""
