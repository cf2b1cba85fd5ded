import pytest

from retrieval.analysis.analyzer import Analyzer
from retrieval.query.focus import asked

CHAT = "Hello there! I moved to Bath in May and like the sea."


def forms(question: str) -> list[str]:
    tokens = asked(question, Analyzer().question_tokens(question))
    return [token.form for token in tokens]


@pytest.mark.parametrize(
    "question",
    [
        f"{CHAT} When does the island ferry sail? Thanks a lot.",
        f"{CHAT}\nWhen does the island ferry sail?\nBye",
        "When does the island ferry sail?",
    ],
)
def test_of_a_long_message_the_question_is_asked(question: str) -> None:
    assert forms(question) == ["island", "ferry", "sail"]


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("The old mill. When was it sold?", ["old", "mill", "sold"]),
        ("island ferry. sail", ["island", "ferry", "sail"]),
        (
            "Does the U.S. dog on St. Ann island bark?",
            ["us_", "dog", "st", "ann", "island", "bark"],
        ),
        (
            "Is the 3.5 mile road new? And the dog?",
            ["3.5", "mile", "road", "new", "dog"],
        ),
        ("", []),
    ],
)
def test_other_messages_are_asked_as_a_whole(
    question: str, searched: list[str]
) -> None:
    assert forms(question) == searched
