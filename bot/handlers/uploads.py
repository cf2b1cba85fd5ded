"""Files that admins send, to be added to the articles; and articles to be removed.

Each is one message, edited as the work goes on.
"""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import (
    CallbackQuery,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.constants import FileSizeLimit
from telegram.ext import ContextTypes

from bot.answers.answerer import Answering
from bot.answers.notices import changes_reply
from bot.answers.previews import Preview, preview_reply
from bot.answers.reasons import told_of_file, told_reason
from bot.answers.reply import Reply, name, phrase
from bot.answers.sources import FILE_LENGTH
from bot.chat.sending import Buttons, edit_reply, send_reply, unless_too_late
from bot.delivery.raw_updates import CHANGES_ARTICLES
from bot.errors import BotError
from bot.locales.choice import strings_for
from bot.locales.strings import Strings
from bot.uploads import Uploads, safe_name
from retrieval import RetrievalError, UnreadableArticleError, split_sentences
from retrieval.articles import article_with_warnings
from retrieval.errors import Unreadable
from retrieval.library.changes import Changes
from retrieval.readers.reader import format_of

from .questions import strings_of

PATTERN = rf"{CHANGES_ARTICLES}[acu]:[0-9a-f]{{16}}\Z"
"""What the buttons below an upload carry: what to do, and the token of the upload."""

REASON_LENGTH = 400
"""The most UTF-16 units that are shown of a reason, which may name a file."""

_ADD, _CANCEL, _UNDO = "acu"

Reload = Callable[[], Awaitable[Changes]]
"""Serves the articles as they are now; raises BotError or RetrievalError."""


async def tell_of_engine(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell an admin how articles come into a search engine: not by this bot."""
    assert update.message
    await send_reply(update.message, Reply(strings_of(update.message).in_an_engine))


class UploadHandlers:
    """The callbacks for uploads, whose files *uploads* keeps; for admins alone."""

    def __init__(self, answering: Answering, uploads: Uploads, reload: Reload) -> None:
        self._answering = answering
        self._uploads = uploads
        self._reload = reload

    async def receive(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Show what a file holds; nothing that cannot be an article is downloaded."""
        message = update.message
        assert message
        assert message.document
        strings = strings_of(message)
        file = safe_name(message.document.file_name or "")
        if refusal := _refusal(file, message.document, strings):
            await send_reply(message, refusal)
            return
        progress = await send_reply(message, _told(strings.upload_reading, file))
        content = await (await message.document.get_file()).download_as_bytearray()
        reply, buttons = await asyncio.to_thread(
            self._preview, file, bytes(content), strings
        )
        await edit_reply(message, progress.message_id, reply, buttons)

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Add what was uploaded, cancel that, or undo it."""
        query = update.callback_query
        assert query
        strings = strings_for(query.from_user.language_code)
        action, token = (query.data or "").split(":")[1:]
        is_known = self._uploads.name(token) is not None
        # Its turn may come when it would be too late to answer, and is not to come
        # after that of a later tap which is answered sooner.
        answer = _answer(query, None if is_known else strings.button_outdated)
        answered = asyncio.create_task(answer)
        async with self._uploads.turn():
            await answered
            if file := self._uploads.name(token):
                await self._act(action, token, file, query, strings)

    async def _act(
        self,
        action: str,
        token: str,
        file: str,
        query: CallbackQuery,
        strings: Strings,
    ) -> None:
        # Cancelling what was just added means undoing it.
        if action == _CANCEL and not self._uploads.is_added(token):
            await asyncio.to_thread(self._uploads.forget, token)
            await _edit(query, _told(strings.upload_canceled, file))
        elif action == _ADD:
            await asyncio.to_thread(self._uploads.add, token)
            # Whatever interrupts the rest, this can be undone.
            undo = _buttons(token, {_UNDO: strings.undo})
            await _edit(query, _told(strings.upload_adding, file), undo)
            done = _told(strings.upload_added, file)
            await _edit(query, *await self._done(token, done, strings))
        else:
            await _edit(query, await self._undone(token, file, strings))
            await asyncio.to_thread(self._uploads.forget, token)

    async def remove(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Remove the article whose file is named."""
        message = update.message
        assert message
        # As it was written: there may be several blanks in a row.
        file = "".join((message.text or "").split(maxsplit=1)[1:]).strip()
        async with self._uploads.turn():
            await self._remove(file, message, strings_of(message))

    async def _remove(self, file: str, message: Message, strings: Strings) -> None:
        if file not in self._answering.names or not self._uploads.exists(file):
            await send_reply(message, _told(strings.no_such_article, file or "?"))
            return
        progress = await send_reply(message, _told(strings.removing, file))
        token = await asyncio.to_thread(self._uploads.remove, file)
        # Whatever interrupts the rest, this can be undone.
        undo = _buttons(token, {_UNDO: strings.undo})
        await edit_reply(
            message, progress.message_id, _told(strings.removing, file), undo
        )
        done = _told(strings.removed, file)
        reply, buttons = await self._done(token, done, strings)
        await edit_reply(message, progress.message_id, reply, buttons)

    async def reindex(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Read all files again that have changed."""
        message = update.message
        assert message
        strings = strings_of(message)
        progress = await send_reply(message, Reply(strings.reindexing))
        try:
            done = changes_reply(await self._reload(), strings)
        except (BotError, RetrievalError) as error:
            done = _stays(error, strings)
        await edit_reply(message, progress.message_id, done)

    async def _done(
        self, token: str, done: Reply, strings: Strings
    ) -> tuple[Reply, Buttons]:
        """Return *done* once it is served; or else undo it and return the reason."""
        try:
            await self._reload()
        except (BotError, RetrievalError) as error:
            await asyncio.to_thread(self._uploads.undo, token)
            await asyncio.to_thread(self._uploads.forget, token)
            return _stays(error, strings), None
        return done, _buttons(token, {_UNDO: strings.undo})

    async def _undone(self, token: str, file: str, strings: Strings) -> Reply:
        """Undo and say so, or why that is not possible."""
        if not await asyncio.to_thread(self._uploads.undo, token):
            return _told(strings.changed_since, file)
        try:
            await self._reload()
        except (BotError, RetrievalError) as error:
            # Without this article there may be none.
            await asyncio.to_thread(self._uploads.add, token)
            return _stays(error, strings)
        return _told(strings.undone, file)

    def _preview(
        self, file: str, content: bytes, strings: Strings
    ) -> tuple[Reply, Buttons]:
        try:
            article, warnings = article_with_warnings(content, file)
            sentences = split_sentences(article)
        except UnreadableArticleError as error:
            return _refused(
                strings.upload_refused, told_of_file(str(error), strings)
            ), None
        preview = Preview(
            article,
            sentences,
            replaces=self._uploads.exists(file),
            same=self._answering.retriever.names_of_text(article.text),
            warnings=warnings,
        )
        token = self._uploads.keep(file, content)
        buttons = _buttons(token, {_ADD: strings.add, _CANCEL: strings.cancel})
        return preview_reply(preview, strings), buttons


def _refusal(file: str, document: Document, strings: Strings) -> Reply | None:
    """Return why a file cannot be an article, as far as its name and size tell."""
    try:
        format_of(file)
    except Unreadable as error:
        reason = f"{file}: {told_reason(str(error), strings)}"
        return _refused(strings.upload_refused, reason)
    if (document.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
        return _told(strings.upload_too_large, file)
    return None


def _told(template: str, file: str) -> Reply:
    return phrase(template, file=name(file, FILE_LENGTH))


def _refused(template: str, reason: str) -> Reply:
    return phrase(template, reason=name(reason, REASON_LENGTH))


def _stays(error: Exception, strings: Strings) -> Reply:
    """Say that the articles stay as they are, and why."""
    return _refused(strings.articles_stay, told_reason(str(error), strings))


def _buttons(token: str, labels: dict[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_row(
        [
            InlineKeyboardButton(
                label, callback_data=f"{CHANGES_ARTICLES}{action}:{token}"
            )
            for action, label in labels.items()
        ]
    )


async def _answer(query: CallbackQuery, notice: str | None) -> None:
    with unless_too_late():
        await query.answer(notice)


async def _edit(query: CallbackQuery, reply: Reply, buttons: Buttons = None) -> None:
    # What is too old to be edited stays as it is.
    if isinstance(query.message, Message):
        await edit_reply(query.message, query.message.message_id, reply, buttons)
