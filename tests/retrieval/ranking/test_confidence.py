import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arrays import Floats
from retrieval.index.statistics import idf
from retrieval.ranking.confidence import (
    NOTHING_BELOW,
    SURE_FROM,
    confidence_of,
    log_odds,
    signals,
)
from retrieval.ranking.scorer import contributions, total_scores
from tests.libraries import matches_of

TEXT = "Dogs bark at night.\n\nCats sleep by day.\n\nBirds sing in the morning."


def signals_of(question: str, *texts: str) -> Floats:
    m = matches_of(question, *texts)
    return signals(m, total_scores(contributions(m), m.rows))


def odds(question: str, *texts: str) -> float:
    m = matches_of(question, *texts)
    return log_odds(m, total_scores(contributions(m), m.rows))


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
    assert signals_of(question, *texts).shape == (0,)
    assert odds(question, *texts) == -math.inf


def test_signals_are_of_the_best_sentence() -> None:
    m = matches_of("Do dogs sing?", TEXT)
    scores = np.array([7.0, 0.0, 1.0])

    top_of_attainable, top_of_rarest, rarest, *rest = signals(m, scores)
    alike, held, asks, lacks, section, held_itself, share_of_word = rest

    assert top_of_attainable == pytest.approx(7 / idf(3, [1, 1]).sum())
    assert top_of_rarest == pytest.approx(7 / idf(3, 0))
    assert rarest == pytest.approx(idf(3, 0))
    assert alike == held == 1 / 2
    assert asks == lacks == section == 0
    assert held_itself == share_of_word == 1 / 2


def test_a_heading_holds_words_for_what_stands_below_it() -> None:
    text = "Dogs and wolves\n\nThey bark at night, all of them, and nobody knows why."

    *_, held, _, _, section, held_itself, _ = signals_of("Do dogs bark?", text)

    assert held == 1
    assert held_itself == 1 / 2
    assert 0 < section < 1


def test_a_similar_word_counts_by_its_likeness_and_is_not_held() -> None:
    [_, _, _, alike, held, *_] = signals_of("A bark of barkers?", "A bark.")

    # Of barkers, ^bar and bark are shared, and arke, rker, kers and ers$ are not.
    bark, barker = idf(1, [1, 0])
    likeness = 2 * 2 / (3 + 6)
    assert alike == pytest.approx((bark + barker * likeness) / (bark + barker))
    assert held == 1 / 2


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

    assert signals_of(question, text)[5:7].tolist() == [asks, lacks]


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
