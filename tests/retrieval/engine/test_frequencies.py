import pytest

from retrieval.engine import frequencies
from retrieval.engine.frequencies import Frequencies, Term

DOG, CAT = Term("dog"), Term("cat")


def others(first: int) -> list[tuple[Term, int]]:
    return [(Term(str(number)), 1) for number in range(first, first + 4)]


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> Frequencies:
    monkeypatch.setattr(frequencies, "MOST_REMEMBERED", 3)
    return Frequencies()


def test_what_is_just_remembered_is_not_forgotten_for_another_question(
    remembered: Frequencies,
) -> None:
    remembered.add([(DOG, 7), *others(0)])

    remembered.add(others(4))

    assert remembered[DOG] == 7
    assert remembered.missing([DOG]) == []


def test_what_is_asked_for_again_and_again_is_not_forgotten(
    remembered: Frequencies,
) -> None:
    remembered.add([(DOG, 7), (CAT, 5)])
    for first in range(0, 40, 4):
        assert remembered.missing([DOG]) == []
        remembered.add(others(first))

    assert remembered[DOG] == 7
    assert remembered.missing([CAT]) == [CAT]
