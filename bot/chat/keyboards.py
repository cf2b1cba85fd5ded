"""The buttons below an answer, and their data.

A button's data says what to show, for which question, from which articles. The question
itself is in the message that the answer replies to, so any process can serve any tap.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from zlib import crc32

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answers.pages import Found
from bot.answers.small_talk import normalised
from bot.locales.strings import Strings

Row = Sequence[InlineKeyboardButton]

FORMAT = "1"
MOST_IN_ROW = 8
"""The most buttons that Telegram shows side by side."""

ARTICLES_PER_PAGE = 8


class Action(Enum):
    """What a button does."""

    PAGE = "p"
    CONTEXT = "c"
    GOOD = "g"
    BAD = "b"
    LIST = "l"
    ARTICLE = "a"


_DATA = re.compile(
    rf"{FORMAT}:([{''.join(action.value for action in Action)}])"
    r":([0-9a-f]{8}):([0-9a-f]{0,8}):(\d{1,10}):(\d{1,10})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Press:
    """The data of a button.

    *version* identifies the articles, *question* is a checksum. *page* is the index of
    a page of an answer or of the list of articles, *item* the index of what is on it.
    """

    action: Action
    version: str
    question: str = ""
    page: int = 0
    item: int = 0

    def data(self) -> str:
        """Return the text that `read_press` reads, under 64 bytes."""
        parts = (self.action.value, self.version, self.question, self.page, self.item)
        return ":".join([FORMAT, *map(str, parts)])


def read_press(data: str) -> Press | None:
    """Return the press that *data* stands for; None if the format is another one."""
    match = _DATA.fullmatch(data)
    if match is None:
        return None
    action, version, question, page, item = match.groups()
    return Press(Action(action), version, question, int(page), int(item))


def checksum(question: str) -> str:
    """Return the CRC-32 of the normalised *question*, as 8 hexadecimal digits."""
    return f"{crc32(normalised(question).encode('utf-8', 'surrogatepass')):08x}"


def answer_buttons(
    found: Found, page: int, version: str, strings: Strings, *, in_group: bool
) -> InlineKeyboardMarkup | None:
    """Return the buttons of a page: context, more, thumbs; None if it is empty."""
    count = len(found.quotes(page))
    if not count:
        return None
    press = partial(Press, version=version, question=checksum(found.text), page=page)
    labels = [strings.context] if count == 1 else map(str, range(1, count + 1))
    first = [
        _button(label, press(Action.CONTEXT, item=item))
        for item, label in enumerate(labels)
    ]
    second = []
    if len(found.pages) > 1:
        label = _more_label(page, len(found.pages), strings)
        following = (page + 1) % len(found.pages)
        second.append(_button(label, press(Action.PAGE, page=following)))
    if not in_group:
        second.append(_button("👍", press(Action.GOOD)))
        second.append(_button("👎", press(Action.BAD)))
    rows = [[*first, *second]] if in_group else [*_rows(first), second]
    return InlineKeyboardMarkup(rows)


def back_button(press: Press, action: Action, strings: Strings) -> InlineKeyboardMarkup:
    """Return the button that leads back to the page of *press*."""
    back = Press(action, press.version, press.question, press.page)
    return InlineKeyboardMarkup.from_button(_button(strings.back, back))


def list_buttons(
    articles: int, page: int, version: str, strings: Strings
) -> InlineKeyboardMarkup | None:
    """Return a button for each article on a page of the list, and to turn the page."""
    first = page * ARTICLES_PER_PAGE
    last = min(first + ARTICLES_PER_PAGE, articles)
    opening = [
        _button(str(number + 1), Press(Action.ARTICLE, version, "", page, number))
        for number in range(first, last)
    ]
    turning = []
    if page > 0:
        press = Press(Action.LIST, version, page=page - 1)
        turning.append(_button(strings.previous, press))
    if last < articles:
        press = Press(Action.LIST, version, page=page + 1)
        turning.append(_button(strings.next, press))
    rows = [*_rows(opening), *_rows(turning)]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(text: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=press.data())


def _more_label(page: int, pages: int, strings: Strings) -> str:
    if page == 0:
        return strings.more
    label = strings.more if page + 1 < pages else strings.first
    return f"{label} {page + 1}/{pages}"


def _rows(buttons: Row) -> list[Row]:
    """Return *buttons* in rows of up to MOST_IN_ROW, without empty rows."""
    starts = range(0, len(buttons), MOST_IN_ROW)
    return [buttons[start : start + MOST_IN_ROW] for start in starts]
