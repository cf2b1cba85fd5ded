"""Formatting of the bot's messages as lines of a transcript."""

from collections.abc import Iterator
from typing import Any

from tests.telegram_server.fields import Json
from tests.telegram_server.texts import utf16_length

_BARS = {"blockquote": "| ", "expandable_blockquote": "|> "}
SHORT = 70


def shown(message: Any) -> Iterator[str]:
    """Yield the lines of a message, then its buttons.

    Quotes stand behind a bar, those that can be unfolded behind "|>", bold words
    between asterisks, code between backticks.
    """
    bars, signs = _marks(message.get("entities", []))
    line, offset = bars.get(0, ""), 0
    for character in message["text"]:
        line += signs.get(offset, "")
        offset += utf16_length(character)
        if character == "\n":
            yield f"    {line}".rstrip()
            line = bars.get(offset, "")
        else:
            line += character
    yield f"    {line}{signs.get(offset, '')}".rstrip()
    for row in message.get("reply_markup", {}).get("inline_keyboard", []):
        yield "    " + " ".join(f"[{button['text']}]" for button in row)


def shown_results(answer: Json) -> Iterator[str]:
    """Yield a line for each result of an inline query."""
    for_whom = "the user" if answer["is_personal"] else "everybody"
    yield f"Bot offers, for {answer['cache_time']} s to {for_whom}:"
    for result in answer["results"]:
        yield f"    {result['title']}: {_short(result['description'])}"
    if answer["button"]:
        yield f"    [{answer['button']['text']}]"
    if answer["next_offset"]:
        yield "    ..."


def _marks(entities: list[Json]) -> tuple[dict[int, str], dict[int, str]]:
    bars: dict[int, str] = {}
    signs: dict[int, str] = {}
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] in _BARS:
            bars |= dict.fromkeys(range(start, end), _BARS[entity["type"]])
        elif entity["type"] != "date_time":
            sign = "*" if entity["type"] == "bold" else "`"
            signs[start] = signs.get(start, "") + sign
            signs[end] = sign + signs.get(end, "")
    return bars, signs


def _short(words: str) -> str:
    return words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"
