"""Questions, replies and reports on the console.

In the order in which data flows:

streams  the encoding of what is read and printed
shows    answers -> what is printed: replies, lines or JSON
asking   one question, one a line, or a prompt -> answers
checks   quotations and expected answers -> whether they hold
reports  what was saved, and how far a work is
"""
