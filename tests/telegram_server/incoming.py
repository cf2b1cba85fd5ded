"""Contents of messages from users, with the entities that the server adds."""

import re
from collections.abc import Iterator

from .fields import Json
from .texts import formatted_text, utf16_length

_URL = re.compile(r"https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_MARKS = {
    "bot_command": re.compile(r"(?<![\w/<>])/\w{1,64}(@\w{3,32})?(?![\w/])", re.ASCII),
    "mention": re.compile(r"\B@\w{2,32}\b", re.ASCII),
}
_FILE = {"file_id": "1", "file_unique_id": "1"}
_MEDIA: dict[str, object] = {
    "photo": [{**_FILE, "width": 1, "height": 1}],
    "sticker": {
        **_FILE,
        "width": 1,
        "height": 1,
        "type": "regular",
        "is_animated": False,
        "is_video": False,
    },
    "voice": {**_FILE, "duration": 1},
    "location": {"longitude": 1.0, "latitude": 1.0},
}


def text_content(text: str, *, mentioned: Json | None = None) -> Json:
    """Return the fields of a message with *text*.

    *mentioned* is a user that the first word names without a username.
    """
    content = formatted_text(text, None)
    entities = list(_entities(content["text"]))
    if mentioned:
        length = utf16_length(content["text"].split()[0])
        entities.append(
            {"type": "text_mention", "offset": 0, "length": length, "user": mentioned}
        )
    return {**content, "entities": entities} if entities else content


def media_content(kind: str, caption: str = "", *, album: str = "") -> Json:
    """Return the fields of a message with a photo, a voice, a sticker or a location."""
    content: Json = {kind: _MEDIA[kind]}
    if caption:
        text = text_content(caption)
        content["caption"] = text["text"]
        if "entities" in text:
            content["caption_entities"] = text["entities"]
    if album:
        content["media_group_id"] = album
    return content


def entities_of(content: Json) -> list[Json]:
    """Return the entities of a text or of a caption."""
    return [*content.get("entities", []), *content.get("caption_entities", [])]


def marked(content: Json, entity: Json) -> str:
    """Return the words that *entity* marks."""
    text: str = content.get("text") or content.get("caption") or ""
    units = text.encode("utf-16-le")
    start = 2 * entity["offset"]
    marked_units: bytes = units[start : start + 2 * entity["length"]]
    return marked_units.decode("utf-16-le")


def _entities(text: str) -> Iterator[Json]:
    """Yield the entities of commands and mentions, except inside addresses."""
    addresses = [match.span() for match in _URL.finditer(text)]
    for kind, pattern in _MARKS.items():
        for match in pattern.finditer(text):
            if any(a < match.end() and b > match.start() for a, b in addresses):
                continue
            offset = utf16_length(text[: match.start()])
            length = utf16_length(match.group())
            yield {"type": kind, "offset": offset, "length": length}
