"""Groups of words that may stand for each other."""

from pathlib import Path

import pytest

from retrieval import UnreadableSynonymsError
from retrieval.analysis import Analyzer
from retrieval.synonyms import Synonyms, general_synonyms, read_synonyms


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "synonyms.txt"


def test_a_word_has_the_other_members_of_its_groups_as_terms() -> None:
    synonyms = Synonyms([("weapons", "guns"), ("arms", "weapons")], Analyzer())

    assert synonyms.of("weapon") == ("gun", "arm")
    assert synonyms.of("gun") == ("weapon",)
    assert synonyms.of("peac") == ()


def test_a_phrase_has_synonyms_as_a_whole_and_stands_word_by_word() -> None:
    synonyms = Synonyms([("casualties", "killed or wounded")], Analyzer())

    assert synonyms.of("casualti") == ("kill", "wound")
    assert synonyms.of("kill", "wound") == ("casualti",)
    assert synonyms.of("kill") == ()


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
