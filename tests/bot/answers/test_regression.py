"""Files of questions with the words that their answers must hold."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.regression import (
    Expectation,
    changed,
    line_of,
    read_expectations,
)
from bot.answers.small_talk import normalised
from bot.errors import QuestionsError
from retrieval import Article, Retriever

DOGS = Retriever([Article("dogs.txt", "Dogs bark at night. Owls hoot.")])


def write(folder: Path, text: str) -> Path:
    path = folder / "questions.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_answer_that_lacks_the_words_is_named() -> None:
    held = Expectation("when do dogs bark?", "BARK at night")
    lost = Expectation("when do dogs bark?", "bark at noon")

    assert [e for e, _ in changed([held, lost], DOGS, k=3)] == [lost]


def test_part_of_a_word_does_not_count() -> None:
    assert list(changed([Expectation("do dogs bark?", "dogs bar")], DOGS, k=3))


@pytest.mark.parametrize("line", ["no tab", "\twords", "question\t", "question\t?!"])
def test_a_line_at_fault_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, f"# comment\n\nq\tw\n{line}\n")

    with pytest.raises(QuestionsError, match=rf"{re.escape(path.name)}, line 4"):
        read_expectations(path)


@pytest.mark.parametrize("text", ["", "\n", "# comment\n"])
def test_a_file_without_questions_is_an_error(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)

    with pytest.raises(QuestionsError) as caught:
        read_expectations(path)

    assert str(caught.value) == f"{path}: it has no questions"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match=r"none\.tsv"):
        read_expectations(tmp_path / "none.tsv")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_in_the_encodings_of_articles(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "questions.tsv"
    path.write_text("wo schlafen Eulen?\tin Bäumen über Höfen", encoding=encoding)

    [expectation] = read_expectations(path)

    assert expectation == Expectation("wo schlafen Eulen?", "in Bäumen über Höfen")


@given(st.text(), st.text())
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, question: str, words: str
) -> None:
    expectation = Expectation(f"a {question}", f"b {words}")
    line = line_of(expectation)
    path = tmp_path_factory.getbasetemp() / "questions.tsv"
    path.write_text(line, encoding="utf-8", errors="surrogateescape")

    [read] = read_expectations(path)
    assert normalised(read.question) == normalised(expectation.question)
    assert normalised(read.words) == normalised(expectation.words)
