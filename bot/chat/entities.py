"""Replies as Telegram wants them: a text and entities that count UTF-16 units.

Telegram makes links of what looks like an address, a command, a tag or a username,
wherever it stands. Words of an article stay as they are, for a quote is verbatim. But
names that others chose (of files, titles, questions) must not come alive in a text of
the bot's own: code is what Telegram leaves alone without changing a character, so a
name becomes code where it would come alive, and looks like any other where not.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TypedDict

from telegram import LinkPreviewOptions, MessageEntity
from telegram.constants import MessageEntityType

from bot.answers.reply import Mark, Reply, Style
from bot.limits import MESSAGE_ENTITIES
from retrieval.printable import printable_lines

_ENTITY_TYPES = {
    Style.QUOTE: MessageEntityType.BLOCKQUOTE,
    Style.FOLDED: MessageEntityType.EXPANDABLE_BLOCKQUOTE,
    Style.CONTEXT: MessageEntityType.BLOCKQUOTE,
    Style.MATCH: MessageEntityType.BOLD,
    Style.LINK: MessageEntityType.TEXT_LINK,
    Style.HEADING: MessageEntityType.BOLD,
}

# A short date and a short time, as the reader's client writes them.
_DATE_AND_TIME = "dt"

_NAMES = frozenset({Style.NAME, Style.HEADING, Style.HEADS})

# Telegram's own rules are narrower: it knows which domains there are.
_COMES_ALIVE = re.compile(
    r"""
    # evil.com, notes.md; not notes.txt
    \S \. (?!(?:txt|[ct]sv|pdf|html?|docx|odt|epub|rtf)\b)
        [^\W\d_] [\w\u0080-\U0010ffff]
    | \d (\.\d+){3}     # 127.0.0.1
    | ://               # tg://resolve
    | (?<!\w) / \w      # a command
    | [@\#\uff03] \w    # a username, an address of mail, a tag
    | \$ [A-Z]          # a stock symbol
    | \+ \d            # a phone number
    """,
    re.VERBOSE,
)


class OutgoingMessage(TypedDict):
    """The arguments of `telegram.Bot.send_message`, except the chat."""

    text: str
    entities: list[MessageEntity]
    link_preview_options: LinkPreviewOptions


def to_message(reply: Reply) -> OutgoingMessage:
    """Return *reply* as arguments for a message of Telegram.

    Where there are more marks than Telegram allows, the last matches lose theirs.
    """
    text = printable_lines(reply.text)
    entities = list(_entities(text, _within_limit(reply.marks)))
    # Only such characters have two units.
    if max(text, default="") > "\uffff":
        adjusted = MessageEntity.adjust_message_entities_to_utf_16(text, entities)
        entities = list(adjusted)
    return OutgoingMessage(
        text=text,
        entities=entities,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _entities(text: str, marks: list[Mark]) -> Iterator[MessageEntity]:
    for mark in marks:
        kind = _ENTITY_TYPES.get(mark.style)
        if mark.style in _NAMES and _COMES_ALIVE.search(text, mark.start, mark.end):
            kind = MessageEntityType.CODE
        length = mark.end - mark.start
        if mark.moment:
            yield _time_entity(mark.start, length, mark.moment)
        elif kind:
            yield MessageEntity(kind, mark.start, length, url=mark.address or None)


def _time_entity(start: int, length: int, moment: datetime) -> MessageEntity:
    return MessageEntity(
        MessageEntityType.DATE_TIME,
        start,
        length,
        unix_time=moment,
        date_time_format=_DATE_AND_TIME,
    )


def _within_limit(marks: tuple[Mark, ...]) -> list[Mark]:
    others = sum(mark.style is not Style.MATCH for mark in marks)
    matches = (mark for mark in marks if mark.style is Style.MATCH)
    kept = set(islice(matches, max(0, MESSAGE_ENTITIES - others)))
    return [mark for mark in marks if mark.style is not Style.MATCH or mark in kept]
