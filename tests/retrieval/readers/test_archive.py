import pytest

from retrieval.errors import Unreadable
from retrieval.readers import archive
from retrieval.readers.archive import Archive
from tests.documents import zipped


def test_a_part_that_unpacks_to_too_much_is_refused() -> None:
    bomb = zipped({"a": bytes(20 << 20)})

    with pytest.raises(Unreadable, match="it unpacks to too much"):
        Archive(bomb).read("a")


def test_all_parts_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST_BYTES_IN_ALL", 10)
    parts = Archive(zipped({"a": "12345", "b": "12345", "c": "1"}))

    assert (parts.read("a"), parts.read("b")) == (b"12345", b"12345")
    with pytest.raises(Unreadable, match="it unpacks to too much"):
        parts.read("c")


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST_ENTRIES", 2)

    with pytest.raises(Unreadable, match="it has too many parts"):
        Archive(zipped({"a": "", "b": "", "c": ""}))


def test_a_part_that_is_not_there_is_none() -> None:
    parts = Archive(zipped({"a": "<b/>"}))

    assert parts.read("c") is None
    assert parts.xml("c") is None
    assert parts.names == ["a"]
