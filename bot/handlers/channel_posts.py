"""Posts of the channels that the bot is an admin of."""

import asyncio
import logging
from collections.abc import Set as AbstractSet
from pathlib import Path

from telegram import Chat, Message, Update
from telegram.ext import ContextTypes

from bot.channels.posts import Channel, Post, first_name, save

logger = logging.getLogger(__name__)


class ChannelHandlers:
    """The callback for posts; *channels* are ids, and usernames in lower case."""

    def __init__(self, channels: AbstractSet[str], folder: Path) -> None:
        self._channels = channels
        self._folder = folder

    async def save(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Keep a post, new or edited, as a file of the articles."""
        message = update.channel_post or update.edited_channel_post
        assert message
        chat = message.chat
        if not await asyncio.to_thread(self._is_named, chat):
            logger.info("The channel %s is not in CHANNELS: no post was saved", chat.id)
            return
        if await asyncio.to_thread(save, _post(message), self._folder):
            logger.info("A post of the channel %s was saved", chat.id)

    def _is_named(self, chat: Chat) -> bool:
        """Whether CHANNELS has the id, the username, or that of the first post."""
        names = {str(chat.id), (chat.username or "").lower()}
        if self._channels and names.isdisjoint(self._channels):
            names.add(first_name(chat.id, self._folder) or "")
        return not names.isdisjoint(self._channels)


def _post(message: Message) -> Post:
    chat = message.chat
    channel = Channel(chat.id, chat.username or "")
    text = message.text or message.caption or ""
    return Post(channel, message.message_id, message.date.date(), text)
