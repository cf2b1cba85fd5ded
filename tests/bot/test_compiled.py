import os
import shutil
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest

from bot.compiled import is_compiled, shortcoming
from bot.doctor.findings import findings
from bot.settings import Settings
from retrieval.bm25 import kernel
from retrieval.semantic import products

parts = pytest.mark.parametrize("room", ["bm25", "semantic"])
compiled_parts = pytest.mark.skipif(
    not is_compiled(), reason="a part in C was not compiled"
)


@compiled_parts
@parts
@pytest.mark.parametrize(
    ("age", "problem"), [(-10, ""), (10, "the part in C is older than its source")]
)
def test_a_source_that_changed_later_than_it_was_compiled_is_noticed(
    room: str,
    age: int,
    problem: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    native = import_module(f"retrieval.{room}._native")
    compiled = Path(shutil.copy(str(native.__file__), tmp_path))
    source = tmp_path / "_native.c"
    source.touch()
    now = compiled.stat().st_mtime
    os.utime(source, (now + age, now + age))
    monkeypatch.setattr(native, "__file__", str(compiled))

    assert shortcoming() == problem


@compiled_parts
@parts
def test_an_installation_without_the_source_is_never_too_old(
    room: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    native = import_module(f"retrieval.{room}._native")
    monkeypatch.setattr(native, "__file__", shutil.copy(str(native.__file__), tmp_path))

    assert shortcoming() == ""


WORDS = (kernel, "FASTEST", kernel.NUMPY)
MEANING = (products, "fastest", products.in_numpy)


@compiled_parts
@pytest.mark.parametrize(
    ("missing", "text"),
    [
        ([WORDS], "NumPy: the part in C for words is not compiled"),
        ([MEANING], "C: the part in C for meaning is not compiled"),
        ([WORDS, MEANING], "NumPy: the part in C for words and meaning is not"),
    ],
    ids=["words", "meaning", "both"],
)
async def test_doctor_notes_which_part_in_c_is_missing(
    missing: Sequence[tuple[object, str, object]],
    text: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for part, name, in_numpy in missing:
        monkeypatch.setattr(part, name, in_numpy)

    [search] = [
        finding
        async for finding in findings(Settings(articles_dir=Path("nowhere")))
        if finding.subject == "search"
    ]

    assert search.text.startswith(text)
    assert "pip install -e ." in search.note
