"""The history of a chat as Telegram Desktop exports it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.channels.export import read_export
from bot.errors import ExportError
from retrieval import read_articles
from tests.programs import BOT, ROOT, environment

MESSAGES = [
    {"id": 1, "type": "service", "date": "2024-05-01T10:00:00", "action": "create"},
    {"id": 2, "type": "message", "date": "2024-05-01T10:00:00", "text": "Plain words."},
    {
        "id": 3,
        "type": "message",
        "date": "2024-05-02T10:00:00",
        "text": ["See ", {"type": "bold", "text": "the tram"}, " at noon."],
    },
    {"id": 4, "type": "message", "date": "2024-05-03T10:00:00", "text": ""},
]


def export(folder: Path, **changes: Any) -> Path:
    chat = {"name": "News", "type": "public_channel", "id": 1234, "messages": MESSAGES}
    path = folder / "result.json"
    path.write_text(json.dumps(chat | changes), encoding="utf-8")
    return path


def run(command: list[str]) -> str:
    """Run a command and return what it prints."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(),
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ).stdout


def test_messages_with_words_become_posts(tmp_path: Path) -> None:
    posts = read_export(export(tmp_path), "news")

    assert [(post.number, post.text) for post in posts] == [
        (2, "Plain words."),
        (3, "See the tram at noon."),
    ]
    assert posts[0].channel.link(2) == "https://t.me/news/2"


def test_importing_twice_gives_the_same_articles(tmp_path: Path) -> None:
    file, folder = export(tmp_path), tmp_path / "articles"
    command = [*BOT, "import-export", str(file), "--articles", str(folder)]

    assert run(command) == f"2 posts, 2 of them new or changed in {folder}\n"
    first = {path: path.stat().st_mtime_ns for path in folder.rglob("*.md")}
    assert run(command) == f"2 posts, 0 of them new or changed in {folder}\n"
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.md")} == first
    assert [article.link for article in read_articles(folder)] == [
        "https://t.me/c/1234/2",
        "https://t.me/c/1234/3",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "personal_chat"},
        {"id": None},
        {"messages": [{"type": "message", "text": "a", "id": 1}]},
        {"messages": [{"type": "message", "text": [{}], "id": 1, "date": ""}]},
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(ExportError, match="result"):
        read_export(export(tmp_path, **changes), "")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.json", None, "No such file or directory"),
        ("empty.json", b"", "it is no JSON: Telegram Desktop makes one by"),
        ("half.json", b"{", "it is no JSON: "),
        ("word.json", b"\xff\x00", "it is no JSON: "),
        ("deep.json", b"[" * 100_000, "it is no JSON: "),
        ("list.json", b"[]", "it is no export of one channel or supergroup: "),
    ],
)
def test_a_file_that_is_no_export_is_named_in_plain_words(
    tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ExportError) as caught:
        read_export(path, "")

    assert str(caught.value).startswith(f"{path}: {said}")


@pytest.mark.skipif(os.name != "posix", reason="the reason is another one there")
def test_a_folder_instead_of_an_export_is_named_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        read_export(tmp_path, "")

    assert str(caught.value) == f"{tmp_path}: Is a directory"
