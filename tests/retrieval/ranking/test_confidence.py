import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.statistics import idf
from retrieval.ranking.confidence import (
    NOTHING_BELOW,
    SURE_FROM,
    Signals,
    confidence_of,
    log_odds,
    signals,
)
from retrieval.ranking.scorer import Ranking
from tests.libraries import matches_of

TEXT = "Dogs bark at night.\n\nCats sleep by day.\n\nBirds sing in the morning."


def signals_of(question: str, *texts: str) -> Signals:
    found = signals(Ranking.of(matches_of(question, *texts)))
    assert found
    return found


def odds(question: str, *texts: str) -> float:
    return log_odds(Ranking.of(matches_of(question, *texts)))


def test_confidence_begins_at_its_bounds() -> None:
    assert confidence_of(SURE_FROM) == "high"
    assert confidence_of(math.nextafter(SURE_FROM, -math.inf)) == "low"
    assert confidence_of(NOTHING_BELOW) == "low"
    assert confidence_of(math.nextafter(NOTHING_BELOW, -math.inf)) == "none"
    assert confidence_of(-math.inf) == "none"


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_confidence_never_falls_as_the_odds_rise(one: float, other: float) -> None:
    order = ["none", "low", "high"]

    lower, higher = confidence_of(min(one, other)), confidence_of(max(one, other))
    assert order.index(lower) <= order.index(higher)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("", (TEXT,)),
        ("the of at", (TEXT,)),
        ("wolves howl", (TEXT,)),
        ("Who are they?", (TEXT,)),
        ("dogs", ()),
        ("dogs", ("",)),
    ],
)
def test_nothing_answers_if_no_content_word_is_known(
    question: str, texts: tuple[str, ...]
) -> None:
    assert signals(Ranking.of(matches_of(question, *texts))) is None
    assert odds(question, *texts) == -math.inf


def test_signals_are_of_the_best_sentence() -> None:
    matches = matches_of("Do dogs sing?", TEXT)
    ranking = replace(Ranking.of(matches), scores=np.array([7.0, 0.0, 1.0]))
    whole, unknown = matches.weights[1:].sum(), idf(3 + 1, 0)

    found = signals(ranking)

    assert found
    assert found.score == pytest.approx(7 / whole)
    assert found.score_of_unknown == pytest.approx(7 / unknown)
    assert found.unknown == pytest.approx(unknown)
    assert found.alike == pytest.approx(1 / 2)
    assert found.held == found.held_itself == found.share_of_word == 1 / 2
    assert found.asks == found.lacks == found.lacks_measure == found.section == 0
    assert found.lead == pytest.approx((7 - 1) / whole)
    assert found.support == 0


def test_a_heading_holds_words_for_what_stands_below_it() -> None:
    text = "Dogs and wolves\n\nThey bark at night, all of them, and nobody knows why."

    found = signals_of("Do dogs bark?", text)

    assert found.held == 1
    assert found.held_itself == 1 / 2
    assert 0 < found.section < 1


def test_a_similar_word_counts_by_its_likeness_and_is_not_held() -> None:
    found = signals_of("A bark of barkers?", "A bark.")

    # Of barkers, ^bar and bark are shared, and arke, rker, kers and ers$ are not.
    bark, barker = idf(1 + 1, [1, 0])
    likeness = 2 * 2 / (3 + 6)
    assert found.alike == pytest.approx((bark + barker * likeness) / (bark + barker))
    assert found.held == 1 / 2


def test_the_only_paragraph_leads_by_its_whole_score() -> None:
    found = signals_of("Do dogs bark?", "Dogs bark.")

    assert found.lead == found.score > 0


@pytest.mark.parametrize(
    ("question", "lacks"),
    [("How far do dogs run?", 0), ("How heavy are dogs?", 1), ("Do dogs run?", 0)],
)
def test_a_sentence_lacks_the_measure_that_was_asked_for(
    question: str, lacks: int
) -> None:
    assert signals_of(question, "The dogs run 5 miles.").lacks_measure == lacks


def test_a_possible_answer_has_the_support_of_words_near_it() -> None:
    near = signals_of("When do dogs bark?", "Dogs bark in May.")
    far = signals_of("When do dogs bark?", "In May, so they all say here, dogs bark.")

    assert near.support > far.support > 0


@pytest.mark.parametrize(
    ("question", "asks", "lacks"),
    [
        ("When do dogs bark?", 1, 1),
        ("How many dogs bark?", 1, 1),
        ("When do birds sing?", 1, 0),
        ("How many birds sing?", 1, 1),
        ("How many cats sleep?", 1, 0),
        ("Who barks?", 1, 0),
        ("Where do dogs bark?", 1, 0),
        ("Why do dogs bark?", 0, 0),
        ("Do dogs bark?", 0, 0),
    ],
)
def test_a_sentence_lacks_the_number_or_the_time_that_was_asked_for(
    question: str, asks: int, lacks: int
) -> None:
    text = "Dogs bark at night.\n\nBirds sing in May.\n\nThe five cats sleep."

    found = signals_of(question, text)
    assert (found.asks, found.lacks) == (asks, lacks)


@pytest.mark.parametrize(
    ("likelier", "question"),
    [
        ("Do dogs bark at night?", "Do wolves bark at night?"),
        ("Do dogs bark at night?", "Do dogs bark in Rome?"),
        ("Do dogs bark at night?", "Do dogs sleep in the morning?"),
        ("Do dogs bark at night?", "When do dogs bark at night?"),
    ],
)
def test_a_question_whose_words_stand_together_is_likelier_answered(
    likelier: str, question: str
) -> None:
    assert odds(likelier, TEXT) > odds(question, TEXT)
