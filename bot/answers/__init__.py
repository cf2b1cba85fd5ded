"""A text -> what a user reads, on Telegram and console alike.

In the order in which data flows:

small_talk      what asks nothing of the articles
shortening      what is too long to show whole
questions       a text -> its questions
pages           questions -> answers -> pages of excerpts
records_schema  the tables of the records, of this version and older ones
records_key     the key of the records' hashes
records         what is remembered: unanswered questions, votes, figures
replies         what was found -> a reply
notices         greetings, help, lists and figures -> a reply
links           deep links that open the bot at an excerpt
answerer        texts and links -> what is found for them
"""
