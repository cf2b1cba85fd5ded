"""What the bot says, a module a language.

In the order in which data flows:

strings  what a language has to say
de       German
en       English
choice   which language a person reads
"""
