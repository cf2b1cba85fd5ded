"""Who may use the bot."""

from collections.abc import Set as AbstractSet

from telegram import Update, User
from telegram.constants import ChatType, ReactionEmoji
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.answers.reply import Reply
from bot.chat.sending import react, send_reply, unless_too_late
from bot.locales.choice import strings_for
from bot.settings import SHARED_IDS

from .addressing import is_group, read_asked
from .inline_queries import InlineHandlers

NOT_INVITED = ReactionEmoji.SPEAK_NO_EVIL_MONKEY


class Access:
    """Admits only the users with these ids, or everybody if there are none."""

    def __init__(self, user_ids: AbstractSet[int], inline: InlineHandlers) -> None:
        self._user_ids = user_ids
        self._inline = inline

    async def admit(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Tell other users their id, and stop handling the update."""
        user = update.effective_user
        if update.channel_post or update.edited_channel_post:
            # What is written there is not asked by anybody.
            return
        if not self._user_ids or (user and user.id in self._user_ids):
            return
        if user:
            notice = _notice(update, user)
            if update.callback_query:
                with unless_too_late():
                    await update.callback_query.answer(notice, show_alert=True)
            elif update.inline_query:
                await self._inline.refuse(update, context)
            elif update.message and _awaits_reply(update):
                if is_group(update.message):
                    await react(update.message, NOT_INVITED)
                else:
                    await send_reply(update.message, Reply(notice))
        raise ApplicationHandlerStop


def _notice(update: Update, user: User) -> str:
    """Return what *user* is told, with their id unless others would read it."""
    strings = strings_for(user.language_code)
    message = update.message
    is_read_by_others = message is not None and message.chat.type != ChatType.PRIVATE
    if is_read_by_others or user.id in SHARED_IDS:
        return strings.not_allowed
    return f"{strings.not_allowed} {strings.your_id.format(id=user.id)}"


def _awaits_reply(update: Update) -> bool:
    message = update.message
    assert message
    if not is_group(message):
        return not message.via_bot
    asked = read_asked(message, message.get_bot())
    return asked is not None and asked.by_command
