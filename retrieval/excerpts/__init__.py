"""Ranked sentences -> excerpts.

In the order in which data flows:

duplicates  sentences that say the same, or the same with other figures
passages    hits -> passages: merged, duplicates set apart
versions    duplicates -> articles that say the same, passages that differ
excerpt     passages -> spans of articles, matches marked
steps       an article -> steps of reading
summary     an article -> the sentences that say most of it
"""
