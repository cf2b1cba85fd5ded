"""The buttons below an answer, and their data.

A button's data says what to show, for which question, from which articles, and in a
group to whom. The question itself is in the message that the answer replies to, or in
the answer, so any process can serve any tap.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from zlib import crc32

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    SwitchInlineQueryChosenChat,
)

from bot.answers.pages import Found
from bot.answers.replies import example_questions
from bot.answers.small_talk import checksum
from bot.locales.strings import Strings

Row = Sequence[InlineKeyboardButton]

FORMAT = "1"
MOST_IN_ROW = 8
"""The most buttons that Telegram shows side by side."""

ARTICLES_PER_PAGE = 8

COPY_UNITS = 256
"""The greatest length of what a button copies, in UTF-16 units."""


class Action(Enum):
    """What a button does."""

    PAGE = "p"
    CONTEXT = "c"
    GOOD = "g"
    BAD = "b"
    LIST = "l"
    ARTICLE = "a"
    EXAMPLE = "e"
    ASK_ARTICLE = "q"
    FILE = "f"
    TELL = "t"
    FORGET = "x"


_DATA = re.compile(
    rf"{FORMAT}:([{''.join(action.value for action in Action)}])"
    r":([0-9a-f]{8}):([0-9a-f]{0,8}):(\d{1,7}):(\d{1,10})"
    # Buttons made before version 0.3 end here.
    r"(?::(\d{1,7}):([0-9a-f]{0,8})(?::([0-9a-f]{6}))?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Press:
    """The data of a button.

    *version* identifies the articles, *question* is a checksum. *page* is the index of
    a page of an answer or of the list of articles, *item* the index of what is on it,
    or of an article. *step* counts the steps of reading an article from 1; 0 means
    where the excerpt is. *asker* is the checksum of the only person whom a button in a
    group is for. *shown* is `Found.checksum` of the answer.
    """

    action: Action
    version: str
    question: str = ""
    page: int = 0
    item: int = 0
    step: int = 0
    asker: str = ""
    shown: str = ""

    def data(self) -> str:
        """Return the text that `read_press` reads, up to 64 bytes."""
        parts = (self.version, self.question, self.page, self.item, self.step)
        ends = [self.asker, self.shown] if self.shown else [self.asker]
        return ":".join([FORMAT, self.action.value, *map(str, parts), *ends])


def read_press(data: str) -> Press | None:
    """Return the press that *data* stands for; None if the format is another one."""
    match = _DATA.fullmatch(data)
    if match is None:
        return None
    action, version, question, page, item, step, asker, shown = match.groups()
    return Press(
        Action(action),
        version,
        question,
        int(page),
        int(item),
        int(step or 0),
        asker or "",
        shown or "",
    )


def person_checksum(user_id: int | None) -> str:
    """Return the CRC-32 of a person's id as 8 hexadecimal digits; "" for nobody."""
    return "" if user_id is None else f"{crc32(str(user_id).encode()):08x}"


def buttons_below(
    found: Found,
    page: int,
    version: str,
    strings: Strings,
    *,
    in_group: bool,
    asker: str = "",
    titles: Sequence[str] = (),
) -> InlineKeyboardMarkup | None:
    """Return the buttons of a page.

    If nothing was found, these are questions on *titles*, and to be told later.
    """
    if found.is_empty and in_group:
        return None
    if found.is_empty:
        chosen = example_questions(titles, strings, seed=found.text)
        tell = Press(Action.TELL, version, checksum(found.asked.key))
        return example_buttons(chosen, version, _button(strings.tell_me, tell))
    return answer_buttons(found, page, version, strings, in_group=in_group, asker=asker)


def answer_buttons(
    found: Found,
    page: int,
    version: str,
    strings: Strings,
    *,
    in_group: bool,
    asker: str = "",
) -> InlineKeyboardMarkup | None:
    """Return the buttons of a page: context, more, thumbs; None if it is empty."""
    count = len(found.quotes(page))
    if not count:
        return None
    press = partial(
        Press,
        version=version,
        question=checksum(found.asked.key),
        page=page,
        asker=asker,
        shown=found.checksum,
    )
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


def example_buttons(
    chosen: Sequence[tuple[int, str]], version: str, *others: InlineKeyboardButton
) -> InlineKeyboardMarkup | None:
    """Return a button for each question on an article, given by its index."""
    rows = [
        [_button(question, Press(Action.EXAMPLE, version, item=number))]
        for number, question in chosen
    ]
    rows += [[button] for button in others]
    return InlineKeyboardMarkup(rows) if rows else None


def reading_buttons(
    press: Press, steps: int, strings: Strings, others: Row = ()
) -> InlineKeyboardMarkup:
    """Return buttons to read on from the step of *press*, and back; then *others*."""
    last = press.step >= steps
    turning = []
    if press.step > 1:
        turning.append(_button("◀", replace(press, step=press.step - 1)))
    if steps > 1:
        turning.append(_button(f"{press.step}/{steps}", press))
    if not last:
        turning.append(_button("▶", replace(press, step=press.step + 1)))
    action = Action.LIST if press.action is Action.ARTICLE else Action.PAGE
    back = replace(press, action=action, item=0, step=0)
    turning.append(_button(strings.back, back))
    return InlineKeyboardMarkup([turning, *([others] if others else [])])


def context_button(
    article: int, step: int, version: str, strings: Strings
) -> InlineKeyboardMarkup:
    """Return a button that opens an article at one of its steps."""
    page = article // ARTICLES_PER_PAGE
    press = Press(Action.ARTICLE, version, page=page, item=article, step=step)
    return InlineKeyboardMarkup.from_button(_button(strings.context, press))


def forget_buttons(codes: Sequence[str], version: str) -> InlineKeyboardMarkup | None:
    """Return a numbered button for each question waited for, given by checksums."""
    buttons = [
        _button(str(number), Press(Action.FORGET, version, code))
        for number, code in enumerate(codes, 1)
    ]
    return InlineKeyboardMarkup(_rows(buttons)) if buttons else None


def copy_button(text: str, strings: Strings) -> InlineKeyboardButton:
    """Return a button that copies *text*, which has up to COPY_UNITS."""
    return InlineKeyboardButton(strings.copy, copy_text=CopyTextButton(text))


def share_button(payload: str, strings: Strings) -> InlineKeyboardButton:
    """Return a button that offers the excerpt of a link in a chat of one's choice."""
    chosen = SwitchInlineQueryChosenChat(
        payload,
        allow_user_chats=True,
        allow_group_chats=True,
        allow_channel_chats=True,
    )
    return InlineKeyboardButton(strings.share, switch_inline_query_chosen_chat=chosen)


def article_buttons(
    press: Press, strings: Strings, *, with_file: bool
) -> list[InlineKeyboardButton]:
    """Return the buttons to ask the article of *press*, and to get its file."""
    asking = [_button(strings.ask_article, replace(press, action=Action.ASK_ARTICLE))]
    if not with_file:
        return asking
    return [*asking, _button(strings.send_file, replace(press, action=Action.FILE))]


def list_buttons(
    articles: int, page: int, version: str, strings: Strings, *, asker: str = ""
) -> InlineKeyboardMarkup | None:
    """Return a button for each article on a page of the list, and to turn the page."""
    first = page * ARTICLES_PER_PAGE
    last = min(first + ARTICLES_PER_PAGE, articles)
    press = partial(Press, version=version, asker=asker)
    opening = [
        _button(str(number + 1), press(Action.ARTICLE, page=page, item=number, step=1))
        for number in range(first, last)
    ]
    turning = []
    if page > 0:
        previous = press(Action.LIST, page=page - 1)
        turning.append(_button(strings.previous, previous))
    if last < articles:
        following = press(Action.LIST, page=page + 1)
        turning.append(_button(strings.next, following))
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
