"""The usernames in CHANNELS, as Telegram knows them."""

from collections.abc import Iterable

from telegram import Bot
from telegram.error import BadRequest, Forbidden


async def names_without_channel(bot: Bot, channels: Iterable[str]) -> list[str]:
    """Return which usernames among *channels* belong to none that the bot may see.

    Ids are not looked up. Raises TelegramError if Telegram cannot be asked.
    """
    unknown = []
    for name in sorted(channels):
        if name.startswith("-"):
            continue
        try:
            await bot.get_chat(f"@{name}")
        except (BadRequest, Forbidden):
            unknown.append(f"@{name}")
    return unknown
