"""Which update goes where, and what happens then.

In the order in which data flows:

addressing        whether a message is for the bot, and what it asks
rate_limit        how much work one person may cause
questions         questions -> replies
callback_queries  taps on buttons -> replies
commands          commands -> replies
inline_queries    "@bot words" in any chat -> results
access            who may use the bot
routes            which update goes to which handler
"""
