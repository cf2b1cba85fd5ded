"""How likely it is that the best sentence answers the question.

A logistic regression on the ten `signals`, fitted by `bench/fit_confidence.py` on two
kinds of questions. Those of a benchmark were asked three times: with the article that
answers, without it, and with only the half of it that lacks the answer. Those about six
folders of FAQs, rules, lists and tables were asked once, and weigh OF_FOLDERS as much.
Shares of the questions of the benchmark, fitted on them alone and cross-validated over
articles, by library size:

                                         2     24 articles
answerable, called "high"              .88    .90
half the article, called "high"        .25    .28
article missing, called "high"         .01    .04

Of the 208 questions about folders, each folder judged by a fit without it, 108 were
answered right, 50 of these called "high"; 13 were answered wrong and called "high", and
so was 1 of those without an answer.

A sentence with all words of a question need not answer it: "high" only means that no
signal speaks against it.
"""

from typing import Literal

import numpy as np

from retrieval.arrays import Floats
from retrieval.index.statistics import idf
from retrieval.query.answer_type import AnswerType

from .evidence import (
    SYNONYM_LIKENESS,
    expected_answer,
    section,
    similar_headings,
    similar_words,
)
from .matches import Matches

Confidence = Literal["high", "low", "none"]

SURE_FROM = 0.0
"""Log-odds from which the best sentence is more likely right than wrong."""

NOTHING_BELOW = -4.0
"""Log-odds below which no sentence is shown.

Set low because users phrase questions in their own words, whereas the authors of the
benchmark's questions had the article in front of them.
"""

FEWEST_BY_SYNONYMS = 0.25
"""The share of a question's words that synonyms must stand for if no word is known."""

_INTERCEPT = -3.58
_WEIGHTS = np.array([0.37, 0.17, -0.24, 2.58, 6.5, -0.18, -1.57, -0.52, -2.84, -2.38])


def log_odds(matches: Matches, scores: Floats) -> float:
    """Return the log-odds that the best row answers; -inf without `signals`."""
    found = signals(matches, scores)
    return float(found @ _WEIGHTS + _INTERCEPT) if len(found) else -np.inf


def signals(matches: Matches, scores: Floats) -> Floats:
    """Return the features of `log_odds`, shape (10,); (0,) if hardly any word is known.

    0  best score / sum of the idf of the content words
    1  best score / idf of a word in no paragraph
    2  idf of a word in no paragraph; it grows with the library
    3  share of the question's idf in the best row, similar words, also of its
       headings, in proportion
    4  share of the content words in the best row or its headings, synonyms in
       proportion
    5  1 if the question asks for a number, time, person or place: many rows score then
    6  1 if it asks for a number or time and the best row has none
    7  how nearly the question is the heading above the best row
    8  share of the content words in the best row itself
    9  1 / number of content words
    """
    query = matches.query
    known = query.is_content & (query.stems >= 0)
    if not len(scores) or not (known.any() or query.synonyms):
        return np.zeros(0)
    best = int(np.argmax(scores))
    attainable = matches.content_weights.sum()
    rarest = float(idf(matches.statistics.paragraphs, 0))
    in_context = matches.in_near_context[best] | matches.in_far_context[best]
    by_synonym = SYNONYM_LIKENESS * matches.stands_in[best]
    held = (matches.holds[best] | in_context) + by_synonym
    words = query.is_content.sum()
    share = (held * query.is_content).sum() / words
    if not known.any() and share < FEWEST_BY_SYNONYMS:
        return np.zeros(0)
    alike = (
        similar_words(matches)[best] + similar_headings(matches)[best]
    ) / attainable
    top = scores[best]
    asks = query.answer_type not in (AnswerType.OTHER, AnswerType.REASON)
    in_figures = query.answer_type in (AnswerType.NUMBER, AnswerType.TIME)
    lacks = in_figures and expected_answer(matches)[best] == 0
    own = (matches.holds[best] * query.is_content).sum() / words
    return np.array(
        [
            top / attainable,
            top / rarest,
            rarest,
            alike,
            share,
            float(asks),
            float(lacks),
            section(matches)[best],
            own,
            1 / words,
        ]
    )


def confidence_of(odds: float) -> Confidence:
    """Return the confidence level for the log-odds *odds*."""
    if odds >= SURE_FROM:
        return "high"
    return "low" if odds >= NOTHING_BELOW else "none"
