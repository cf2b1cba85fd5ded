"""Scenes of ``conversations.txt`` drawn for ``docs/``.

After a change of these scenes, ``python -m tests.pictures`` draws them anew.
"""

import re
import textwrap
from collections.abc import Iterator
from html import escape
from pathlib import Path

from tests.bot.test_conversations import scenes

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
# A picture's name, its scene, and how many acts of it are drawn.
PICTURES = {
    "group": ("In a group, only who asked turns the pages", 4),
    "guest": ("A guest in chats that it is no member of", 1),
    "channel": ("Posts of a channel are articles", 5),
    "reading": ("Reading on from an excerpt, step by step", 3),
}
COLUMNS, LINE, WIDTH, MARGIN = 58, 20, 500, 12
FILL = {"User": "#d9fdd3", "Bot": "#ffffff", "The": "#fff4d6", "": "none"}


def picture(name: str) -> str:
    """Return the SVG of a picture."""
    title, count = PICTURES[name]
    parts: list[str] = []
    top = MARGIN
    for speaker, lines in list(_bubbles(scenes()[title], count)):
        height = LINE * len(lines) + MARGIN
        left = 80 if speaker not in ("Bot", "") else MARGIN
        parts.append(
            f'<rect x="{left}" y="{top}" width="{WIDTH - 80 - MARGIN}" '
            f'height="{height}" rx="10" fill="{FILL.get(speaker, FILL["User"])}"/>'
        )
        for row, line in enumerate(lines):
            base = top + LINE * (row + 1) - 2
            parts.append(f'<text x="{left + MARGIN}" y="{base}">{_styled(line)}</text>')
        top += height + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" '
        'font-family="sans-serif" font-size="12">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{WIDTH}" height="{top}" fill="#dfe7ec"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _bubbles(script: str, count: int) -> Iterator[tuple[str, list[str]]]:
    """Yield who speaks and the wrapped lines, for the first *count* acts."""
    said: list[str] = []
    for line in script.splitlines():
        if line.startswith("    ") or not line:
            said.append(line[4:])
            continue
        if line.startswith("Bot"):
            said += [line] if not line.endswith(":") else []
            continue
        if any(said):
            yield "Bot", _wrapped("\n".join(said).strip().split("\n"))
        said = []
        count -= 1
        if count < 0:
            return
        yield ("", [line.strip("().")]) if line[0] == "(" else _words(line)


def _words(line: str) -> tuple[str, list[str]]:
    return line.split()[0], _wrapped(line.split("\\n"))


def _wrapped(lines: list[str]) -> list[str]:
    shown: list[str] = []
    for line in lines:
        bar = "▎" if line.startswith("|") else ""
        words = line.lstrip("|> ") if bar else line
        shown += [bar + part for part in textwrap.wrap(words, COLUMNS)] or [bar]
    return shown


def _styled(line: str) -> str:
    """Return *line* as SVG: bold words, and buttons in colour."""
    shown = escape(line, quote=False)
    shown = re.sub(r"\*([^*]+)\*", r'<tspan font-weight="bold">\1</tspan>', shown)
    shown = shown.replace("*", "")
    return re.sub(r"(\[[^\]]+\])", r'<tspan fill="#2a7ab0">\1</tspan>', shown)


def draw() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    for name in PICTURES:
        (FOLDER / f"{name}.svg").write_text(picture(name), encoding="utf-8")


if __name__ == "__main__":
    draw()
