"""The word lists in `data/`, read when they are first needed.

Not by importlib.resources: its import takes longer than most of these files.
"""

from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).with_name("data")


def read_data(file: str) -> str:
    """Return the text of a data file, "" if there is no such file."""
    path = _FOLDER / file
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def read_rows(file: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of a table: a label, and after a tab the words it is for.

    None if there is no such file.
    """
    for line in read_data(file).splitlines():
        label, _, words = line.partition("\t")
        yield label, words.split()
