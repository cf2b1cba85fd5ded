import pytest

from retrieval.errors import Unreadable
from retrieval.readers.document import Document
from retrieval.readers.plain import read_plain


def test_plain_text_is_the_text_and_nothing_else() -> None:
    assert read_plain(b" One.\r\n\tTwo.\n") == Document(" One.\r\n\tTwo.\n")


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\x00\x00", bytes(range(1, 32)) * 40, b"\0" * 9]
)
def test_a_binary_file_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="it is a binary file"):
        read_plain(data)


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", "\ufeff\xa0".encode()])
def test_a_blank_file_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="it is empty"):
        read_plain(data)


def test_damaged_characters_are_warned_of() -> None:
    damaged = read_plain("Пчёлы не спят, но греют матку. ".encode() * 3 + b"\xff")
    whole = read_plain("Пчёлы \ufffd не спят.".encode())

    assert damaged.warnings == ("some of its characters are damaged",)
    assert whole.warnings == ()
