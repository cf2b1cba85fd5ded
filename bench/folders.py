"""Folders as people have them, with questions and the words that must be found.

    DIR/NAME/files/           articles
    DIR/NAME/questions.jsonl  {"question": ..., "gold": [{"source": ..., "must": ...}]}

A question without gold has no answer. "wrong", if given, lists words that must not be
in the first excerpt.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval import Article, Excerpt, read_articles

_EVEN = str.maketrans("‘’“”‐‑–—", "''\"\"----")


class FolderQuestion(NamedTuple):
    """A question and the (source, words) of its right excerpts; none: no answer."""

    text: str
    gold: Sequence[tuple[str, str]]
    wrong: Sequence[str]

    def is_answered_by(self, excerpt: Excerpt) -> bool:
        """Return whether *excerpt* has the words of a right one, from its source."""
        text = _even(excerpt.text)
        if any(_even(words) in text for words in self.wrong):
            return False
        source = excerpt.source.rpartition("/")[2]
        return any(source == name and _even(words) in text for name, words in self.gold)


class Folder(NamedTuple):
    """The articles of a folder, and the questions about them."""

    name: str
    articles: Sequence[Article]
    questions: Sequence[FolderQuestion]


def read_folders(path: Path) -> list[Folder]:
    """Read all folders below *path* that have questions, by name."""
    return [
        Folder(
            file.parent.name,
            read_articles(file.parent / "files"),
            [_question(line) for line in file.read_text("utf-8").splitlines() if line],
        )
        for file in sorted(path.glob("*/questions.jsonl"))
    ]


def _question(line: str) -> FolderQuestion:
    found = json.loads(line)
    gold = [(answer["source"], answer["must"]) for answer in found["gold"]]
    return FolderQuestion(found["question"], gold, found.get("wrong", []))


def _even(text: str) -> str:
    """Return *text* without white space, with straight quotes and hyphens."""
    return "".join(text.translate(_EVEN).split())
