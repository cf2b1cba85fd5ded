"""Nearness to the question as evidence."""

import numpy as np
import pytest

from retrieval import Article, Retriever
from retrieval.language.profile import OTHER as OTHER_LANGUAGE
from retrieval.ranking import evidence
from retrieval.ranking.confidence import (
    SURE_FROM,
    UNSURE,
    foreign_signals,
    is_beside,
    log_odds,
    meaning_signals,
    passes_over,
)
from retrieval.ranking.scorer import (
    FOREIGN_WEIGHTS,
    Ranking,
    best_rival,
    weights_of,
)
from retrieval.semantic.meaning import NEAREST
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


def test_a_word_with_a_meaning_of_its_own_is_not_corrected() -> None:
    text = "Factory settings: hold both keys.\n\nA loose plug: reseat the yellow one."
    question = "factory rescat"
    retriever = Retriever([Article("a.txt", text)], encoder=WordEncoder())
    reads_it = WordEncoder({"rescat": "settings"})
    knowing = Retriever([Article("a.txt", text)], encoder=reads_it)

    assert retriever.answer(question).corrections == (("rescat", "reseat"),)
    assert knowing.answer(question).corrections == ()
    assert knowing.answer(question).unknown == ("rescat",)
    assert knowing.answer(question).excerpts[0].text.startswith("Factory settings")


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


def ranking_of(question: str, *articles: Article) -> Ranking:
    return Ranking.of(retriever_of(*articles).matches(question))


def test_what_is_corrected_is_embedded_as_corrected() -> None:
    typed, meant = (
        ranking_of(question, PETS)
        for question in ("Where is the gardne?", "Where is the garden?")
    )

    assert typed.query.corrections == (("gardne", "garden"),)
    assert typed.matches.nearness is not None
    assert meant.matches.nearness is not None
    assert typed.matches.nearness.tolist() == meant.matches.nearness.tolist()


@pytest.mark.parametrize("mark", ["", "?", " ?", "..."])
def test_a_question_finds_what_is_in_another_language_with_any_mark(mark: str) -> None:
    answer = retriever_of(PETS).answer(f"Warum bellen Hunde{mark}")

    assert answer.excerpts[0].text == "Dogs bark at night."
    assert answer.excerpts[0].foreign_language == "english"


def test_rows_are_compared_with_sentences_of_their_language() -> None:
    greetings = " ".join(
        "Wann bellen die Katzen in der Nacht und am Tag?" for _ in "123"
    )
    mixed = ranking_of(
        "Wann bellen die Hunde in der Nacht?",
        PETS,
        Article("gruss.txt", "\n\n".join([greetings] * 5)),
    )

    matches = mixed.matches
    assert matches.nearness is not None
    lifted = matches.nearer - matches.nearness[matches.sentences]
    by_language = {
        bool(foreign): lifted[matches.is_foreign == foreign]
        for foreign in (True, False)
    }
    assert len(by_language[True])
    assert by_language[True].min() > by_language[False].max()


def chores(sentences: int) -> Article:
    """Return a German article that shares stop words with questions about dogs."""
    return Article("gans.txt", "Die Gans ist in dem Dorf.\n\n" * sentences)


LOUD = Article(
    "loud.txt",
    "Dogs make so much noise at night that nobody sleeps.\n\n"
    "The cats sleep by day and fish swim all the time.\n",
)
NOISY = "Bellen die Hunde in dem Zimmer nicht?"


def test_beside_other_languages_a_row_counts_by_words_if_it_has_most_of_them() -> None:
    question = "Wo bellen die Hunde im Garten?"
    some = Article("wenig.txt", "Die Blumen im Garten sind in dem Beet.\n")
    most = Article("viel.txt", "Die Hunde bellen in dem Haus und auf der Wiese.\n")

    mixed = ranking_of(question, PETS, some, most).matches
    alone = ranking_of(question, some, most).matches

    names = [mixed.collection.article_of[each] for each in mixed.sentences]
    by_article = dict(zip(names, mixed.is_by_meaning.tolist(), strict=True))
    articles = [*mixed.collection.articles]
    by_words = {
        articles[n].name for n, by_meaning in by_article.items() if not by_meaning
    }
    assert by_words == {"viel.txt"}
    weights = weights_of(evidence.paragraph, mixed)
    assert ((weights > 0) == ~mixed.is_by_meaning).all()
    assert not alone.is_by_meaning.any()


def test_where_the_nearest_is_not_foreign_each_word_counts() -> None:
    matches = ranking_of("Wann schlafen die Vögel in dem Garten?", PETS, GERMAN).matches

    assert matches.is_foreign.any()
    assert matches.is_by_meaning.tolist() == matches.is_foreign.tolist()


def test_the_nearest_of_one_language_is_found_beside_many_nearer_ones() -> None:
    ranking = ranking_of(NOISY, LOUD, chores(2 * NEAREST))

    matches, [best] = ranking.matches, ranking.best(1)
    best_sentence = matches.collection.sentences[matches.sentences[best]]
    assert best_sentence.text == "Dogs make so much noise at night that nobody sleeps."
    found = foreign_signals(ranking)
    assert found
    assert matches.nearness is not None
    assert found.nearness < matches.nearness.max()
    assert found.ahead > 0


def test_few_sentences_tell_what_is_usual_in_their_language() -> None:
    matches = ranking_of(NOISY, PETS, chores(6)).matches

    assert np.abs(matches.nearer[~matches.is_foreign]).max() < 0.1


def test_a_table_in_no_language_is_not_foreign() -> None:
    rows_of_table = [f"| Tariff {place} | {place}10 | Student |" for place in range(20)]
    table = Article("prices.md", "\n\n".join(rows_of_table))

    ranking = ranking_of("How much is it for a student?", PETS, table)

    rows = [
        row
        for row, sentence in enumerate(ranking.matches.sentences.tolist())
        if ranking.matches.collection.sentences[sentence].article == table
    ]
    assert rows
    assert ranking.query.language == "english"
    assert OTHER_LANGUAGE in ranking.matches.collection.languages
    assert not ranking.matches.is_foreign[rows].any()
    assert foreign_signals(ranking) is None


ERRORS = Article(
    "errors.txt",
    "E15 means that the brake lever is stuck.\n\nThe brake lasts for 3 years.\n\n"
    "The brake was made in Graz.\n",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does error E15 mean for the brake lever?", False),
        ("What does error E45 mean for the brake lever?", True),
        ("When does the brake lever get stuck?", True),
        ("How long is the brake lever stuck?", True),
        ("For how many years does the brake last?", False),
        ("Where was the brake made?", False),
    ],
)
def test_an_answer_without_what_is_asked_for_is_unsure(
    question: str, *, expected: bool
) -> None:
    ranking = ranking_of(question, ERRORS)

    assert is_beside(ranking) is expected
    assert log_odds(ranking) <= UNSURE or not expected


def test_a_row_that_is_nearer_without_the_unknown_words_passes_over_them() -> None:
    question = "Do dogs bark at night in Zanzibar?"
    ranking = ranking_of(question, PETS)
    asked: list[str] = []

    def similarity(gain: float) -> bool:
        def of(text: str, sentence: int) -> float:
            asked.append(text)
            assert ranking.matches.nearness is not None
            return float(ranking.matches.nearness[sentence]) + gain

        return passes_over(ranking, question, of)

    assert ranking.query.unknown == ("Zanzibar",)
    assert similarity(0.1)
    assert not similarity(0.01)
    assert not similarity(-0.1)
    assert {*asked} == {"Do dogs bark at night in ?"}


def test_an_answer_that_passes_over_an_unknown_word_is_not_sure() -> None:
    known, unknown = "Do dogs bark at night?", "Do dogs bark at night in Zanzibar?"

    assert log_odds(ranking_of(unknown, PETS)) > SURE_FROM
    assert retriever_of(PETS).answer(unknown).confidence == "low"
    assert retriever_of(PETS).answer(known).confidence == "high"


RULES = "\n\n".join(
    f"Rule {number}: the {thing} may be used by every member."
    for number, thing in enumerate(("oven", "lathe", "kiln", "press", "saw", "loom"), 1)
)
OLD = Article("rules old.txt", f"2 March 2019\n\n{RULES}\n\nA booking costs one euro.")
NEW = Article(
    "rules.txt", f"5 May 2024\n\n{RULES}\n\nA booking costs nothing since May."
)
OTHER = Article(
    "news.txt", "5 May 2025\n\nThe mayor praised a fee for booking the new town hall."
)


def test_a_later_version_of_an_article_comes_first() -> None:
    [best, *_] = Retriever([OLD, NEW, OTHER]).search("What does a booking cost?")

    assert best.sentence.article == NEW
    [best, *_] = Retriever([OLD, OTHER]).search("What does a booking cost?")
    assert best.sentence.article == OLD


def test_another_version_of_a_row_is_no_rival() -> None:
    one = Article("one.txt", "The kiln is for members.\n\nCats sleep all day.\n")
    two = Article("two.txt", "The kiln is only for members.\n\nDogs bark at night.\n")
    ranking = ranking_of("Who is the kiln for?", one, two)

    others = ranking.scores[ranking.matches.paragraph_row != np.argmax(ranking.scores)]
    assert others.max() > 0
    assert best_rival(ranking) < others.max()
