"""What stands between the bot and its users, each with what to do about it.

In the order in which data flows:

finding   one thing that was looked at, and what to do
machine   settings, and the folder for what is stored
articles  the folder of articles, and what lies beside them
search    the library or the engine, and search by meaning
telegram  what Telegram says of the bot
findings  all of it, one after another
"""
