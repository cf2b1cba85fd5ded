import pytest

from retrieval import Article, Retriever
from retrieval.analysis.analyzer import Analyzer
from retrieval.analysis.normalization import fold
from retrieval.query.exonyms import Exonyms
from retrieval.query.synonyms import exonym_groups
from tests.libraries import collection_of, query_of

GERMAN = "Der Bürgermeister von München ist krank, und die Stadt ist nicht froh."


def test_a_place_has_its_names_in_all_languages_as_terms() -> None:
    exonyms = Exonyms(Analyzer(), ["english", "german"])

    others = exonyms.of_all(["kiev"])["kiev"]
    assert {"kiew", "kyjiw", "kyiv", "киев"} <= others
    assert "kiev" not in others
    assert exonyms.of_all(["bridg", "moscow"]).keys() == {"moscow"}
    assert exonyms.of_all([]) == {}


def test_a_name_of_several_words_is_found_as_a_whole() -> None:
    exonyms = Exonyms(Analyzer(), ["english"])

    found = exonyms.of_all(["saint", "petersburg"])
    assert "leningrad" in found["petersburg"]
    assert "petersburg" not in exonyms.of_all(["petersburg", "saint"]).get("saint", ())


def test_names_do_not_stand_for_each_other_word_by_word() -> None:
    exonyms = Exonyms(Analyzer(), ["english"])

    assert "new" not in exonyms.of_all(["नई", "दिल्ली"]).get("दिल्ली", ())


@pytest.mark.parametrize("word", ["crime", "genes", "nice"])
def test_no_common_word_is_taken_for_a_name(word: str) -> None:
    analyzer = Analyzer()

    assert Exonyms(analyzer, ["english"]).of_all(analyzer.terms(word)) == {}


@pytest.mark.parametrize("question", ["Who is mayor of Munich?", "mayor of Muenchen"])
def test_an_article_is_found_by_the_name_of_a_place_in_another_language(
    question: str,
) -> None:
    retriever = Retriever([Article("a.txt", GERMAN), Article("b.txt", "Es regnet.")])

    answer = retriever.answer(question)

    assert [excerpt.text for excerpt in answer.excerpts] == [GERMAN]
    assert not {"Munich", "Muenchen"} & {*answer.unknown}
    assert answer.corrections == ()


def test_a_name_that_articles_have_is_searched_itself() -> None:
    english = "The mayor of Munich is ill, and the people of the town are sad."

    query = query_of("mayor of Munich", collection_of(GERMAN, english))

    assert "munich" in query.terms


def test_no_name_stands_in_two_groups() -> None:
    owners: dict[str, str] = {}
    for group in exonym_groups():
        for name in {fold(name) for name in group}:
            assert owners.setdefault(name, group[0]) == group[0]


def test_every_name_has_terms() -> None:
    analyzer = Analyzer()

    assert all(analyzer.terms(name) for group in exonym_groups() for name in group)
