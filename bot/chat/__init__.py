"""Replies -> messages and keyboards of Telegram.

In the order in which data flows:

entities      a reply -> a text and entities
sending       replies sent and edited
keyboards     the buttons below an answer, and their data
article_list  the list of the articles
profile       commands and descriptions for Telegram's clients
"""
