"""Which sentences answer best, and how sure that is.

In the order in which data flows:

context_matches  a query beside the headings above some paragraphs
matches     a query beside all sentences of some paragraphs
evidence    matches -> what speaks for each sentence
scorer      evidence -> scores
confidence  scores -> how likely it is that the best one answers
"""
