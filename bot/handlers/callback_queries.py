"""Taps on the buttons below a message of the bot."""

import asyncio
import time

from telegram import CallbackQuery, Message, Update
from telegram.ext import ContextTypes

from bot.chat.keyboards import Action, Press, read_press
from bot.chat.sending import edit_reply, send_alone, send_file, unless_too_late
from bot.locales.choice import strings_for

from .rate_limit import Cost, RateLimit
from .taps import Edit, Open, Outcome, Send, SendFile, Tap, Taps


class TapHandlers:
    """The callbacks for buttons."""

    def __init__(self, taps: Taps, rate: RateLimit) -> None:
        self._taps = taps
        self._rate = rate

    async def press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what the button says, and end its progress indicator in any case."""
        query = update.callback_query
        assert query
        user = query.from_user
        press = read_press(query.data or "")
        if seconds := self._rate.seconds_to_wait(user.id, time.time(), _cost(press)):
            strings = strings_for(user.language_code)
            with unless_too_late():
                await query.answer(strings.too_many.format(seconds=seconds))
            return
        outcome = await asyncio.to_thread(self._outcome, query, press)
        with unless_too_late():
            await _answer(query, outcome)
        if isinstance(query.message, Message):
            await _show(query.message, outcome)

    def _outcome(self, query: CallbackQuery, press: Press | None) -> Outcome:
        strings = strings_for(query.from_user.language_code)
        if press is None or not isinstance(query.message, Message):
            return strings.button_outdated
        return self._taps.outcome(Tap(query.from_user, query.message, press, strings))


def _cost(press: Press | None) -> Cost:
    return Cost.FILE if press and press.action is Action.FILE else Cost.TAP


async def _answer(query: CallbackQuery, outcome: Outcome) -> None:
    match outcome:
        case str():
            await query.answer(outcome)
        case Open(url):
            await query.answer(url=url)
        case Edit(notice=notice):
            await query.answer(notice)
        case _:
            await query.answer()


async def _show(message: Message, outcome: Outcome) -> None:
    match outcome:
        case Edit(reply, buttons):
            await edit_reply(message, message.message_id, reply, buttons)
        case Send(reply, markup):
            await send_alone(message, reply, markup)
        case SendFile(path):
            await send_file(message, path)
