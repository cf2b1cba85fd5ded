"""A question -> its terms, answer type, synonyms and corrections.

In the order in which data flows:

answer_type     a question -> the kind of answer it asks for
definition      a question -> the name that it asks a definition of
units           a question -> the units its answer may be in
function_words  question words and function words, which are never corrected
readings        the words of a question, as the languages of the articles read them
synonyms        terms -> their synonyms
correction      whether and where a question's words are corrected
query           a question -> its terms as numbers
remarks         small talk to the bot, which asks nothing
"""
