"""Questions and sentences as embeddings, and which are near each other.

In the order in which data flows:

encoder    texts -> vectors of length 1, whatever makes them
local      an encoder in this process (extra `semantic`)
worker     embeds passages in a process of its own
child      the local encoder in that process
remote     an encoder behind an OpenAI-compatible server
passages   sentences -> texts with what they stand under
products   of vectors as 8-bit integers, in C or NumPy
vectors    vectors as 8-bit integers
store      vectors on disk, by the text that they are of
meaning    an index and its vectors -> the sentences nearest to a question
loading    which encoder to use
"""
