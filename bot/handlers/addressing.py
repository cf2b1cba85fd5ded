"""Whether a message is for the bot, and what it asks.

In a group most messages are not: there it takes the /ask command, a reply to a message
of the bot, or a mention of exactly its name.
"""

from dataclasses import dataclass

from telegram import Bot, Message, MessageEntity
from telegram.constants import ChatType, MessageEntityType

_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


@dataclass(frozen=True, slots=True)
class Asked:
    """A text for the bot, perhaps empty, and the *message* to reply to, which has it.

    *by_command* means that a reply is expected in any case.
    """

    text: str
    message: Message
    by_command: bool


def is_group(message: Message) -> bool:
    """Return whether *message* was written in a group."""
    return message.chat.type in _GROUPS


def read_asked(message: Message, bot: Bot) -> Asked | None:
    """Return what *message* asks the bot; None if it is not for the bot.

    Commands other than /ask have handlers of their own.
    """
    if message.via_bot and message.via_bot.id == bot.id:
        # One of our own inline results, which somebody chose.
        return None
    command = _command(message, bot)
    if command == "ask":
        return _asked_by_command(message, bot)
    if command is not None:
        return None
    if not is_group(message):
        return Asked(question_of(message, bot), message, by_command=True)
    mentions = (_is_mention(message, entity, bot) for entity in _entities(message))
    if any(mentions) or _replies_to(message, bot):
        return Asked(question_of(message, bot), message, by_command=False)
    return None


def question_of(message: Message, bot: Bot) -> str:
    """Return the text or caption without /ask and without mentions of the bot."""
    text = message.text or message.caption or ""
    units = text.encode("utf-16-le", "surrogatepass")
    # From the end, so that the offsets of earlier entities stay valid.
    for entity in sorted(_entities(message), key=lambda e: e.offset, reverse=True):
        start, end = entity.offset, entity.offset + entity.length
        is_command = start == 0 and entity.type == MessageEntityType.BOT_COMMAND
        if is_command or _is_mention(message, entity, bot):
            units = units[: 2 * start] + units[2 * end :]
    return units.decode("utf-16-le", "surrogatepass").strip()


def _asked_by_command(message: Message, bot: Bot) -> Asked:
    text = question_of(message, bot)
    original = message.reply_to_message
    is_quoting = message.quote and message.quote.is_manual
    if not text and original and not is_quoting and not is_from(original, bot):
        asked_for = question_of(original, bot)
        if asked_for:
            return Asked(asked_for, original, by_command=True)
    return Asked(text, message, by_command=True)


def _entities(message: Message) -> list[MessageEntity]:
    return [*message.entities, *message.caption_entities]


def _part(message: Message, entity: MessageEntity) -> str:
    if message.text is not None:
        return message.parse_entity(entity)
    return message.parse_caption_entity(entity)


def _command(message: Message, bot: Bot) -> str | None:
    """Return the command that *message* begins with; "" if it is for another bot."""
    for entity in _entities(message):
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            name, _, username = _part(message, entity)[1:].lower().partition("@")
            return name if username in ("", bot.username.lower()) else ""
    return None


def _is_mention(message: Message, entity: MessageEntity, bot: Bot) -> bool:
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    if entity.type != MessageEntityType.MENTION:
        return False
    return _part(message, entity).lower() == f"@{bot.username.lower()}"


def _replies_to(message: Message, bot: Bot) -> bool:
    original = message.reply_to_message
    # In a topic, every message replies at least to the one that opened the topic.
    return (
        original is not None
        and is_from(original, bot)
        and original.forum_topic_created is None
    )


def is_from(message: Message, bot: Bot) -> bool:
    """Return whether the bot wrote *message*."""
    return message.from_user is not None and message.from_user.id == bot.id
