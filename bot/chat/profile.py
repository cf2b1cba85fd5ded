"""The commands and descriptions that Telegram's clients show."""

import hashlib
import logging
from collections.abc import Set as AbstractSet

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, TelegramError

from bot.answers.records import Records
from bot.locales.choice import LANGUAGES

IN_PRIVATE = ("ask", "articles", "verify", "help", "privacy")
IN_GROUPS = ("ask", "verify")
FOR_ADMINS = (*IN_PRIVATE, "stats", "unanswered", "export", "remove", "reindex")

logger = logging.getLogger(__name__)


async def set_up_profile(
    bot: Bot, records: Records, *, admins: AbstractSet[int]
) -> None:
    """Send Telegram the commands and descriptions if they changed since last time."""
    shown = [
        (code, strings.description, strings.short_description, strings.commands)
        for code, strings in LANGUAGES.items()
    ]
    parts = repr((bot.id, sorted(admins), IN_GROUPS, FOR_ADMINS, shown))
    digest = hashlib.sha256(parts.encode()).hexdigest()
    if records.note("profile") == digest:
        return
    try:
        for language in LANGUAGES:
            await _set_up(bot, language, admins)
    except TelegramError as error:
        logger.warning("The bot's profile is not up to date: %s", type(error).__name__)
    else:
        records.set_note("profile", digest)


async def _set_up(bot: Bot, language: str, admins: AbstractSet[int]) -> None:
    strings = LANGUAGES[language]
    # What is set without a language is shown to users of all other languages.
    code = "" if language == "en" else language
    await bot.set_my_description(strings.description, code)
    await bot.set_my_short_description(strings.short_description, code)
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeAllPrivateChats(), IN_PRIVATE),
        (BotCommandScopeAllGroupChats(), IN_GROUPS),
        *((BotCommandScopeChat(admin), FOR_ADMINS) for admin in sorted(admins)),
    ]
    for scope, names in scopes:
        commands = [BotCommand(name, strings.commands[name]) for name in names]
        try:
            await bot.set_my_commands(commands, scope, code)
        except BadRequest:
            # An admin who never wrote to the bot has no chat with it yet.
            if not isinstance(scope, BotCommandScopeChat):
                raise


def log_privacy_mode(bot: Bot) -> None:
    """Log which messages of a group reach the bot."""
    if bot.can_read_all_group_messages:
        logger.info("Privacy mode is off: in groups, mentions reach the bot")
    else:
        logger.info("Privacy mode is on: in groups, only /ask and replies may arrive")
