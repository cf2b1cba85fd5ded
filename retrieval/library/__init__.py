"""An index on disk, updated incrementally when articles change.

In the order in which data flows:

file_stamps  size and times of each file, to detect changes
changes      what has changed from one index to the next
builder      articles and an older index -> an index
library      an index on disk, kept up to date with a folder of articles
updater      updates a library in a process of its own
"""
