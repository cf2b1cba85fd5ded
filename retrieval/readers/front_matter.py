"""The data above the text of a Markdown file, between lines of "---" or "+++"."""

import datetime
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from retrieval.language.dates import dates_in

# The line above the data -> the lines that may end it, in YAML and TOML.
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_MOST_LINES = 500
_AUTHOR = ("author", "authors")
_DATES = ("date", "published", "updated", "modified", "lastmod", "last_modified")
_LINKS = ("url", "link", "canonical_url")

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_KEY = re.compile(r"([A-Za-z_][\w .-]*?)\s*[:=](?:\s+(.*)|)$")
# What may stand in data besides a key: a comment, or a part of the value above.
_INSIDE = re.compile(r"\s|#|-\s|\[|[\]}]")
_COMMENT = re.compile(r"\s#.*")
_QUOTED = re.compile(r"""(["'])(.*)\1\s*(?:#.*)?$""")
_FOLDED = re.compile(r"[|>][+-]?\d?$")
# One of several authors: "- Ann Example", "- name: Ann Example", "name: Ann Example".
_LISTED = re.compile(r"\s*(?:-\s+(?:name:\s*)?|name:\s*)(?!\w+:\s)(.+)")


class FrontMatter(NamedTuple):
    """What the data says, and how many *characters* and *lines* of the file it takes.

    *values* holds the lines of each value, the one of its key first.
    """

    values: dict[str, list[str]]
    characters: int = 0
    lines: int = 0

    def text(self, *keys: str) -> str | None:
        """Return the value of the first of *keys* that has one."""
        texts = (_scalar(self.values[key]) for key in keys if key in self.values)
        return next(filter(None, texts), None)

    @property
    def author(self) -> str | None:
        """The names of the authors, separated by commas."""
        for key in _AUTHOR:
            first, *more = self.values.get(key, [""])
            listed = [match[1] for line in more if (match := _LISTED.match(line))]
            if not first and listed:
                return ", ".join(map(_unquoted, listed))
        author = self.text(*_AUTHOR)
        return author and ", ".join(map(_unquoted, author.strip("[]").split(", ")))

    @property
    def date(self) -> datetime.date | None:
        """The latest date that says when the text was written."""
        texts = (self.text(key) or "" for key in _DATES)
        return max((day for text in texts for day in dates_in(text)), default=None)

    @property
    def link(self) -> str | None:
        """Where the text can be read on the web."""
        link = self.text(*_LINKS)
        return link if link and link.startswith(("http://", "https://")) else None


def front_matter(text: str) -> FrontMatter:
    """Return the data at the top of *text*; without any it takes no characters."""
    lines = _lines(text)
    opening, _ = next(lines)
    ends = _FENCES.get(opening.rstrip(), ())
    inside: list[str] = []
    for line, end in lines:
        if line.rstrip() in ends:
            values = _values(inside)
            return FrontMatter(values, end, len(inside) + 2) if values else _NOTHING
        if len(inside) == _MOST_LINES or not ends or not _is_data(line):
            break
        inside.append(line)
    return _NOTHING


_NOTHING = FrontMatter({})


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield each line without its end, and where the next one begins."""
    for match in _LINE.finditer(text):
        yield match[1], match.end()


def _is_data(line: str) -> bool:
    return not line or bool(_KEY.match(line) or _INSIDE.match(line))


def _values(lines: Sequence[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    value: list[str] = []
    for line in lines:
        if match := _KEY.match(line):
            value = values.setdefault(match[1].lower(), [])
            value.append((match[2] or "").strip())
        else:
            value.append(line)
    return values


def _scalar(value: Sequence[str]) -> str:
    first, *more = value
    if match := _QUOTED.match(first):
        return match[2].strip()
    first = _COMMENT.sub("", f" {first}").strip()
    if first.startswith("["):
        return first
    folded = takewhile(lambda line: line[:1].isspace() and not _KEY.match(line), more)
    words = ["" if _FOLDED.match(first) else first, *map(str.strip, folded)]
    return " ".join(words).strip()


def _unquoted(text: str) -> str:
    return _scalar([text.strip()])
