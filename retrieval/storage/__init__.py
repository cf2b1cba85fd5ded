"""Arrays and strings on disk.

In the order in which data flows:

string_table  strings in arrays, decoded on access
array_folder  arrays <-> a folder, memory-mapped, replaced atomically
lock          a lock between processes
"""
