"""How likely it is that the best sentence answers the question.

A logistic regression on `Signals`, fitted by `bench/fit_confidence.py` on two kinds of
questions. Those of a benchmark were asked three times: with the article that answers,
without it, and with only the half of it that lacks the answer. Those about seven
folders of FAQs, rules, lists and tables were asked once, and weigh OF_FOLDERS as much.
Shares of the questions of the benchmark, cross-validated over articles without the
folders, by library size:

                                         2     24 articles
answerable, called "high"              .83    .85
half the article, called "high"        .18    .20
article missing, called "high"         .00    .03

Of the 234 questions about folders, each folder judged by a fit without it, 140 were
answered right, 102 of these called "high"; 16 were answered wrong and called "high",
and so was 1 of those without an answer.

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

_INTERCEPT = -3.63
_WEIGHTS = np.array(
    [0.21, 0.18, -0.1, 1.43, 4.0, -0.21, -1.71, 1.43, -1.67, -2.53, 0.64, 2.24, -0.44]
)

# The average of a fit with `MeaningSignals` (.6) and of the one above (.4): each errs
# on questions that the other judges rightly. The intercept is set by hand, so that of
# 55 questions without an answer, about folders and news, one is "high".
_MEANING_INTERCEPT = -22.05
_MEANING_WEIGHTS = np.array(
    [
        *(0.13, 0.25, 0.12, -0.44, 3.71, 0.01, -1.58, -0.22, -0.56, -1.07, 0.43, 1.02),
        *(0.34, 18.97, -10.33, 2.11, 0.07, 6.72),
    ]
)

# Words tell nothing of a row in another language than the question. Fitted on questions
# in three languages about articles in two, with and without the article that answers.
_FOREIGN_INTERCEPT = -26.97
_FOREIGN_WEIGHTS = np.array([29.0, 41.5, -15.4, -0.13, 17.5])


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


class MeaningSignals(NamedTuple):
    """What else tells whether the best row answers, if meaning is searched, too.

    nearness: the cosine of the question with the row.
    above: how much that is above the average of all sentences.
    short_of: how much the nearest sentence of all is nearer.
    unusual: `above` in standard deviations of all sentences.
    ahead: how much nearer the row is than the sentences of other paragraphs.
    """

    nearness: float
    above: float
    short_of: float
    unusual: float
    ahead: float


def log_odds(ranking: Ranking) -> float:
    """Return the log-odds that the best row answers; -inf without `signals`."""
    by_meaning = meaning_signals(ranking)
    if by_meaning and ranking.foreign_language(int(np.argmax(ranking.scores))):
        return float(np.dot(by_meaning, _FOREIGN_WEIGHTS)) + _FOREIGN_INTERCEPT
    found = signals(ranking)
    if found is None:
        return -np.inf
    if by_meaning is None:
        return float(np.dot(found, _WEIGHTS)) + _INTERCEPT
    both = np.dot([*found, *by_meaning], _MEANING_WEIGHTS)
    return float(both) + _MEANING_INTERCEPT


def meaning_signals(ranking: Ranking) -> MeaningSignals | None:
    """Return what meaning adds to `signals`; None if it was not searched."""
    nearness = ranking.matches.nearness
    if nearness is None or not ranking.matches.rows:
        return None
    best = int(np.argmax(ranking.scores))
    here = float(nearness[ranking.matches.sentences[best]])
    above = float(ranking.matches.nearer[best])
    paragraph = ranking.matches.collection.paragraph_of
    of_others = paragraph != paragraph[ranking.matches.sentences[best]]
    return MeaningSignals(
        nearness=here,
        above=above,
        short_of=float(nearness.max()) - here,
        unusual=above / max(float(nearness.std()), 1e-3),
        ahead=here - float(nearness[of_others].max(initial=0.0)),
    )


def signals(ranking: Ranking) -> Signals | None:
    """Return the features of `log_odds`; None if hardly any word is known."""
    matches, query = ranking.matches, ranking.query
    if not (matches.rows and query.is_content.any()):
        return None
    best = int(np.argmax(ranking.scores))
    held = _held(matches, best)
    knows = (query.is_content & (query.stems >= 0)).any()
    if not knows and held < FEWEST_BY_SYNONYMS and matches.nearness is None:
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
