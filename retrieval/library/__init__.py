"""Articles analysed once, saved, and brought up to date.

In the order in which data flows:

file_stamps  the files that a library was made of
builder      articles -> an index, with what an older one has of them
library      an index in a folder, brought up to date with the articles
"""
