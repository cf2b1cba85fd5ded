"""Limits of texts and of their entities; lengths and offsets count UTF-16 units."""

import re
from itertools import accumulate, combinations

from telegram.constants import MessageEntityType

from .errors import bad_request
from .fields import Json, field

MAX_LENGTH = 4096
MAX_ENTITIES = 100

_TYPES = frozenset(MessageEntityType)
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_CODE = frozenset({"code", "pre"})
_TIME_FORMAT = re.compile("r|w?[dD]?[tT]?")
_NEEDED_FIELDS = {"text_link": "url", "custom_emoji": "custom_emoji_id"}


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units: characters beyond U+FFFF count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def formatted_text(text: str, entities: list[Json] | None) -> Json:
    """Return the fields of a message that shows *text*.

    White space at both ends is removed, as by Telegram, and entities are shifted.
    Raises ApiError if a limit is broken.
    """
    check_entities(text, entities or [])
    trimmed = text.strip()
    if not trimmed:
        raise bad_request("message text is empty")
    if utf16_length(trimmed) > MAX_LENGTH:
        raise bad_request("message is too long")
    start = utf16_length(text) - utf16_length(text.lstrip())
    end = start + utf16_length(trimmed)
    clipped = [_clip(entity, start, end) for entity in entities or []]
    kept = [entity for entity in clipped if entity["length"] > 0]
    return {"text": trimmed, "entities": kept} if kept else {"text": trimmed}


def check_entities(text: str, entities: list[Json]) -> None:
    """Raise ApiError unless Telegram would show all *entities* of *text* as they are.

    The real server drops entities beyond the hundredth, cuts some that overlap and
    drops some that do not nest. A bot that relies on that shows something unintended,
    so these cases are errors here.
    """
    if len(entities) > MAX_ENTITIES:
        raise bad_request(f"more than {MAX_ENTITIES} entities")
    # Where a character begins, and the end of the text.
    borders = frozenset(accumulate(map(utf16_length, text), initial=0))
    for entity in entities:
        _check_entity(entity, borders)
    in_order = sorted(entities, key=_outer_first)
    for outer, inner in combinations(in_order, 2):
        _check_nesting(outer, inner)


def _check_entity(entity: Json, borders: frozenset[int]) -> None:
    kind = field(entity, "type", str)
    if kind not in _TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    _check_fields(entity, kind)
    start, length = field(entity, "offset", int), field(entity, "length", int)
    if start < 0 or length < 1:
        raise bad_request(f"entity with offset {start} and length {length}")
    if start + length > max(borders):
        raise bad_request(
            f"entity beginning at UTF-16 offset {start} "
            f"ends after the end of the text at UTF-16 offset {start + length}"
        )
    if start not in borders:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at {start}")
    if start + length not in borders:
        raise bad_request(
            f"entity ends in a middle of a UTF-16 symbol at {start + length}"
        )


def _check_fields(entity: Json, kind: str) -> None:
    if kind in _NEEDED_FIELDS:
        field(entity, _NEEDED_FIELDS[kind], str)
    if kind == "date_time":
        field(entity, "unix_time", int)
        if not _TIME_FORMAT.fullmatch(entity.get("date_time_format", "")):
            raise bad_request("can't parse MessageEntity: wrong date_time_format")


def _outer_first(entity: Json) -> tuple[int, int, bool]:
    return entity["offset"], -entity["length"], entity["type"] not in _QUOTES


def _check_nesting(outer: Json, inner: Json) -> None:
    outer_end = outer["offset"] + outer["length"]
    if inner["offset"] >= outer_end:
        return
    if inner["offset"] + inner["length"] > outer_end:
        raise bad_request(f"entities overlap: {outer} and {inner}")
    if not _may_contain(outer["type"], inner["type"]):
        raise bad_request(f"entity {inner} can't be nested in {outer}")


def _may_contain(outer: str, inner: str) -> bool:
    # The rules stand at https://core.telegram.org/bots/api#messageentity.
    if outer in _QUOTES:
        return inner not in _QUOTES
    if outer in _CODE or inner in _CODE:
        return False
    return outer in _STYLES or inner in _STYLES


def _clip(entity: Json, start: int, end: int) -> Json:
    first = max(entity["offset"], start)
    last = min(entity["offset"] + entity["length"], end)
    return {**entity, "offset": first - start, "length": last - first}
