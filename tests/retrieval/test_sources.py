"""What sources.tsv says of files, and what is told of its bad lines."""

from pathlib import Path

import pytest

from retrieval.sources import read_sources


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("pets.txt\tPets\tsome day", "left out some day: a date looks like 2025-03-14"),
        (
            "pets.txt\tPets\t\there",
            "left out here: a link looks like https://example.org/hours",
        ),
        (
            "pets.txt Pets",
            "there are no tabs between the file, its title, date and link",
        ),
        ("cats.txt\tCats", "there is no file 'cats.txt'"),
        ("\tCats", "there is no file ''"),
        (f"{'a' * 999}\tCats", f"there is no file '{'a' * 999}'"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(
    tmp_path: Path, line: str, said: str
) -> None:
    (tmp_path / "pets.txt").write_text("Dogs bark.")
    (tmp_path / "sources.tsv").write_text(f"file\ttitle\n\npets.txt\tPets\n{line}\n")

    assert [*read_sources(tmp_path).warnings] == [f"sources.tsv, line 4: {said}"]
