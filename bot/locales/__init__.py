"""What the bot says, a TOML file per language.

In the order in which data flows:

strings  a language's file -> its strings
choice   which language a person reads
"""
