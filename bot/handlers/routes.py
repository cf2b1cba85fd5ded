"""Which handler an update goes to."""

from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.constants import UpdateType
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.answers.answerer import Answering
from bot.answers.records import Records
from bot.delivery.inbox import Inbox

from .access import Access
from .callback_queries import TapHandlers
from .channel_posts import ChannelHandlers
from .commands import CommandHandlers
from .guest_messages import GuestHandlers
from .inline_queries import InlineHandlers
from .questions import QuestionHandlers, report_failure
from .quotations import QuotationHandlers
from .rate_limit import RateLimit
from .taps import Taps
from .uploads import PATTERN, UploadHandlers

Handler = BaseHandler[Any, Any, Any]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]

ALLOWED_UPDATES = [
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
    UpdateType.GUEST_MESSAGE,
    UpdateType.CHANNEL_POST,
    UpdateType.EDITED_CHANNEL_POST,
]
"""Exactly the kinds of updates that are handled."""

_NEW = filters.UpdateType.MESSAGE
_EDITED = filters.UpdateType.EDITED_MESSAGE
_GUEST = filters.UpdateType.GUEST_MESSAGE
_POSTS = filters.UpdateType.CHANNEL_POSTS
_PRIVATE = _NEW & filters.ChatType.PRIVATE
_READABLE = filters.TEXT | filters.CAPTION


def add_handlers(
    application: AnyApplication,
    answering: Answering,
    records: Records,
    *,
    allowed: AbstractSet[int],
    admins: AbstractSet[int],
    rate: RateLimit,
    folder: Path,
    channels: AbstractSet[str] = frozenset(),
    inbox: Inbox | None = None,
    uploads: UploadHandlers | None = None,
) -> None:
    """Add the handlers, of which the first that matches gets an update.

    If *allowed* is empty, everybody may ask. *folder* holds the files of the articles,
    and gets the posts of *channels*, see `ChannelHandlers`.
    """
    taps = TapHandlers(Taps(answering, records, folder=folder), rate)
    inline = InlineHandlers(answering, rate, is_public=not allowed)
    access = Access(allowed, inline)
    application.add_handler(TypeHandler(Update, access.admit), group=-1)
    application.add_handlers(
        [
            *(_upload_handlers(uploads, admins) if uploads else ()),
            *_message_handlers(answering, records, inbox, rate, admins),
            CallbackQueryHandler(taps.press),
            InlineQueryHandler(inline.search),
            MessageHandler(_GUEST, GuestHandlers(answering, rate).answer),
            MessageHandler(_POSTS, ChannelHandlers(channels, folder).save),
        ]
    )
    application.add_error_handler(report_failure)


def _upload_handlers(
    uploads: UploadHandlers, admins: AbstractSet[int]
) -> list[Handler]:
    for_admins = _PRIVATE & filters.User(admins, allow_empty=False)
    return [
        CommandHandler("remove", uploads.remove, for_admins),
        CommandHandler("reindex", uploads.reindex, for_admins),
        MessageHandler(for_admins & filters.Document.ALL, uploads.receive),
        CallbackQueryHandler(uploads.press, PATTERN),
    ]


def _message_handlers(
    answering: Answering,
    records: Records,
    inbox: Inbox | None,
    rate: RateLimit,
    admins: AbstractSet[int],
) -> list[Handler]:
    commands = CommandHandlers(answering, records, inbox, rate, admins)
    questions = QuestionHandlers(answering, records, rate)
    quotations = QuotationHandlers(answering, rate)
    for_admins = _PRIVATE & filters.User(admins, allow_empty=False)
    return [
        CommandHandler("start", commands.start, _PRIVATE),
        CommandHandler("help", commands.help, _PRIVATE),
        CommandHandler("articles", commands.list, _PRIVATE),
        CommandHandler("privacy", commands.privacy, _PRIVATE),
        CommandHandler("stats", commands.stats, for_admins),
        CommandHandler("unanswered", commands.unanswered, for_admins),
        CommandHandler("export", commands.export, for_admins),
        CommandHandler("ask", questions.answer, _NEW),
        CommandHandler("verify", quotations.verify, _NEW),
        MessageHandler(_PRIVATE & filters.FORWARDED & _READABLE, quotations.verify),
        MessageHandler(_PRIVATE & filters.COMMAND, commands.refuse),
        MessageHandler(_NEW & _READABLE, questions.answer),
        MessageHandler(_EDITED & _READABLE, questions.answer_edited),
        MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, questions.refuse),
        ChatMemberHandler(commands.introduce),
    ]
