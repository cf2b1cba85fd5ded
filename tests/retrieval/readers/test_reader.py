from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.errors import Unreadable
from retrieval.readers.document import Document
from retrieval.readers.reader import FORMATS, content_key, read, suffix_of, versions


@given(st.text("aB.", min_size=1))
@example("b.c/a")
@example("a/.txt")
def test_the_suffix_is_that_of_a_path_in_lower_case(name: str) -> None:
    assert suffix_of(name) == PurePosixPath(name).suffix.lower()


def test_the_suffix_says_how_a_file_is_read() -> None:
    assert read(b"*Bees*", "a.TXT") == Document("*Bees*")
    assert read(b"*Bees*", "b/a.Md").text == "Bees"


@pytest.mark.parametrize("name", ["a.png", "a", ".md", "a.txt.zip"])
def test_other_files_are_refused(name: str) -> None:
    with pytest.raises(Unreadable, match="files of this kind are not read"):
        read(b"Bees", name)


@pytest.mark.parametrize("name", ["~$a.docx", "a/b.txt~", "#a.md#", "a.pdf.PART"])
def test_temporary_files_are_named_as_such(name: str) -> None:
    with pytest.raises(Unreadable, match="it is a temporary file"):
        read(b"Bees", name)


@pytest.mark.parametrize(
    ("name", "other"), [("a.doc", ".docx"), ("a.PPTX", ".pdf"), ("a.mobi", ".epub")]
)
def test_files_of_other_programs_are_refused_with_what_to_do(
    name: str, other: str
) -> None:
    with pytest.raises(Unreadable, match=f"are not read: save it as {other}$"):
        read(b"Bees", name)


@pytest.mark.parametrize(("data", "kind"), [(b"%PDF-1", ".pdf"), (rb"{\rtf1", ".rtf")])
def test_a_file_under_the_name_of_another_kind_is_refused_with_its_own(
    data: bytes, kind: str
) -> None:
    with pytest.raises(Unreadable, match=f"it is a {kind} file: rename it"):
        read(data, "a.txt")


def test_an_image_is_named_as_one_whatever_its_name() -> None:
    with pytest.raises(Unreadable, match="it is an image"):
        read(b"\xff\xd8\xff\xe0 and so on", "a.txt")


def test_a_key_tells_contents_and_formats_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = content_key(b"Bees", "a.md")

    assert key == content_key(b"Bees", "b.MD")
    assert key != content_key(b"Bees.", "a.md")
    assert key != content_key(b"Bees", "a.txt")

    newer = FORMATS[".md"]._replace(version=versions()[".md"] + 1)
    monkeypatch.setitem(FORMATS, ".md", newer)

    assert key != content_key(b"Bees", "a.md")
