"""A text -> what a user reads, on Telegram and console alike.

In the order in which data flows:

small_talk      greetings, thanks and other texts that ask nothing
shortening      excerpts and words cut to a length
questions       a text -> its questions
follow_ups      questions that take something from what was said before
pages           questions -> answers -> pages of excerpts
catalogue       the articles by title, and requests for a summary
verification    a quotation -> where it stands, or what comes nearest
regression      questions with the words that their answers must hold
records_schema  the tables of the records, of this version and older ones
records_key     the key of the records' hashes
records_file    the file of the records: rows of one bot, kept for a time
records         what is stored: questions, votes, figures, who waits
reasons         why a file cannot be read, in words
sources         where an excerpt comes from, in words
servers         where questions are sent to
reply           a text and its marks: what all replies are made of
quotes          an excerpt -> a reply
replies         what was found -> a reply
previews        a file that may become an article -> a reply
notices         greetings, help, lists and figures -> a reply
links           deep links that open the bot at an excerpt
answerer        texts and links -> answers and excerpts
"""
