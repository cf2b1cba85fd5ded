"""How likely it is that the best sentence answers the question.

A logistic regression on seven signals, fitted by `bench/fit_confidence.py` on questions
asked with the article that answers them, without it, and with the half of it that does
not. Cross-validated over articles, its AUROC against questions without their article is
.99 in libraries of 2, 3, 6 and 12 articles and .98 of 24, and .90 against those with
half of it. Shares of questions:

articles                                        2     24
can be answered, and is called "high"         .88    .90
can be answered, and is called "none"           0      0
half its article, but is called "high"        .25    .28
no article, but is called "high"              .01    .04
no article, and is called "none"              .32    .11

That all words of a question stand in one sentence does not show that it answers: "high"
means that nothing speaks against it.
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
"""Log-odds from which the best sentence answers rather than not."""

NOTHING_BELOW = -4.0
"""Log-odds below which the closest sentence is not worth showing.

It is low for people who ask in words of their own: those of the benchmark had the
article before their eyes.
"""

_INTERCEPT = -2.01
_WEIGHTS = np.array([0.13, 0.18, -0.39, 2.55, 8.54, -0.12, -2.11, 0.1, -3.85, -3.92])


def log_odds(matches: Matches, scores: Floats) -> float:
    """Return the log-odds that the best row answers; -inf if nothing can."""
    found = signals(matches, scores)
    return float(found @ _WEIGHTS + _INTERCEPT) if len(found) else -np.inf


def signals(matches: Matches, scores: Floats) -> Floats:
    """Return what `log_odds` weighs, shape (7,); (0,) if no content word is known.

    The best score by what the question could attain and by the idf of a word that
    occurs nowhere, and this idf, which grows with the library; the shares of the
    question that stand in the best row: of its idf, counting similar words by their
    likeness, and of its number of words; 1 if the question asks for a number, a time, a
    person or a place, for which many a sentence scores; and 1 if the row lacks the
    number or the time that was asked for.
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
    """Return the confidence in words for the log-odds *odds*."""
    if odds >= SURE_FROM:
        return "high"
    return "low" if odds >= NOTHING_BELOW else "none"
