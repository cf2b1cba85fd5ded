"""Groups: which of their messages reach the bot, and their topics."""

from .fields import Json
from .incoming import entities_of, marked

_SERVICE = ("forum_topic_created", "new_chat_title")


def reaches_bot(message: Json, bot: Json, *, reads_all: bool) -> bool:
    """Return whether the bot gets a group's *message*; *reads_all*: no privacy mode.

    In privacy mode the bot gets commands (except for another bot), replies to it,
    messages sent via it, and service messages.
    """
    if reads_all or any(name in message for name in _SERVICE):
        return True
    if message.get("via_bot", {}).get("id") == bot["id"]:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
        return True
    return any(
        marked(message, entity).partition("@")[2] in ("", bot["username"])
        for entity in entities_of(message)
        if entity["type"] == "bot_command"
    )
