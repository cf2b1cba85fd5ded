"""Which update goes where, and what happens then.

In the order in which data flows:

addressing        whether a message is for the bot, and what it asks
following         what a question takes from the message that it replies to
rate_limit        how much work one person may cause
questions         questions -> replies
privacy           what is kept of a person, on a page with buttons
quotations        quotations looked up word for word
reading           articles step by step
taps              what a tap on a button leads to
callback_queries  taps on buttons -> replies
commands          commands -> replies
inline_queries    "@bot words" in any chat -> results
guest_messages    "@bot question" in chats without the bot -> an excerpt
channel_posts     posts of channels -> articles
telling           answers that people wait for
uploads           files that admins add and remove
access            who may use the bot
routes            which update goes to which handler
"""
