"""Reading the word lists in `data/`.

Without importlib.resources, which takes longer to import than most files to read.
"""

from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).with_name("data")


def read_data(file: str) -> str:
    """Return the text of a data file, or "" if there is no such file."""
    path = _FOLDER / file
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def read_rows(file: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (label, words) of each row: a label, a tab, words separated by spaces.

    Yields nothing if there is no such file.
    """
    for line in read_data(file).splitlines():
        label, _, words = line.partition("\t")
        yield label, words.split()
