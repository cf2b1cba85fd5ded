from collections.abc import Sequence
from importlib.util import find_spec
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import pieces

# Whoever installs without a C compiler has the module in Python alone.
IMPLEMENTATIONS: list[ModuleType] = [pieces]
if find_spec("retrieval._text"):
    from retrieval import _text

    IMPLEMENTATIONS.append(_text)

either = pytest.mark.parametrize("module", IMPLEMENTATIONS, ids=lambda m: m.__name__)


class Teacher:
    """Says each piece in capitals, nothing of one with a "?", and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def learn(self, new: list[str]) -> list[str] | None:
        self.asked += new
        return None if "?" in "".join(new) else [piece.upper() for piece in new]


@either
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one two", ["ONE", "TWO"]),
        ("one\ntwo", ["ONE", "TWO"]),
        ("one, two,\nthree,", ["ONE", "TWO", "THREE,"]),
        ("one,, two ,", ["ONE,", "TWO", ","]),
        (" one  two ", ["", "ONE", "", "TWO", ""]),
        ("one\ttwo\u00a0three", ["ONE\tTWO\u00a0THREE"]),
        ("été , 北京, 😀", ["ÉTÉ", "", "北京", "😀"]),
        (", , ", ["", "", ""]),
        ("", [""]),
    ],
)
def test_pieces_stand_between_spaces_and_line_breaks(
    module: ModuleType, text: str, said: list[str]
) -> None:
    memory, teacher = module.Memory(100), Teacher()

    assert module.read(memory, text, teacher.learn) == said
    assert module.read(memory, text, teacher.learn) == said


@either
def test_only_what_is_new_is_learned(module: ModuleType) -> None:
    memory, teacher = module.Memory(100), Teacher()

    module.read(memory, "one two", teacher.learn)
    module.read(memory, "two three one", teacher.learn)

    assert teacher.asked == ["one", "two", "three"]


@either
def test_of_a_text_that_is_not_learned_nothing_is_remembered(
    module: ModuleType,
) -> None:
    memory, teacher = module.Memory(100), Teacher()

    assert module.read(memory, "one two?", teacher.learn) is None
    assert module.read(memory, "one", teacher.learn) == ["ONE"]
    assert teacher.asked == ["one", "two?", "one"]


@either
def test_an_error_while_learning_is_passed_on(module: ModuleType) -> None:
    def learn(new: list[str]) -> list[str]:
        raise LookupError(new[0])

    memory = module.Memory(100)
    with pytest.raises(LookupError, match="one"):
        module.read(memory, "one", learn)
    assert module.read(memory, "one", Teacher().learn) == ["ONE"]


@either
def test_any_number_of_pieces_is_remembered(module: ModuleType) -> None:
    memory, teacher = module.Memory(1_000_000), Teacher()
    text = " ".join(f"piece{number}" for number in range(20_000))

    said = module.read(memory, text, teacher.learn)

    assert module.read(memory, text, teacher.learn) == said == text.upper().split(" ")
    assert len(teacher.asked) == 20_000


@either
@given(texts=st.lists(st.text(alphabet="ab, \n", max_size=20), max_size=9))
def test_a_memory_that_forgets_says_the_same(
    module: ModuleType, texts: Sequence[str]
) -> None:
    forgetful, memory = module.Memory(2), module.Memory(100)

    for text in texts:
        expected = module.read(memory, text, Teacher().learn)
        assert module.read(forgetful, text, Teacher().learn) == expected


@pytest.mark.skipif(len(IMPLEMENTATIONS) == 1, reason="the C extension is not there")
@given(st.lists(st.text() | st.text(alphabet="aé,? \n", max_size=20), max_size=9))
def test_in_c_the_same_is_learned_and_said_as_in_python(texts: list[str]) -> None:
    outcomes = []
    for module in IMPLEMENTATIONS:
        memory, teacher = module.Memory(1000), Teacher()
        said = [module.read(memory, text, teacher.learn) for text in texts]
        outcomes.append((said, teacher.asked))

    assert outcomes[0] == outcomes[1]
