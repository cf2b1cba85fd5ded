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

With meaning, the shares of those of the benchmark are:

                                         2     24 articles
answerable, called "high"              .88    .85
half the article, called "high"        .30    .23
article missing, called "high"         .00    .01

Of 253 questions about folders, each folder judged by a fit without it, 173 were
answered right, 141 of these called "high"; 14 were answered wrong and called "high",
and so was 1 of those without an answer.

A sentence with all words of a question need not answer it: "high" only means that no
signal speaks against it.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from retrieval.index.vocabulary import UNKNOWN
from retrieval.query.answer_type import AnswerType
from retrieval.query.query import replaced

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
from .scorer import Ranking, best_rival

Confidence = Literal["high", "low", "none"]

SURE_FROM = 0.5
"""Log-odds from which the best sentence is called "high".

Above 0 because a wrong answer that looks sure harms more than a right one that looks
unsure.
"""

UNSURE = 0.0
"""The log-odds, at most, of a row that lacks what is asked for."""

NOTHING_BELOW = -4.0
"""Log-odds below which no sentence is shown.

Set low because users phrase questions in their own words, whereas the authors of the
benchmark's questions had the article in front of them.
"""

PASSED_OVER = 0.02
"""How much nearer a row must be to a question without its unknown words.

Of the benchmark's questions that would be "high" and have such words, 2 % with an
answer exceed it, and 17 % without one.
"""

FEWEST_BY_SYNONYMS = 0.25
"""The share of a question's words that synonyms must stand for if no word is known."""

_INTERCEPT = -3.63
_WEIGHTS = np.array(
    [0.21, 0.18, -0.1, 1.43, 4.0, -0.21, -1.71, 1.43, -1.67, -2.53, 0.64, 2.24, -0.44]
)

# With meaning, four signals do as well as all, by folds that were held out. So do they
# with the lead in nearness over other sections, whether words alone rank the row first,
# the share of words that no article has, or what taking out words that the row lacks
# does to its nearness. Fitted without the questions that `is_beside` is true of.
_MEANING_INTERCEPT = -29.88
_MEANING_WEIGHTS = np.array([0.202, 30.7, 2.77, 0.4])

# Words tell nothing of a row in another language than the question. Fitted on questions
# in three languages about articles in three, with and without the article that answers.
# Half of the articles judged by a fit on the others: .60 and .73 of the questions that
# were answered right are "high", and .000 and .004 of those without their article.
_FOREIGN_INTERCEPT = -25.1
_FOREIGN_WEIGHTS = np.array([27.3, 29.7, 23.1])


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
    """What tells whether the best row answers, if meaning is searched, too.

    score_of_unknown: as in `Signals`.
    nearness: the cosine of the question with the row.
    held: as in `Signals`.
    lead: as in `Signals`, but other versions of the row do not count.
    """

    score_of_unknown: float
    nearness: float
    held: float
    lead: float


class ForeignSignals(NamedTuple):
    """What tells whether the best row answers a question in another language.

    nearness: the cosine of the question with the row.
    above: how much that is above the average of sentences in its language.
    ahead: how much higher that is than for the sentences of other paragraphs.
    """

    nearness: float
    above: float
    ahead: float


def log_odds(ranking: Ranking) -> float:
    """Return the log-odds that the best row answers; -inf without `signals`."""
    if foreign := foreign_signals(ranking):
        return float(np.dot(foreign, _FOREIGN_WEIGHTS)) + _FOREIGN_INTERCEPT
    if ranking.matches.nearness is None:
        found = signals(ranking)
        return -np.inf if found is None else float(np.dot(found, _WEIGHTS)) + _INTERCEPT
    by_meaning = meaning_signals(ranking)
    if by_meaning is None:
        return -np.inf
    odds = float(np.dot(by_meaning, _MEANING_WEIGHTS)) + _MEANING_INTERCEPT
    return min(odds, UNSURE) if is_beside(ranking) else odds


def foreign_signals(ranking: Ranking) -> ForeignSignals | None:
    """Return the features of `log_odds` if the best row is in another language."""
    nearness = ranking.matches.nearness
    if nearness is None or not ranking.matches.rows:
        return None
    best = int(np.argmax(ranking.scores))
    if not ranking.matches.is_foreign[best]:
        return None
    sentence = ranking.matches.sentences[best]
    paragraph = ranking.matches.collection.paragraph_of
    above, others = ranking.matches.above, paragraph != paragraph[sentence]
    assert above is not None
    here, more = float(nearness[sentence]), float(above[sentence])
    rival = float(above[others].max(initial=more - here))
    return ForeignSignals(nearness=here, above=more, ahead=more - rival)


def meaning_signals(ranking: Ranking) -> MeaningSignals | None:
    """Return the features of `log_odds` by meaning; None if it was not searched."""
    matches = ranking.matches
    if matches.nearness is None:
        return None
    found = signals(ranking)
    if found is None:
        return None
    best = int(np.argmax(ranking.scores))
    lead = float(ranking.scores[best]) - best_rival(ranking)
    return MeaningSignals(
        score_of_unknown=found.score_of_unknown,
        nearness=float(matches.nearness[matches.sentences[best]]),
        held=found.held,
        lead=lead / float(matches.content_weights.sum()),
    )


def is_beside(ranking: Ranking) -> bool:
    """Whether the best row lacks something that no likeness of meaning makes up for.

    That is the number or time asked for, the measure asked for, or, in its whole
    paragraph and the headings, a figure of the question: "error E45" is not E15.
    """
    matches, query = ranking.matches, ranking.query
    best = int(np.argmax(ranking.scores))
    value = partial(ranking.value, row=best)
    in_figures = query.answer_type in (AnswerType.NUMBER, AnswerType.TIME)
    if in_figures and not value(expected_answer):
        return True
    if query.asks_measure and not value(measured):
        return True
    figures = [any(map(str.isdecimal, term)) for term in query.terms]
    paragraph = matches.paragraph_row == matches.paragraph_row[best]
    held = matches.holds[paragraph].any(axis=0)
    held |= matches.in_near_context[best] | matches.in_far_context[best]
    return bool((query.is_content & ~held & np.array(figures, np.bool_)).any())


def passes_over(
    ranking: Ranking, question: str, similarity: Callable[[str, int], float]
) -> bool:
    """Whether the best row is nearer to *question* without its unknown words.

    Then it does not speak of what they name: "Can I pay the fee with Zappay?" is like
    "You pay the fee at the desk", but "Can I pay the fee" is more so. *similarity*
    returns the cosine of a text with a sentence.
    """
    matches, unknown = ranking.matches, ranking.query.unknown
    if matches.nearness is None or not unknown:
        return False
    known = question
    for word in unknown:
        known = replaced(known, word, " ")
    if not any(map(str.isalnum, known)):
        return False
    sentence = int(matches.sentences[np.argmax(ranking.scores)])
    here = float(matches.nearness[sentence])
    return similarity(" ".join(known.split()), sentence) - here > PASSED_OVER


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
        lead=(top - _best_of_others(ranking, best)) / whole,
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


def _best_of_others(ranking: Ranking, best: int) -> float:
    """Return the greatest score in other paragraphs than that of the *best* row."""
    paragraph = ranking.matches.paragraph_row
    others = ranking.scores[paragraph != paragraph[best]]
    return float(others.max(initial=min(0.0, float(ranking.scores[best]))))


def confidence_of(odds: float) -> Confidence:
    """Return the confidence level for the log-odds *odds*."""
    if odds >= SURE_FROM:
        return "high"
    return "low" if odds >= NOTHING_BELOW else "none"
