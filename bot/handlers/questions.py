"""Messages with questions: unpack, call, send."""

import asyncio
import contextlib
import logging
import secrets
from dataclasses import replace

from telegram import Message, Update
from telegram.constants import ReactionEmoji
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.answers.answerer import Answering
from bot.answers.follow_ups import Question
from bot.answers.notices import help_reply, talk_line
from bot.answers.records import Records
from bot.answers.replies import example_questions, found_reply
from bot.answers.reply import Reply
from bot.answers.small_talk import Talk, normalised, small_talk
from bot.chat.article_list import list_page
from bot.chat.keyboards import Below, buttons_below, example_buttons, person_checksum
from bot.chat.sending import Buttons, edit_reply, react, send_reply
from bot.delivery.sender import Attempt, current_attempt
from bot.locales.choice import strings_for
from bot.locales.strings import Strings
from retrieval import EngineError
from retrieval.errors import EngineRefusalError

from .addressing import Asked, is_group, read_asked
from .following import question_in
from .rate_limit import RateLimit, moment_of, person_of

EDIT_SECONDS = 15 * 60
"""How long after a question its edits are followed."""

NOTHING_FOUND = ReactionEmoji.SHRUG
TOO_FAST = ReactionEmoji.YAWNING_FACE
"""In groups, what would be a notice for one person is only a reaction."""

logger = logging.getLogger(__name__)


class QuestionHandlers:
    """The callbacks for questions."""

    def __init__(self, answering: Answering, records: Records, rate: RateLimit) -> None:
        self._answering = answering
        self._records = records
        self._rate = rate

    async def answer(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply to a text or caption that is for the bot; /ask counts as one."""
        message = update.message
        assert message
        asked = read_asked(message, message.get_bot())
        if asked is None or not await self._claims_answer(message):
            return
        if await is_too_fast(message, self._rate):
            return
        if reply := await self._reply(asked, message):
            sent = await send_reply(asked.message, *reply)
            await self._remember(message, sent.message_id)

    async def answer_edited(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Edit the reply to a question that was edited; never send another one."""
        message = update.edited_message
        assert message
        assert message.edit_date
        asked = read_asked(message, message.get_bot())
        age = (message.edit_date - message.date).total_seconds()
        if asked is None or age > EDIT_SECONDS:
            return
        reply_id = await asyncio.to_thread(
            self._records.reply_to_edit, _key(message), _text(message)
        )
        person, moment = person_of(message), moment_of(message)
        if reply_id is None or self._rate.seconds_to_wait(person, moment):
            return
        # Without a new reply, the answer to the old question would stay there.
        if reply := await self._reply(replace(asked, by_command=True), message):
            await edit_reply(message, reply_id, *reply)
            await self._remember(message, reply_id)

    async def refuse(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply to a message without text; only once to an album."""
        message = update.message
        assert message
        if await self._claim("notice", message):
            await send_reply(message, Reply(strings_of(message).only_text))

    async def _reply(
        self, asked: Asked, message: Message
    ) -> tuple[Reply, Buttons] | None:
        """Return the reply, or None if there is nothing to say."""
        strings = strings_of(message)
        if not self._answering.titles:
            return Reply(strings.no_articles), None
        question = question_in(asked, self._answering.names)
        if not question.key:
            commanded = asked.by_command
            return Reply(
                strings.question_missing if commanded else strings.group_help
            ), None
        talk = small_talk(question.key)
        if talk is not None:
            return self._talk_reply(talk, asked, strings)
        asker = person_checksum(_user_id(message)) if is_group(message) else ""
        if self._answering.asks_for_all(question.key):
            return list_page(self._answering, 0, strings, asker=asker)
        return await self._answer(question, asked, message, asker)

    async def _answer(
        self, question: Question, asked: Asked, message: Message, asker: str
    ) -> tuple[Reply, Buttons] | None:
        strings, in_group = strings_of(message), is_group(message)
        found = await asyncio.to_thread(
            self._answering.ask,
            question,
            in_group=in_group,
            user_id=_user_id(message),
        )
        if found.is_empty and not asked.by_command:
            await react(message, NOTHING_FOUND)
            return None
        below = Below(self._answering.version, strings, in_group, asker)
        titles = () if in_group else self._answering.askable_titles
        buttons = buttons_below(found, 0, below, titles=titles)
        return found_reply(found, 0, strings), buttons

    def _talk_reply(
        self, talk: Talk, asked: Asked, strings: Strings
    ) -> tuple[Reply, Buttons] | None:
        titles = self._answering.titles
        in_group = is_group(asked.message)
        if talk is not Talk.HELP:
            askable = self._answering.askable_titles
            chosen = example_questions(askable, strings, seed=asked.text)
            without = in_group or talk in (Talk.FINE, Talk.GOODBYE, Talk.INSULT)
            buttons = example_buttons(
                () if without else chosen, self._answering.version
            )
            return talk_line(talk, strings), buttons
        if not in_group:
            bot = asked.message.get_bot().username
            return help_reply(len(titles), self._answering.read_at, bot, strings), None
        if normalised(asked.text) or asked.by_command:
            return Reply(strings.group_help), None
        # In a group, a lone emoji is a remark to other people.
        return None

    async def _claims_answer(self, message: Message) -> bool:
        """Return whether *message* gets the only answer to its album."""
        is_first = await self._claim("caption", message)
        # An album that is answered gets no notice about its other parts.
        await self._claim("notice", message)
        return is_first

    async def _claim(self, part: str, message: Message) -> bool:
        """Return whether *message* is the first of its album to claim *part*."""
        album, number = message.media_group_id, message.message_id
        return album is None or await asyncio.to_thread(
            self._records.claim, f"{part} {album}", number
        )

    async def _remember(self, message: Message, reply_id: int) -> None:
        await asyncio.to_thread(
            self._records.add_reply, _key(message), reply_id, _text(message)
        )


async def is_too_fast(message: Message, rate: RateLimit) -> bool:
    """Return whether *message* has to wait; the first time, say so to its author."""
    person, moment = person_of(message), moment_of(message)
    seconds = rate.seconds_to_wait(person, moment)
    if seconds and rate.is_first_notice(person, moment):
        notice = strings_of(message).too_many.format(seconds=seconds)
        if is_group(message):
            await react(message, TOO_FAST)
        else:
            await send_reply(message, Reply(notice))
    return seconds > 0


async def report_failure(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log the error without its text, tell the user, and stop handling the update."""
    error = context.error
    assert error
    if not isinstance(update, Update):
        logger.warning("No contact with Telegram (%s), trying on", type(error).__name__)
        return
    number = secrets.token_hex(2)
    name = type(error).__name__
    logger.error("An update failed with %s (%s)", name, number, exc_info=error)
    user = update.effective_user
    strings = strings_for(user.language_code if user else None)
    is_away = isinstance(error, EngineError) and not isinstance(
        error, EngineRefusalError
    )
    if is_away:
        # This notice is no part of the answer, which is still to come.
        current_attempt.set(Attempt(0))
    notice = strings.out_of_reach if is_away else strings.failed.format(id=number)
    # Sending itself may be what failed; that is in the log already.
    with contextlib.suppress(TelegramError):
        if update.callback_query:
            await update.callback_query.answer(notice)
        elif update.message and read_asked(update.message, update.message.get_bot()):
            await send_reply(update.message, Reply(notice))
    # A later handler might answer a user whom `Access` keeps out.
    raise ApplicationHandlerStop


def strings_of(message: Message) -> Strings:
    """Return the strings for the author of *message*."""
    user = message.from_user
    return strings_for(user.language_code if user else None)


def _text(message: Message) -> str:
    return message.text or message.caption or ""


def _key(message: Message) -> tuple[int, int]:
    return message.chat_id, message.message_id


def _user_id(message: Message) -> int | None:
    """Return the id of the person who wrote *message*, if Telegram says who it is."""
    user = message.from_user
    return user.id if user and not message.sender_chat else None
