"""Replies in Telegram's form: a text and entities, with offsets in UTF-16 units."""

from itertools import islice
from typing import TypedDict

from telegram import LinkPreviewOptions, MessageEntity
from telegram.constants import MessageEntityType

from bot.answers.replies import Mark, Reply, Style
from bot.limits import MESSAGE_ENTITIES

# A file name is code: in plain text, Telegram makes "notes.md" a link to a web site.
_ENTITY_TYPES = {
    Style.QUOTE: MessageEntityType.BLOCKQUOTE,
    Style.CONTEXT: MessageEntityType.EXPANDABLE_BLOCKQUOTE,
    Style.MATCH: MessageEntityType.BOLD,
    Style.SOURCE: MessageEntityType.CODE,
    Style.HEADING: MessageEntityType.BOLD,
    # A tap copies code.
    Style.EXAMPLE: MessageEntityType.CODE,
}


class OutgoingMessage(TypedDict):
    """The arguments of `telegram.Bot.send_message`, except the chat."""

    text: str
    entities: list[MessageEntity]
    link_preview_options: LinkPreviewOptions


def to_message(reply: Reply) -> OutgoingMessage:
    """Return *reply* as a message; matches beyond Telegram's limit are not marked."""
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
    """Return *text* with lone surrogates, which UTF-8 cannot encode, replaced."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
