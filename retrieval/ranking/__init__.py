"""Candidate sentences -> scores and the confidence of the answer.

In the order in which data flows:

context_matches  a query and the headings above some paragraphs
matches          a query and some paragraphs -> which terms occur where
evidence         matches -> features of each sentence
demands          which rows have what the operators of a question demand
scorer           evidence -> scores
confidence       scores -> the probability that the best sentence answers
"""
