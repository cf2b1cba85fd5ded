"""Which handler an update goes to."""

from collections.abc import Callable, Coroutine
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
    ContextTypes,
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
from .uploads import PATTERN, UploadHandlers, tell_of_engine

Handler = BaseHandler[Any, Any, Any]
Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
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
    in_engine: bool = False,
) -> None:
    """Add the handlers, of which the first that matches gets an update.

    If *allowed* is empty, everybody may ask. *folder* holds the files of the articles,
    and gets the posts of *channels*, see `ChannelHandlers`. Without *uploads*, admins
    are told why if the articles are *in_engine*.
    """
    taps = TapHandlers(Taps(answering, records, folder=folder), rate)
    inline = InlineHandlers(answering, rate, is_public=not allowed)
    access = Access(allowed, inline)
    application.add_handler(TypeHandler(Update, access.admit), group=-1)
    application.add_handlers(
        [
            *(_upload_handlers(uploads, admins) if uploads else ()),
            *(_engine_handlers(admins) if in_engine else ()),
            *_message_handlers(answering, records, inbox, rate, admins),
            CallbackQueryHandler(taps.press),
            InlineQueryHandler(inline.search),
            MessageHandler(_GUEST, GuestHandlers(answering, rate).answer),
            MessageHandler(_POSTS, ChannelHandlers(channels, folder).save),
        ]
    )
    if uploads:
        # A caption is answered like any other, and the file is received as well.
        captioned = _files_of(admins) & filters.CAPTION
        application.add_handler(MessageHandler(captioned, uploads.receive), group=1)
    application.add_error_handler(report_failure)


def _upload_handlers(
    uploads: UploadHandlers, admins: AbstractSet[int]
) -> list[Handler]:
    for_admins = _PRIVATE & filters.User(admins, allow_empty=False)
    return [
        CommandHandler("remove", uploads.remove, for_admins),
        CommandHandler("reindex", uploads.reindex, for_admins),
        MessageHandler(_files_of(admins) & ~filters.CAPTION, uploads.receive),
        _AdminTapHandler(uploads.press, PATTERN, admins),
    ]


def _engine_handlers(admins: AbstractSet[int]) -> list[Handler]:
    for_admins = _PRIVATE & filters.User(admins, allow_empty=False)
    return [
        CommandHandler(("remove", "reindex"), tell_of_engine, for_admins),
        MessageHandler(_files_of(admins) & ~filters.CAPTION, tell_of_engine),
    ]


def _files_of(admins: AbstractSet[int]) -> filters.BaseFilter:
    by_admins = filters.User(admins, allow_empty=False)
    return _PRIVATE & by_admins & filters.Document.ALL


class _AdminTapHandler(CallbackQueryHandler[Any, Any]):
    """For taps of *admins*; those of others are left to the next handler."""

    def __init__(
        self, callback: Callback, pattern: str, admins: AbstractSet[int]
    ) -> None:
        super().__init__(callback, pattern)
        self._admins = admins

    def check_update(self, update: object) -> bool | object | None:
        """Return whether this is the handler for *update*."""
        query = update.callback_query if isinstance(update, Update) else None
        if query is None or query.from_user.id not in self._admins:
            return None
        return super().check_update(update)


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
