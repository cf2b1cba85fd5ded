import pytest

from retrieval.spelling.known_words import is_known, is_word


@pytest.mark.parametrize(
    "form", ["dog", "dogs", "barked", "stopping", "families", "tried", "days", "makes"]
)
def test_a_word_and_its_inflections_are_known(form: str) -> None:
    assert is_word(form)


@pytest.mark.parametrize("form", ["earings", "familys", "dgo", "", "s"])
def test_what_only_looks_like_an_inflection_is_no_word(form: str) -> None:
    assert not is_word(form)


def test_a_well_known_name_is_known_and_is_no_word() -> None:
    assert is_known("berlin")
    assert not is_word("berlin")
