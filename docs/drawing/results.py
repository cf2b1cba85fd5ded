"""Results of benchmarks, from ``docs/results/*.toml``, as tables in Markdown."""

import datetime
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from docs.measure import COMMANDS, public

from .tables import table

FOLDER = Path(__file__).parents[1] / "results"
OURS = "Excerpt Bot"
BUSY_FROM = 0.5
"""The load from which other programs make what is measured slower."""
_README_COLUMNS = ("R@1", "R@3", "R@5", "R@10", "MRR@10", "p50 ms")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """What ``docs/measure.py`` wrote: see there."""

    command: str
    date: datetime.date
    machine: str
    load: float
    versions: str
    output: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what a file in TOML says."""
        return cls(**tomllib.loads(text))

    @property
    def rows(self) -> Sequence[Row]:
        """The rows of the table that was printed, by column."""
        lines = [_cells(line) for line in self.output.split("\n") if line[:1] == "|"]
        heads, _, *rows = lines
        return [dict(zip(heads, row, strict=True)) for row in rows]

    def markdown(self) -> str:
        """Return the output, and where it is from."""
        return f"{_named(self.output.strip())}\n\n`{self.command}`, {self.origin}."

    @property
    def origin(self) -> str:
        """When, on what and with what it was measured."""
        busy = f", busy (load {self.load:.1f})" if self.load >= BUSY_FROM else ""
        return f"{self.date}: {self.machine}{busy}; {self.versions}"


def _cells(line: str) -> list[str]:
    return [_named(cell.strip()) for cell in line.strip("|").split("|")]


def _named(text: str) -> str:
    """Return *text* with the project's name where it said "ours"."""
    return text.replace("ours", OURS)


def load(name: str) -> Result:
    """Return a result; raises FileNotFoundError if it was never measured."""
    return Result.read((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def by_size(kind: str) -> Iterator[tuple[int, Result]]:
    """Yield the results of a kind, such as "bm25", that were measured, by size."""
    names = (path.stem for path in FOLDER.glob(f"{kind}-*.toml"))
    for size in sorted(int(name.rpartition("-")[2]) for name in names):
        yield size, load(f"{kind}-{size}")


def blocks() -> dict[str, str]:
    """Return the Markdown of each result, and of tables made of several."""
    return {
        **{f"result-{name}": _markdown(name) for name in COMMANDS},
        "answers": table(
            ["engine", *_README_COLUMNS],
            [
                [row["engine"], *(row[column] for column in _README_COLUMNS)]
                for row in load("answers").rows
            ],
        ),
        "sizes": _sizes("size", "p50 ms"),
        "bm25-sizes": _sizes("bm25", "p50 ms"),
    }


def _markdown(name: str) -> str:
    try:
        return load(name).markdown()
    except FileNotFoundError:
        return f"`python {public(COMMANDS[name])}` prints the table."


def _sizes(kind: str, column: str) -> str:
    """Return a table: *column* of each engine, by number of sentences."""
    measured = list(by_size(kind))
    engines = dict.fromkeys(row["engine"] for _, r in measured for row in r.rows)
    rows = []
    for engine in engines:
        found = {
            size: row[column]
            for size, result in measured
            for row in result.rows
            if row["engine"] == engine
        }
        rows.append([engine, *(found.get(size, "") for size, _ in measured)])
    _, last = measured[-1]
    return (
        table([f"{column}, sentences:", *(f"{size:,}" for size, _ in measured)], rows)
        + f"\n\n{last.origin}."
    )
