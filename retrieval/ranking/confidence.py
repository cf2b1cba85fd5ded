"""How likely it is that the best sentence answers the question.

A logistic regression on the `signals`, fitted by `bench/fit_confidence.py` on two
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

from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from retrieval.index.vocabulary import UNKNOWN
from retrieval.query.answer_type import AnswerType

from .evidence import (
    SYNONYM_LIKENESS,
    expected_answer,
    measured,
    near_answer,
    section,
    similar_headings,
    similar_words,
)
from .matches import Matches
from .scorer import Ranking

Confidence = Literal["high", "low", "none"]

SURE_FROM = 0.5
"""Log-odds from which the best sentence is called "high".

Above 0 because a wrong answer that looks sure harms more than a right one that looks
unsure.
"""

NOTHING_BELOW = -4.0
"""Log-odds below which no sentence is shown.

Set low because users phrase questions in their own words, whereas the authors of the
benchmark's questions had the article in front of them.
"""

FEWEST_BY_SYNONYMS = 0.25
"""The share of a question's words that synonyms must stand for if no word is known."""

_INTERCEPT = -3.58
_WEIGHTS = np.array(
    [0.37, 0.17, -0.24, 2.58, 6.5, -0.18, -1.57, -0.52, -2.84, -2.38, 0, 0, 0]
)


class Signals(NamedTuple):
    """What tells whether the best row answers; shares of idf are of content words.

    score: the best score / the idf of all content words.
    score_of_unknown: the best score / the idf of a word in no paragraph.
    unknown: that idf, which grows with the library.
    alike: the share of idf of similar words in the row and its headings.
    held: the share of words in the row or its headings, synonyms in proportion.
    asks: 1 if a number, time, person or place is asked for: many rows score then.
    lacks: 1 if a number or time is asked for and the row has none.
    section: how nearly the question is the heading above the row, from 0 to 1.
    held_itself: the share of words in the row itself.
    share_of_word: 1 / number of content words.
    lead: how much the row scores above other paragraphs' / the idf of all words.
    support: of the best supported possible answer / the idf of all words.
    lacks_measure: 1 if a measure is asked for and the row has none.
    """

    score: float
    score_of_unknown: float
    unknown: float
    alike: float
    held: float
    asks: float
    lacks: float
    section: float
    held_itself: float
    share_of_word: float
    lead: float
    support: float
    lacks_measure: float


def log_odds(ranking: Ranking) -> float:
    """Return the log-odds that the best row answers; -inf without `signals`."""
    found = signals(ranking)
    return float(np.dot(found, _WEIGHTS)) + _INTERCEPT if found else -np.inf


def signals(ranking: Ranking) -> Signals | None:
    """Return the features of `log_odds`; None if hardly any word is known."""
    matches, query = ranking.matches, ranking.query
    if not (matches.rows and query.is_content.any()):
        return None
    best = int(np.argmax(ranking.scores))
    held = _held(matches, best)
    knows = (query.is_content & (query.stems >= 0)).any()
    if not knows and held < FEWEST_BY_SYNONYMS:
        return None
    words = int(query.is_content.sum())
    whole = float(matches.content_weights.sum())
    unknown = float(matches.statistics.paragraph_idf(np.array([UNKNOWN], np.int32))[0])
    top = float(ranking.scores[best])
    value = partial(ranking.value, row=best)
    in_figures = query.answer_type in (AnswerType.NUMBER, AnswerType.TIME)
    return Signals(
        score=top / whole,
        score_of_unknown=top / unknown,
        unknown=unknown,
        alike=(value(similar_words) + value(similar_headings)) / whole,
        held=held,
        asks=query.answer_type not in (AnswerType.OTHER, AnswerType.REASON),
        lacks=in_figures and not value(expected_answer),
        section=value(section),
        held_itself=(matches.holds[best] & query.is_content).sum() / words,
        share_of_word=1 / words,
        lead=_lead(ranking, best) / whole,
        support=value(near_answer) / whole,
        lacks_measure=query.asks_measure and not value(measured),
    )


def _held(matches: Matches, row: int) -> float:
    """Return the share of the content words in *row* or its headings.

    Words that only a synonym stands for count in proportion.
    """
    in_context = matches.in_near_context[row] | matches.in_far_context[row]
    held = (matches.holds[row] | in_context) + SYNONYM_LIKENESS * matches.stands_in[row]
    is_content = matches.query.is_content
    return float(held[is_content].sum() / is_content.sum())


def _lead(ranking: Ranking, best: int) -> float:
    """Return how much the *best* row scores above those of other paragraphs."""
    paragraph = ranking.matches.paragraph_row
    others = ranking.scores[paragraph != paragraph[best]]
    top = float(ranking.scores[best])
    return top - float(others.max(initial=min(0.0, top)))


def confidence_of(odds: float) -> Confidence:
    """Return the confidence level for the log-odds *odds*."""
    if odds >= SURE_FROM:
        return "high"
    return "low" if odds >= NOTHING_BELOW else "none"
