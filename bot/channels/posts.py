"""Posts of channels as Markdown files below the folder of articles."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.limits import utf16_length
from retrieval.printable import printable

TITLE_UNITS = 100
"""The greatest length of a title, which is the first line of a post."""

_NAMELESS = "channel"
"""How the folder of a channel without a username begins; its id follows."""

# What Markdown might read as a mark. A backslash before it shows it as it is.
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>()#+-.!|&~=:$\"'/"})


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel or group, by its id in the Bot API and its username, "" without one."""

    id: int
    username: str

    def link(self, number: int) -> str:
        """Return the link to a post; in a channel without a name it is for members."""
        if self.username:
            return f"https://t.me/{self.username}/{number}"
        # Ids in the Bot API begin with -100, those in links do not.
        return f"https://t.me/c/{str(self.id).removeprefix('-100')}/{number}"


@dataclass(frozen=True, slots=True)
class Post:
    """A message of a channel, perhaps without words."""

    channel: Channel
    number: int
    day: date
    text: str


def save(post: Post, articles: Path) -> bool:
    """Write *post* to its file, or remove that if there are no words any more.

    Returns whether something has changed. A reader sees the old file or the new one.
    """
    folder = _folder(post.channel, articles)
    file = folder / f"{post.number}.md"
    if not post.text.strip():
        is_there = file.exists()
        file.unlink(missing_ok=True)
        return is_there
    content = content_of(post).encode("utf-8", "replace")
    if file.exists() and file.read_bytes() == content:
        return False
    # Hidden files are no articles.
    draft = folder / f".{post.number}.{os.getpid()}"
    draft.write_bytes(content)
    draft.replace(file)
    return True


def first_name(channel_id: int, articles: Path) -> str | None:
    """Return the username in lower case under which posts were saved first, if any."""
    known = _known_folder(channel_id, articles)
    if known is None or known.name == f"{_NAMELESS}{channel_id}":
        return None
    return known.name.removesuffix(str(channel_id))


def _folder(channel: Channel, articles: Path) -> Path:
    """Return the folder for the posts of *channel*, made on first use.

    It is named like the channel at that time. A hidden file in it says whose it is: a
    channel may change its name, and another one may take that.
    """
    name, mark = channel.username.lower() or _NAMELESS, _mark(channel.id)
    folder = articles / name
    if (folder / mark).exists():
        return folder
    if known := _known_folder(channel.id, articles):
        return known
    if not channel.username or any(folder.glob(".channel*")):
        folder = articles / f"{name}{channel.id}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / mark).touch()
    return folder


def _known_folder(channel_id: int, articles: Path) -> Path | None:
    mark = next(articles.glob(f"*/{_mark(channel_id)}"), None)
    return mark.parent if mark else None


def _mark(channel_id: int) -> str:
    return f".channel{channel_id}"


def content_of(post: Post) -> str:
    """Return the Markdown that shows the text of *post*, below its title and link."""
    lines = [line.strip() for line in post.text.strip().splitlines()]
    title = printable(_clipped(lines[0]))
    shown = [line.translate(_MARKS) for line in lines]
    # A backslash at its end keeps a line apart from the next one.
    body = "".join(
        f"{line}\\\n" if line and following else f"{line}\n"
        for line, following in zip(shown, [*shown[1:], ""], strict=True)
    )
    return (
        f'---\ntitle: "{title}"\ndate: {post.day.isoformat()}\n'
        f"link: {post.channel.link(post.number)}\n---\n\n{body}"
    )


def _clipped(line: str) -> str:
    if utf16_length(line) <= TITLE_UNITS:
        return line
    # Half as many characters always fit.
    start = line[: TITLE_UNITS // 2]
    return f"{start.rpartition(' ')[0] or start}…"
