import numpy as np
import pytest

from retrieval.ranking.scorer import WEIGHTS, contributions, total_scores
from tests.libraries import collection_of, matches_in, matches_of

TEXT = (
    "Dogs bark at night.\n\nDogs bark because cats wake them.\n\n"
    "Five old dogs live in Rome. Ann Example feeds them. The house was built in 1990."
)


def test_each_piece_of_evidence_counts_by_its_name_and_weight() -> None:
    m = matches_of("Do dogs bark?", TEXT)

    parts = contributions(m)

    assert list(parts) == [piece.__name__ for piece in WEIGHTS]
    for piece, weight in WEIGHTS.items():
        assert parts[piece.__name__] == pytest.approx(weight * piece(m))


def test_the_score_is_the_sum_of_the_evidence() -> None:
    evidence = {"one": np.array([1.0, 2.0]), "other": np.array([-3.0, 0.5])}

    assert total_scores(evidence, 2).tolist() == [-2, 2.5]


@pytest.mark.parametrize("texts", [(), (TEXT,)])
def test_no_sentences_have_no_scores(texts: tuple[str, ...]) -> None:
    m = matches_in("dogs", collection_of(*texts), np.zeros(0, np.int32))

    assert total_scores(contributions(m), m.rows).shape == (0,)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("When do dogs bark?", "Dogs bark at night."),
        ("Why do dogs bark?", "Dogs bark because cats wake them."),
        ("How many dogs live in Rome?", "Five old dogs live in Rome."),
        ("Who feeds the dogs?", "Ann Example feeds them."),
        ("When was the house built?", "The house was built in 1990."),
    ],
)
def test_the_sentence_that_answers_has_the_highest_score(
    question: str, best: str
) -> None:
    m = matches_of(question, TEXT)

    scores = total_scores(contributions(m), m.rows)

    assert m.collection.sentences[int(np.argmax(scores))].text == best
