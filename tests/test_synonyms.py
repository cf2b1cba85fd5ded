"""Groups of words that may stand for each other."""

from pathlib import Path

import pytest

from retrieval import UnreadableSynonymsError
from retrieval.analysis import Analyzer
from retrieval.synonyms import Synonyms, read_synonyms


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
