import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.statistics import idf, saturated
from retrieval.query.answer_type import AnswerType
from retrieval.ranking import evidence
from retrieval.ranking.evidence import NEAR_TOKENS
from retrieval.ranking.scorer import WEIGHTS, Evidence
from tests.libraries import collection_of, hostile_texts, matches_in, matches_of

NOTHING = np.zeros(0, np.int32)


@pytest.mark.parametrize(
    ("piece", "question", "speaks", "silent"),
    [
        (evidence.coverage, "Do dogs bark?", "A dog barks.", "Cats sleep."),
        (evidence.exact_words, "Do dogs bark?", "Dogs sleep.", "A dog barks."),
        (evidence.similar_words, "the invasion", "They invade.", "The rain stays."),
        (evidence.stem_pairs, "barking dogs", "A bark dogs hear.", "Dogs bark."),
        (evidence.paragraph, "dogs", "A dog barks.", "A cat sleeps."),
        (
            evidence.definition,
            "What is a dog?",
            "A dog is an animal.",
            "A dog is here.",
        ),
        (
            evidence.definition,
            "What is a dog?",
            "A dog, old or not, is an animal.",
            "A dog with a big old red collar is an animal.",
        ),
        (evidence.definition, "define dog", "Dog, old, means pet.", "It means: dog."),
        (evidence.phrases, '"barking dogs"', "All barking dogs.", "Dogs barking all."),
        (evidence.phrases, "to be or not", "To be or not.", "Not to be or to be."),
        (evidence.denial, "Who does not bark?", "It isn't here.", "It is here."),
        (evidence.denial, "Wer bellt nicht?", "It has no dog.", "It is here."),
        (evidence.leaning, "dogs", "It barks.", "Dogs bark at it."),
        (evidence.counted_thing, "How many dogs?", "Five old dogs.", "Dogs of five."),
        (evidence.measured, "How far is it?", "It is 5 old miles.", "It is 5 dogs."),
        (evidence.new_year, "When was it?", "It was in 1990.", "It was in May."),
        (evidence.full_name, "Who barks?", "So barks Ann Example.", "So barks Ann."),
        (
            evidence.near_answer,
            "Where are dogs?",
            "All dogs of Rome.",
            "All dogs here.",
        ),
        (evidence.early_words, "dogs", "All dogs.", "We all here have so many dogs."),
    ],
)
def test_evidence_speaks_for_one_sentence_and_not_for_another(
    piece: Evidence, question: str, speaks: str, silent: str
) -> None:
    m = matches_of(question, f"{speaks}\n\n{silent}")

    value, nothing = piece(m)
    assert value > 0
    assert nothing == 0


@pytest.mark.parametrize(
    ("question", "speaks", "silent"),
    [
        ("How many dogs?", "All 12 dogs.", "All dogs."),
        ("How many of the 12 dogs?", "All five dogs.", "All 12 dogs."),
        ("When do dogs bark?", "Dogs bark on Monday.", "Dogs bark at Rome."),
        ("When do dogs bark?", "Dogs barked in 1990.", "Dogs bark at night."),
        ("When do dogs bark?", "Dogs bark in May.", "Dogs may bark."),
        ("When do dogs bark?", "Dogs bark at 10:30.", "Dogs bark at 5 cats."),
        ("When do dogs bark?", "Dogs bark at 5 o’clock.", "Dogs bark at 5 cats."),
        ("When do dogs bark?", "Dogs bark in March.", "Dogs march and bark."),
        ("When do dogs bark?", "May is for dogs to bark.", "So may dogs bark."),
        ("Who barks?", "It barks at Ann.", "It barks at night."),
        ("Who barks at Ann?", "So Bob barks at Ann.", "So it barks at Ann."),
        ("Where do dogs bark?", "Dogs bark in Rome.", "Dogs bark at five."),
        ("Why do dogs bark?", "Dogs bark because of Rome.", "Dogs bark in Rome."),
    ],
)
def test_a_sentence_that_adds_what_was_asked_for_is_of_the_expected_answer(
    question: str, speaks: str, silent: str
) -> None:
    m = matches_of(question, f"{speaks}\n\n{silent}")

    assert evidence.expected_answer(m).tolist() == [1, 0]


def test_neighbours_count_as_one_word_and_as_two() -> None:
    m = matches_of("the dog house", "A doghouse. The dog has a house. A dog. A house.")

    one, two, dog, house = evidence.joined_words(m)
    assert one == two == m.weights[m.query.is_content].sum()
    assert dog == house == 0


def test_a_word_of_a_file_name_is_found_where_no_text_has_words() -> None:
    m = matches_of("0", "-")

    assert evidence.paragraph(m).tolist() == [0]
    assert evidence.article(m).tolist() == [0]


def test_a_phrase_is_in_one_sentence() -> None:
    m = matches_of('"dog house"', "The dog house. It is a dog. House.")

    assert evidence.phrases(m).tolist() == [1, 0, 0]


def test_a_name_counts_half_where_nothing_in_particular_was_asked_for() -> None:
    m = matches_of("dogs", "Dogs of Rome. Dogs of old.")

    assert evidence.expected_answer(m).tolist() == [0.5, 0]


def test_the_word_that_opens_a_sentence_is_no_name_for_its_capital() -> None:
    m = matches_of("Who barks?", "Dogs bark.")

    assert evidence.expected_answer(m).tolist() == [0]


def test_coverage_sums_the_idf_of_what_a_sentence_or_the_one_before_holds() -> None:
    m = matches_of("dogs sleep", "Dogs bark. They sleep. It rains.\n\nSleep!")

    dog, sleep = idf(2 + 1, [1, 2])
    assert evidence.coverage(m) == pytest.approx([dog, dog + sleep, sleep, sleep])


def test_exact_words_weigh_more_the_rarer_they_are_in_their_own_article() -> None:
    m = matches_of("dogs", "Dogs bark. Dogs sleep.", "Dogs bark. Cats sleep.")

    both, one = idf(2, [2, 1])
    assert evidence.exact_words(m) == pytest.approx([both, both, one, 0])


def test_a_similar_word_counts_by_its_likeness_once_a_question_word() -> None:
    m = matches_of("invade", "An invasion.\n\nInvade, invade, invasion!\n\nHm!")

    [weight] = m.weights
    assert evidence.similar_words(m) == pytest.approx([weight / 3, weight, 0])


def test_a_pair_of_stems_counts_as_its_rarer_stem_and_not_across_sentences() -> None:
    m = matches_of("old dogs bark", "Old dogs bark. So old. Dogs rest.\n\nDogs!")

    old, dog, bark = idf(2 + 1, [1, 2, 1])
    assert dog < old
    assert evidence.stem_pairs(m) == pytest.approx([old + bark, 0, 0, 0])


def test_all_sentences_of_a_paragraph_share_its_bm25_score() -> None:
    m = matches_of("dogs", "Dogs bark. Dogs sleep.\n\nIt rains again here.")

    tf, length = np.array([2]), np.array([4])
    [score] = saturated(tf, length, 4.0, k1=0.9, b=0.5) * idf(2 + 1, 1)
    assert evidence.paragraph(m) == pytest.approx([score, score, 0])


def test_all_sentences_of_an_article_share_its_bm25_score() -> None:
    m = matches_of("dogs", "Dogs bark.\n\nIt rains.", "It rains here again.")

    tf, length = np.array([1]), np.array([4])
    [score] = saturated(tf, length, 4.0, k1=1.2, b=0.75) * idf(2, 1)
    assert evidence.article(m) == pytest.approx([score, score, 0])


def test_the_score_of_an_article_is_of_all_its_paragraphs_compared_or_not() -> None:
    collection = collection_of("Dogs bark.\n\nDogs sleep.", "Cats sleep.")

    m = matches_in("dogs", collection, np.array([0], np.int32))

    whole = matches_in("dogs", collection, np.array([0, 1, 2], np.int32))
    assert evidence.article(m) == pytest.approx(evidence.article(whole)[:1])


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Five dogs.", 1),
        ("Five of the dogs.", 1),
        ("Five of the very old dogs.", 0),
        ("Dogs, five.", 0),
        ("Many old dogs.", 0),
    ],
)
def test_a_number_counts_the_thing_that_soon_follows(sentence: str, found: int) -> None:
    m = matches_of("How many dogs?", sentence)

    assert evidence.counted_thing(m).tolist() == [found]


def test_a_number_does_not_count_a_thing_of_the_next_sentence() -> None:
    m = matches_of("How many dogs?", "It was five. Dogs bark.")

    assert evidence.counted_thing(m).tolist() == [0, 0]


def test_a_name_does_not_go_on_in_the_next_sentence() -> None:
    m = matches_of("Who barks?", "It barks at Ann. So Example barks.")

    assert evidence.full_name(m).tolist() == [0, 0]


def test_support_for_an_answer_falls_with_its_distance_to_the_nearest_word() -> None:
    m = matches_of("Where do dogs bark?", "All dogs and cats of Rome bark, all dogs.")

    # Rome is four tokens behind dogs, but three before the other dogs.
    [weight] = set(m.weights[m.query.is_content])
    expected = weight * (math.exp(-3 / NEAR_TOKENS) + math.exp(-1 / NEAR_TOKENS))
    assert evidence.near_answer(m) == pytest.approx([expected])


def test_the_best_supported_answer_of_a_sentence_counts() -> None:
    near, far = "All in Rome bark.", "All in Rome that are not in Oslo bark."
    m = matches_of("Where does it bark?", f"{near}\n\n{far}")

    assert m.query.answer_type is AnswerType.PLACE
    assert evidence.near_answer(m)[0] == pytest.approx(evidence.near_answer(m)[1])


@pytest.mark.parametrize("question", ["dogs", "Why do dogs bark?"])
def test_no_word_can_be_near_an_answer_of_no_known_kind(question: str) -> None:
    m = matches_of(question, "All dogs of Rome bark because of Ann.")

    assert evidence.near_answer(m).tolist() == [0]


def test_length_is_the_logarithm_of_the_number_of_words() -> None:
    m = matches_of("dogs", "Dogs.\n\nDogs of Rome.\n\n!!!")

    assert evidence.length(m)[:2] == pytest.approx([math.log(2), math.log(4)])


def test_the_first_sentence_opens_its_paragraph() -> None:
    m = matches_of("dogs", "Dogs bark. Cats sleep.\n\nIt rains.", "Hm!")

    assert evidence.opening(m).tolist() == [1, 0, 1, 1]


def test_early_words_are_a_share_of_the_idf_of_the_question() -> None:
    late = "We all here have so many of the dogs"
    m = matches_of("dogs bark", f"Dogs bark.\n\nDogs sleep.\n\n{late}.")

    dog, bark = idf(3 + 1, [3, 1])
    assert evidence.early_words(m) == pytest.approx([1, dog / (dog + bark), 0])


def test_a_sentence_leans_on_what_only_the_one_before_holds() -> None:
    text = "Dogs bark. They bark at night. Cats sleep. They sleep."
    m = matches_of("dogs bark", text)

    [dog] = idf(1 + 1, [1])
    assert evidence.leaned_on(m) == pytest.approx([0, dog, 0, 0])


def test_a_pronoun_that_opens_a_paragraph_has_nothing_to_lean_on() -> None:
    m = matches_of("dogs", "Dogs bark.\n\nThey sleep.")

    assert evidence.leaned_on(m).tolist() == [0, 0]


@pytest.mark.parametrize("piece", WEIGHTS)
def test_without_sentences_there_is_no_evidence(piece: Evidence) -> None:
    for question in ("How many dogs bark in Rome?", "Who is it?", "", "why"):
        assert piece(matches_in(question, collection_of(), NOTHING)).shape == (0,)
        assert piece(matches_in(question, collection_of("Dogs."), NOTHING)).shape == (
            0,
        )


ABOUT_THE_SENTENCE_ALONE = {
    evidence.expected_answer,
    evidence.new_year,
    evidence.full_name,
    evidence.length,
    evidence.opening,
    evidence.leaning,
}


@pytest.mark.parametrize("question", ["wolves howl", "Where do wolves howl?", ""])
@pytest.mark.parametrize(
    "piece", [piece for piece in WEIGHTS if piece not in ABOUT_THE_SENTENCE_ALONE]
)
def test_a_question_without_known_words_has_nothing_to_speak_for_a_sentence(
    piece: Evidence, question: str
) -> None:
    m = matches_of(question, "Five dogs of Rome bark. They sleep.", "!!!")

    assert not piece(m).any()


@settings(deadline=None)
@given(st.lists(hostile_texts, max_size=3), hostile_texts)
def test_evidence_is_a_finite_number_for_each_sentence_and_never_below_zero(
    texts: list[str], question: str
) -> None:
    m = matches_of(question, "Dogs bark.", *texts)

    for piece in WEIGHTS:
        values = piece(m)
        assert values.shape == (m.rows,)
        assert np.isfinite(values).all()
        assert (values >= 0).all()


def test_the_sentence_below_the_title_defines_what_the_title_names() -> None:
    text = "Old Dogs\n\nThey bark all night. Dogs of old.\n\nOld dogs are an animal."

    opening = evidence.title_opening(matches_of("What are old dogs?", text))
    assert opening[0] > 0
    assert opening[1:].tolist() == [0.0, 0.0]
    assert evidence.title_opening(matches_of("Why old dogs?", text)).max() == 0
    assert evidence.title_opening(matches_of("What are old cats?", text)).max() == 0


def test_a_title_with_other_words_names_something_less_nearly() -> None:
    whole, half = (
        evidence.title_opening(matches_of("What are dogs?", f"{title}\n\nThey bark."))
        for title in ("Dogs", "Dogs and Collars")
    )

    assert whole > half > 0
