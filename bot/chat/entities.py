"""Replies as Telegram wants them: a text and entities that count UTF-16 units."""

from itertools import islice
from typing import TypedDict

from telegram import LinkPreviewOptions, MessageEntity
from telegram.constants import MessageEntityType

from bot.answers.replies import Mark, Reply, Style
from bot.limits import MESSAGE_ENTITIES

# A file name is code: as plain text, "notes.md" would become a link to a web site.
_ENTITY_TYPES = {
    Style.QUOTE: MessageEntityType.BLOCKQUOTE,
    Style.CONTEXT: MessageEntityType.EXPANDABLE_BLOCKQUOTE,
    Style.MATCH: MessageEntityType.BOLD,
    Style.SOURCE: MessageEntityType.CODE,
    Style.HEADING: MessageEntityType.BOLD,
    # Code is copied by a tap.
    Style.EXAMPLE: MessageEntityType.CODE,
}


class OutgoingMessage(TypedDict):
    """What `telegram.Bot.send_message` takes for a reply, the chat apart."""

    text: str
    entities: list[MessageEntity]
    link_preview_options: LinkPreviewOptions


def to_message(reply: Reply) -> OutgoingMessage:
    """Return *reply* as arguments for a message of Telegram.

    Where there are more marks than Telegram allows, the last matches lose theirs.
    """
    text = encodable(reply.text)
    entities = [
        MessageEntity(_ENTITY_TYPES[mark.style], mark.start, mark.end - mark.start)
        for mark in _within_limit(reply.marks)
    ]
    return OutgoingMessage(
        text=text,
        entities=list(MessageEntity.adjust_message_entities_to_utf_16(text, entities)),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _within_limit(marks: tuple[Mark, ...]) -> list[Mark]:
    others = sum(mark.style is not Style.MATCH for mark in marks)
    matches = (mark for mark in marks if mark.style is Style.MATCH)
    kept = set(islice(matches, MESSAGE_ENTITIES - others))
    return [mark for mark in marks if mark.style is not Style.MATCH or mark in kept]


def encodable(text: str) -> str:
    """Return *text* with lone surrogates, which no encoding has, replaced."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
