"""The history of a chat as Telegram Desktop exports it, in JSON."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.errors import ExportError

from .posts import Channel, Post

_CHATS = (
    "public_channel",
    "private_channel",
    "public_supergroup",
    "private_supergroup",
)
_EXPORTING = "Telegram Desktop makes one by Export chat history, in JSON"


def read_export(path: Path, username: str) -> list[Post]:
    """Return the messages with words in *path*, a ``result.json``, in order.

    The export does not say the *username*, which links need; "" without one. Raises
    ExportError if it is no export of a channel or of a supergroup.
    """
    try:
        chat = json.loads(path.read_bytes())
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ExportError(f"{path}: it is no JSON: {_EXPORTING}") from error
    if not isinstance(chat, dict) or chat.get("type") not in _CHATS:
        raise ExportError(
            f"{path}: it is no export of one channel or supergroup: {_EXPORTING}"
        )
    try:
        channel = Channel(int(f"-100{chat['id']}"), username)
        return list(_posts(chat["messages"], channel))
    except (KeyError, TypeError, ValueError) as error:
        raise ExportError(
            f"{path}: it has not the form of an export: {_EXPORTING}"
        ) from error


def _posts(messages: list[dict[str, Any]], channel: Channel) -> Iterator[Post]:
    for message in messages:
        text = _text(message.get("text", ""))
        if message.get("type") == "message" and text.strip():
            day = date.fromisoformat(message["date"][:10])
            yield Post(channel, int(message["id"]), day, text)


def _text(parts: str | list[str | dict[str, str]]) -> str:
    """Return a text, which is a list where some of its parts have a style."""
    if isinstance(parts, str):
        return parts
    return "".join(part if isinstance(part, str) else part["text"] for part in parts)
