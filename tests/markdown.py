"""Blocks, commands, links and headings of Markdown files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .programs import ROOT

README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))
ALL = [README, *PAGES, *(ROOT / f"{n}.md" for n in ("CONTRIBUTING", "SECURITY"))]

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class Link(NamedTuple):
    """A link of *page*, with "" for its own page, and for no anchor."""

    page: Path
    path: str
    anchor: str


def blocks(page: Path, language: str) -> list[str]:
    """Return the blocks of code in *language*."""
    found = _FENCED.findall(page.read_text(encoding="utf-8"))
    return [block for name, block in found if name == language]


def commands(page: Path) -> list[str]:
    """Return the commands to run from this repository, without those that install."""
    text = page.read_text(encoding="utf-8")
    inline = re.findall(r"`((?:echo|python)\b[^`\n]+)`", _FENCED.sub("", text))
    lines = "".join(blocks(page, "sh")).replace(" \\\n", " ").splitlines()
    found = [*lines, *(command.replace(r"\|", "|") for command in inline)]
    return [line for line in dict.fromkeys(found) if not line.startswith("pip")]


def links(page: Path) -> Iterator[Link]:
    """Yield the links that do not lead to other servers."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    for match in _LINK.finditer(text):
        target = match[1] or match[2]
        if not target.startswith(("http:", "https:", "mailto:")):
            path, _, anchor = target.partition("#")
            yield Link(page, path, anchor)


def anchors(page: Path) -> set[str]:
    """Return what links may name after "#"."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\s-]", "", h.lower()) for h in _HEADING.findall(text))
    return {re.sub(r"\s+", "-", words.strip()) for words in plain}
