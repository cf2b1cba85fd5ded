"""Ranked sentences -> excerpts.

In the order in which data flows:

duplicates  near-duplicate sentences
passages    hits -> passages: merged, without duplicates
excerpt     passages -> spans of articles, matches marked
"""
