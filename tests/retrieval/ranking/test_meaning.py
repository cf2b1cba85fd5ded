"""Nearness to the question as evidence."""

from retrieval import Article, Retriever
from retrieval.ranking.confidence import meaning_signals
from retrieval.ranking.scorer import FOREIGN_WEIGHTS, Ranking
from tests.encoders import WordEncoder

PETS = Article(
    name="pets.txt",
    text="Dogs bark at night.\n\nCats sleep by day.\n\nFish swim all the time.\n"
    + "".join(f"\nStone {number} lies in the garden.\n" for number in range(20)),
)
GERMAN = Article(
    name="tiere.txt",
    text="Die Hunde bellen in der Nacht.\n\nDie Katzen schlafen am Tag, und der Hund"
    " ist im Garten, wenn es nicht regnet.\n",
)
SAME = {"puppies": "dogs", "noisy": "bark", "hunde": "dogs", "bellen": "bark"}


def retriever_of(*articles: Article) -> Retriever:
    return Retriever(articles, encoder=WordEncoder(SAME))


def test_a_sentence_without_a_word_of_the_question_is_found_by_meaning() -> None:
    answer = retriever_of(PETS).answer("puppies noisy")

    assert answer.excerpts[0].text == "Dogs bark at night."
    assert answer.excerpts[0].evidence["meaning"] > 0
    assert answer.is_by_meaning
    assert not Retriever([PETS]).answer("puppies noisy").excerpts


def test_an_answer_with_matching_words_is_not_by_meaning_alone() -> None:
    assert not retriever_of(PETS).answer("When do dogs bark?").is_by_meaning


def test_without_an_encoder_there_is_no_evidence_of_meaning() -> None:
    retriever = Retriever([PETS])
    [hit, *_] = retriever.search("When do dogs bark?")
    ranking = Ranking.of(retriever.matches("When do dogs bark?"))

    assert not [name for name in hit.evidence if "meaning" in name]
    assert meaning_signals(ranking) is None


def test_a_question_in_another_language_is_not_corrected_and_lacks_no_words() -> None:
    question = "Warum bellen die Hunde in dem Garten?"

    answer = retriever_of(PETS).answer(question)

    assert answer.excerpts[0].text == "Dogs bark at night."
    assert answer.excerpts[0].foreign_language == "english"
    assert answer.corrections == ()
    assert answer.unknown == ()
    assert Retriever([PETS]).answer(question).corrections == (("Garten", "garden"),)


def test_in_a_mixed_folder_each_excerpt_says_whether_it_is_foreign() -> None:
    answer = retriever_of(PETS, GERMAN).answer("When do the dogs bark?")

    languages = {each.source: each.foreign_language for each in answer.excerpts}
    assert languages["pets.txt"] is None
    assert languages.get("tiere.txt", "german") == "german"


def test_of_words_in_another_language_only_names_and_the_like_count() -> None:
    rex = Article(name="rex.txt", text="Rex barks at night in Graz.\n\nCats sleep.\n")

    matches = retriever_of(rex).matches("Warum bellt Rex in der Nacht in Graz?")

    evidence = Ranking.of(matches).evidence
    counting = {name for name, values in evidence.items() if values.any()}
    assert matches.is_foreign.all()
    assert {"coverage", "exact_words", "meaning"} <= counting
    assert counting <= {piece.__name__ for piece in FOREIGN_WEIGHTS}


def test_operators_hold_for_what_is_found_by_meaning() -> None:
    answer = retriever_of(PETS).answer("puppies noisy -night")

    assert "Dogs bark at night." not in [each.text for each in answer.excerpts]
