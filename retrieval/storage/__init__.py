"""Arrays and strings on disk.

In the order in which data flows:

string_table  strings in arrays, decoded when they are asked for
array_folder  arrays <-> a folder, opened by mapping, replaced all at once
lock          one writer at a time
"""
