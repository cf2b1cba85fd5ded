from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.uploads import safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("bees.txt", "bees.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\notes\\bees.md", "bees.md"),
        (".hidden.txt", "hidden.txt"),
        ("synonyms.txt", "_synonyms.txt"),
        ("Sources.TSV", "_Sources.TSV"),
        ("a\nb\u202e?.txt", "a_b__.txt"),
        ("", "article"),
        ("...", "article"),
        ("u\u0308ber.txt", "über.txt"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text() | st.text(alphabet="./\\\0a \ud800"))
def test_any_name_is_that_of_a_file_in_the_folder(name: str) -> None:
    safe = safe_name(name)

    assert safe == Path(safe).name
    assert not safe.startswith(".")
    assert safe.isprintable()
    assert len(safe.encode()) <= 255
    assert safe_name(safe) == safe
