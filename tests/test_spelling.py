"""Which words of the articles an unknown word stands for."""

import pytest

from retrieval.spelling import Speller, Usage, same_names

WORDS = ("government", "weapons", "cease", "fire", "airstrike", "harbour")
NAMES = ("tchaikovsky", "zelenskyy", "muller", "qaddafi", "kharkiv")


@pytest.fixture
def speller() -> Speller:
    usages = dict.fromkeys(WORDS, Usage(9, 0)) | dict.fromkeys(NAMES, Usage(9, 8))
    return Speller(usages)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("goverment", "government"),
        ("govvernment", "government"),
        ("govenrment", "government"),
        ("gobernment", "government"),
        ("tschaikowski", "tchaikovsky"),
        ("selenskij", "zelenskyy"),
        ("mueller", "muller"),
        ("kadhafi", "qaddafi"),
        ("gaddafi", "qaddafi"),
        ("kharkov", "kharkiv"),
    ],
)
def test_an_unknown_word_is_corrected(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed) == meant


@pytest.mark.parametrize("typed", ["fir", "2022", "fire2", "", "unrelated", "ж" * 9])
def test_a_word_like_none_is_left_alone(speller: Speller, typed: str) -> None:
    assert speller.correct(typed) is None


def test_compounds_are_split_and_joined(speller: Speller) -> None:
    assert speller.split("ceasefire") == ("cease", "fire")
    assert speller.join("air", "strike") == "airstrike"
    assert speller.join("air", "weapons") is None


def test_spellings_of_one_name_are_merged_into_the_most_used() -> None:
    usages = {
        "zelenskyy": Usage(9, 7),
        "zelenskiy": Usage(2, 2),
        "zelensky": Usage(4, 4),
        "muller": Usage(3, 3),
        "mueller": Usage(1, 1),
    }

    assert same_names(usages) == {
        "zelenskiy": "zelenskyy",
        "zelensky": "zelenskyy",
        "mueller": "muller",
    }
