"""A command -> a picture of a terminal with its output."""

import shlex
import sys
from collections.abc import Sequence

import pexpect
from rich.console import Console
from rich.text import Text

from tests.programs import ROOT, environment

from .svg import MONO, Picture, Run, document, rectangle, text

COLUMNS, SIZE, LINE, MARGIN = 84, 13, 19, 16
# Of the fonts that are named, the widest: em by column.
COLUMN = 0.61
_COLOURS = {3: "#f2c94c"}


def picture(commands: Sequence[str], title: str) -> str:
    """Return the SVG of a terminal in which *commands* are typed."""
    lines: list[Sequence[Run]] = []
    for command in commands:
        lines += [[Run("$ ", 'fill="#6fcf97"'), Run(command)], *output(command)]
    width = 2 * MARGIN + COLUMNS * SIZE * COLUMN
    height = 2 * MARGIN + LINE * len(lines)
    parts = [rectangle(0, 0, width, height, 'rx="8" fill="#1e2530"')]
    parts += [
        text(MARGIN, MARGIN + LINE * (row + 1) - 5, line, 'fill="#e6e9ee"')
        for row, line in enumerate(lines)
    ]
    return document(Picture(parts, width, height), title, MONO, SIZE)


def output(command: str) -> list[Sequence[Run]]:
    """Return the lines that *command* prints on a terminal, in its styles."""
    _, *arguments = shlex.split(command)
    shown = pexpect.run(
        shlex.join([sys.executable, *arguments]),
        cwd=str(ROOT),
        env=environment(TERM="xterm-256color"),
        dimensions=(50, COLUMNS),
        encoding="utf-8",
    )
    printed = Text.from_ansi(str(shown).replace("\r\n", "\n").rstrip())
    console = Console(width=COLUMNS)
    return [_runs(line) for line in [*printed.wrap(console, COLUMNS), Text()]]


def _runs(line: Text) -> list[Run]:
    line.rstrip()
    runs = []
    for segment in line.render(Console(), end=""):
        style = segment.style
        shown = ""
        if style and style.dim:
            shown = 'fill="#8b98a9"'
        elif style and style.color:
            shown = f'fill="{_COLOURS[style.color.number or 0]}" font-weight="bold"'
        elif style and style.bold:
            shown = 'font-weight="bold"'
        runs.append(Run(segment.text, shown))
    return runs
