"""Groups of words that may stand for each other."""

import os
import sys
from pathlib import Path

import pytest

from retrieval import Article, Retriever, UnreadableSynonymsError
from retrieval.analysis.analyzer import Analyzer
from retrieval.query.synonyms import Synonyms, general_synonyms, read_synonyms
from tests.effort import (
    GIANT_CHARACTERS,
    LINEAR,
    ends_soon,
    growth,
    needs_cpu_limit,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "synonyms.txt"


def test_a_word_has_the_other_members_of_its_groups_as_terms() -> None:
    synonyms = Synonyms([("weapons", "guns"), ("arms", "weapons")], Analyzer())

    assert synonyms.of("weapon") == ("gun", "arm")
    assert synonyms.of("gun") == ("weapon",)
    assert synonyms.of("peac") == ()


def test_a_member_of_stop_words_alone_stands_for_nothing() -> None:
    synonyms = Synonyms([("the", "dog", "hound")], Analyzer())

    assert synonyms.of_all(["dog"]) == {"dog": {"hound"}}


def test_a_phrase_has_synonyms_as_a_whole_and_stands_word_by_word() -> None:
    synonyms = Synonyms([("casualties", "killed or wounded")], Analyzer())

    assert synonyms.of("casualti") == ("kill", "wound")
    assert synonyms.of("kill", "wound") == ("casualti",)
    assert synonyms.of("kill") == ()


def test_terms_of_a_text_have_the_synonyms_of_words_and_of_phrases() -> None:
    groups = [("prime minister", "premier"), ("minister", "secretary")]
    synonyms = Synonyms(groups, Analyzer())

    assert synonyms.of_all(["old", "prime", "minist"]) == {
        "prime": {"premier"},
        "minist": {"premier", "secretari"},
    }
    assert "prime" not in synonyms.of_all(["prime", "old", "minist"])
    assert synonyms.of_all([]) == {}


def test_without_groups_nothing_has_synonyms() -> None:
    assert Synonyms([], Analyzer()).of_all(["old", "dog"]) == {}


def test_a_file_has_a_group_a_line(file: Path) -> None:
    file.write_text("\ufeff# ours\n\ntruce , ceasefire  # both\nCar,automobile\n")

    assert read_synonyms(file) == [("truce", "ceasefire"), ("Car", "automobile")]


@pytest.mark.parametrize("line", ["truce", "truce,", ",", "a,,b"])
def test_a_line_that_is_no_group_is_named(file: Path, line: str) -> None:
    file.write_text(f"truce, ceasefire\n{line}\n")

    with pytest.raises(UnreadableSynonymsError, match=r"synonyms\.txt, line 2: "):
        read_synonyms(file)


@pytest.mark.parametrize("content", [b"truce, \xff\n", None])
def test_a_file_that_cannot_be_read_is_named(file: Path, content: bytes | None) -> None:
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(UnreadableSynonymsError, match=r"synonyms\.txt"):
        read_synonyms(file)


def test_every_general_group_has_different_words_that_can_be_searched() -> None:
    analyzer = Analyzer()
    groups = general_synonyms()

    assert len(groups) >= 220
    for group in groups:
        members = [tuple(analyzer.terms(member)) for member in group]
        assert all(members), group
        assert len(set(members)) > 1, group


def test_general_synonyms_answer_for_each_other() -> None:
    synonyms = Synonyms(general_synonyms(), Analyzer())

    assert "ceasefir" in synonyms.of("truce")
    assert "gun" in synonyms.of("weapon")
    assert "outfit" in synonyms.of("suit")
    assert {"kill", "wound"} <= set(synonyms.of("casualti"))
    assert "french" in synonyms.of("franc")
    assert "uk" in synonyms.of("unit", "kingdom")
    assert "3" in synonyms.of("three")
    assert "decemb" in synonyms.of("dec")


def test_a_phrase_of_the_question_is_answered_by_its_synonym() -> None:
    article = Article("pets.txt", "Cats sleep by day.\n\nThe premier has a dog.\n")
    groups = [("prime minister", "premier")]

    [excerpt] = Retriever([article], groups).answer("the Prime Minister").excerpts
    assert excerpt.text == "The premier has a dog."
    assert excerpt.matches == ((4, 11),)


def test_question_is_answered_by_a_sentence_with_a_synonym_alone() -> None:
    article = Article("pets.txt", "Cats sleep by day.\n\nDogs bark at night.\n")
    without = Retriever([article]).answer("hounds")
    with_synonyms = Retriever([article], [("hound", "dog")]).answer("hounds")

    assert without.excerpts == ()
    assert [excerpt.text for excerpt in with_synonyms.excerpts] == [
        "Dogs bark at night."
    ]
    assert with_synonyms.excerpts[0].matches == ((0, 4),)


def test_a_word_that_a_synonym_stands_for_is_searched_as_it_was_typed() -> None:
    text = "The truck waits.\n\nThe forklift lifts.\n\nA complainer complains."
    groups = [("forklft", "truck"), ("complaint", "truck")]
    retriever = Retriever([Article("a.txt", text)], groups)

    for word in ("forklft", "complaint"):
        answer = retriever.answer(f"Where is the {word} and the zebra?")

        assert answer.excerpts[0].text == "The truck waits."
        assert (answer.corrections, answer.unknown) == ((), ("zebra",))


def test_a_word_whose_synonyms_no_article_has_is_unknown() -> None:
    groups = [("kiosk", "pavilion")]
    retriever = Retriever([Article("a.txt", "The truck waits.")], groups)

    assert retriever.answer("Is the truck at the kiosk?").unknown == ("kiosk",)


def test_a_word_is_unknown_if_articles_lack_a_word_of_its_synonym() -> None:
    articles = [Article("a.txt", "The truck waits. A lift is beside it.")]

    for phrase, unknown in (("lift truck", ()), ("fork truck", ("forklift",))):
        retriever = Retriever(articles, [("forklift", phrase)])
        assert retriever.answer("Where is the forklift?").unknown == unknown


def test_a_word_that_only_a_general_synonym_stands_for_is_unknown() -> None:
    retriever = Retriever([Article("a.txt", "Soccer is fun.")], [("kiosk", "fun")])

    assert retriever.answer("Is football a zebra?").unknown == ("football", "zebra")


def test_the_word_that_was_typed_counts_more_than_its_synonym() -> None:
    article = Article("pets.txt", "Dogs bark at night.\n\nHounds bark at noon.\n")
    retriever = Retriever([article], [("hound", "dog")])

    assert retriever.search("do dogs bark")[0].sentence.text == "Dogs bark at night."
    assert retriever.search("do hounds bark")[0].sentence.text == "Hounds bark at noon."


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in folders")
@pytest.mark.parametrize("name", ["pipe", "folder", "/dev/zero"])
def test_a_file_that_is_no_ordinary_file_is_refused_at_once(
    tmp_path: Path, name: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()

    with pytest.raises(UnreadableSynonymsError, match="it is no ordinary file"):
        read_synonyms(tmp_path / name)


def test_a_large_group_takes_linear_time() -> None:
    def find(size: int) -> None:
        Synonyms([tuple(f"w{n}x" for n in range(size))], Analyzer()).of("w0x")

    assert growth(find) < LINEAR


@pytest.mark.slow
@needs_cpu_limit
def test_a_giant_group_is_read_soon() -> None:
    group = tuple(f"w{n}x" for n in range(GIANT_CHARACTERS // 10))

    assert ends_soon(lambda: Synonyms([group], Analyzer()).of_all(["w0x"] * len(group)))
