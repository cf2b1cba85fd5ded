"""What docs/measure.py runs prints tables that docs/draw.py can show."""

import json
from pathlib import Path

import pytest

from docs.drawing.results import Result
from docs.measure import COMMANDS, measured, result
from tests.programs import ROOT

LINES = "\n".join(
    line
    for path in sorted((ROOT / "seeds").glob("*.txt"))
    for line in path.read_text(encoding="utf-8").split(". ")
    if line.strip()
)
QUESTION = {
    "question": "When did Russia annex Crimea?",
    "answers": [{"source": "white-house-summit.txt", "start": 6667}],
}


@pytest.fixture
def paths(tmp_path: Path) -> dict[str, str]:
    contents = {
        "questions": f"{json.dumps(QUESTION)}\n" * 100,
        "sentences": LINES,
        "lines": "When did Russia annex Crimea?\n" * 30,
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    names = {name: str(tmp_path / name) for name in contents}
    return {**names, "articles": str(ROOT / "seeds")}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["answers", "confidence", "size-1000", "bm25-1000"])
def test_a_result_is_a_table_of_this_bot(name: str, paths: dict[str, str]) -> None:
    printed = measured(COMMANDS[name], paths)

    shown = Result.read(result(COMMANDS[name], printed, 0.0))
    assert shown.rows
    assert str(ROOT) not in shown.command
    assert all(len(row) == len(shown.rows[0]) for row in shown.rows)
