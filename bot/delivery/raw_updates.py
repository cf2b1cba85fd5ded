"""What the inbox reads in an update, which it keeps as Telegram sent it."""

from typing import Any

Json = dict[str, Any]

CHANGES_ARTICLES = "u:"
"""What the data of the buttons below an upload begin with."""

_MOST_ID = 2**63 - 1


def has_id(update: Json) -> bool:
    """Return whether it has the number that the inbox knows it by."""
    update_id = update.get("update_id")
    return isinstance(update_id, int) and 0 <= update_id <= _MOST_ID


def lane_of(update: Json) -> str:
    """Return what an update has to keep its order in.

    A message's is its chat. What waits for a button or an inline query has seconds, so
    each user's make a lane of their own that no chat holds up. A tap that changes the
    articles may take minutes, and holds up nothing.
    """
    tap = update.get("callback_query")
    if isinstance(tap, dict) and str(tap.get("data")).startswith(CHANGES_ARTICLES):
        return f"tap {tap.get('id')}"
    for content in update.values():
        if isinstance(content, dict):
            for place, kind in (("chat", "chat"), ("from", "user")):
                who = content.get(place)
                if isinstance(who, dict) and isinstance(who.get("id"), int):
                    return f"{kind} {who['id']}"
    return f"update {update['update_id']}"


def is_from(update: Json, user_id: int) -> bool:
    """Return whether the person *user_id* sent it."""
    return any(
        isinstance(content, dict)
        and isinstance(content.get("from"), dict)
        and content["from"].get("id") == user_id
        for content in update.values()
    )


def shows(part: object, user_id: int) -> bool:
    """Return whether *part* of an update has anything to do with a person."""
    if isinstance(part, list):
        return any(shows(item, user_id) for item in part)
    if isinstance(part, dict):
        return part.get("id") == user_id or shows([*part.values()], user_id)
    return False
