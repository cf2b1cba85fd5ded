"""Ranked sentences -> what a reader gets to see.

In the order in which data flows:

duplicates  which sentences say the same
passages    which of the hits are shown, and which of them together
excerpt     passages -> spans of articles, matches marked
"""
