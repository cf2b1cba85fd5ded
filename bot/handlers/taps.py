"""What a tap on a button leads to; all its state is in the button and its message."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from telegram import ForceReply, Message, User
from telegram.constants import MessageEntityType
from telegram.helpers import create_deep_linked_url

from bot.answers.answerer import Answering
from bot.answers.follow_ups import Question, questions_behind
from bot.answers.links import LIST_PAYLOAD, Link
from bot.answers.notices import ask_article_reply
from bot.answers.pages import Found, typed
from bot.answers.records import MOST_WAITING, Records, Waiting
from bot.answers.replies import found_reply, preface
from bot.answers.reply import Reply, joined
from bot.answers.shortening import clipped
from bot.answers.small_talk import checksum
from bot.chat.article_list import list_page
from bot.chat.keyboards import (
    Action,
    Below,
    Press,
    buttons_below,
    person_checksum,
)
from bot.chat.sending import Buttons
from bot.limits import SENT_BYTES
from bot.locales.strings import Strings

from .addressing import is_group, question_of
from .privacy import privacy_page
from .reading import Reading, Surface

VOTED_UNITS = 120
"""How much is kept of an excerpt that is voted on."""


@dataclass(frozen=True, slots=True)
class Open:
    """The tapper is led to a link, and the message stays as it is."""

    url: str


@dataclass(frozen=True, slots=True)
class Edit:
    """The message is replaced, perhaps with a notice to the tapper."""

    reply: Reply
    buttons: Buttons
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Another message is sent."""

    reply: Reply
    buttons: Buttons | ForceReply


@dataclass(frozen=True, slots=True)
class SendFile:
    """The file of an article is sent."""

    path: Path


Outcome = str | Open | Edit | Send | SendFile
"""The result of a tap; a text is a notice to the tapper."""


@dataclass(frozen=True, slots=True)
class Tap:
    """Somebody's tap on a button below *message*, who reads *strings*."""

    person: User
    message: Message
    press: Press
    strings: Strings

    @property
    def in_group(self) -> bool:
        """Whether others see the message."""
        return is_group(self.message)

    @property
    def surface(self) -> Surface:
        """Where the message stands."""
        return Surface(self.message.get_bot(), self.strings, self.in_group)

    @property
    def is_for_other(self) -> bool:
        """Whether the button is only for somebody else."""
        return self.press.asker not in ("", person_checksum(self.person.id))


class Taps:
    """Decides what taps lead to."""

    def __init__(self, answering: Answering, records: Records, *, folder: Path) -> None:
        self._answering = answering
        self._records = records
        self._folder = folder
        self._reading = Reading(answering)

    def outcome(self, tap: Tap) -> Outcome:
        """Return what *tap* leads to."""
        if tap.is_for_other:
            return Open(self._link(tap))
        always = {
            Action.EXAMPLE: self._example,
            Action.TELL: self._tell,
            Action.FORGET: self._forget,
        }
        if act := always.get(tap.press.action):
            return act(tap)
        if tap.press.question:
            return self._of_answer(tap)
        if tap.press.version != self._answering.version:
            return self._list(tap, 0, tap.strings.asked_again)
        return self._of_article(tap)

    def _of_answer(self, tap: Tap) -> Outcome:
        is_old = tap.press.version != self._answering.version
        found = self._found(tap)
        if found is None:
            strings = tap.strings
            return strings.articles_changed if is_old else strings.question_gone
        if is_old:
            return self._page(found, 0, tap, tap.strings.asked_again)
        if tap.press.action in (Action.ASK_ARTICLE, Action.FILE):
            return self._of_article(tap)
        if _is_another(found, tap.press):
            return self._page(found, 0, tap, tap.strings.answer_changed)
        if tap.press.action is Action.PAGE and tap.press.page < len(found.pages):
            return self._page(found, tap.press.page, tap)
        return self._of_quote(found, tap)

    def _of_quote(self, found: Found, tap: Tap) -> Outcome:
        press = tap.press
        quotes = found.quotes(press.page) if press.page < len(found.pages) else ()
        if press.item >= len(quotes):
            return tap.strings.button_outdated
        if press.action is not Action.CONTEXT:
            self._vote(tap, found)
            return tap.strings.thanks_for_vote
        shown = self._reading.context(press, quotes[press.item], tap.surface)
        if shown is None:
            return tap.strings.button_outdated
        reply, buttons = shown
        return Edit(joined([preface(found, tap.strings), reply]), buttons)

    def _of_article(self, tap: Tap) -> Outcome:
        actions: dict[Action, Callable[[Tap], Outcome]] = {
            Action.LIST: lambda tap: self._list(tap, tap.press.page),
            Action.ARTICLE: self._article,
            Action.ASK_ARTICLE: self._ask_article,
            Action.FILE: self._file,
        }
        known = tap.press.item < len(self._answering.titles)
        act = actions.get(tap.press.action)
        return act(tap) if act and known else tap.strings.button_outdated

    def _found(self, tap: Tap) -> Found | None:
        """Return the answer again, or None if the question cannot be seen any more."""
        for asked in _questions(tap.message):
            if checksum(asked.key) == tap.press.question:
                found = self._answering.find(asked, in_group=tap.in_group)
                is_repeated = tap.message.reply_to_message is None
                return replace(found, is_repeated=is_repeated)
        return None

    def _page(
        self, found: Found, page: int, tap: Tap, notice: str | None = None
    ) -> Edit:
        version, asker = self._answering.version, tap.press.asker
        below = Below(version, tap.strings, tap.in_group, asker)
        buttons = buttons_below(found, page, below)
        return Edit(found_reply(found, page, tap.strings), buttons, notice)

    def _list(self, tap: Tap, page: int, notice: str | None = None) -> Outcome:
        shown = list_page(self._answering, page, tap.strings, asker=tap.press.asker)
        return Edit(*shown, notice) if shown else tap.strings.button_outdated

    def _article(self, tap: Tap) -> Outcome:
        shown = self._reading.article(tap.press, tap.surface)
        return Edit(*shown) if shown else tap.strings.button_outdated

    def _ask_article(self, tap: Tap) -> Outcome:
        article = self._answering.names[tap.press.item]
        asking = ForceReply(input_field_placeholder=tap.strings.placeholder)
        return Send(ask_article_reply(article, tap.strings), asking)

    def _file(self, tap: Tap) -> Outcome:
        path = self._folder / self._answering.names[tap.press.item]
        if not path.is_file():
            return tap.strings.file_missing
        if path.stat().st_size > SENT_BYTES:
            return tap.strings.file_too_large
        return SendFile(path)

    def _example(self, tap: Tap) -> Outcome:
        """Ask the question that the button shows."""
        data = tap.press.data()
        markup = tap.message.reply_markup
        rows = markup.inline_keyboard if markup else ()
        shown = [b.text for row in rows for b in row if b.callback_data == data]
        if not shown:
            return tap.strings.question_gone
        found = self._answering.ask(Question(shown[0]), in_group=False, user_id=None)
        page = self._page(replace(found, is_repeated=True), 0, tap)
        return Send(page.reply, page.buttons)

    def _tell(self, tap: Tap) -> Outcome:
        """Note that the answer is wanted once there is one."""
        found = self._found(tap)
        if found is None:
            return tap.strings.question_gone
        asked, language = found.asked, tap.person.language_code or ""
        waiting = Waiting(tap.person.id, asked.searched, language, asked.article)
        if self._records.add_waiting(waiting):
            return tap.strings.will_tell
        return tap.strings.too_many_waiting.format(number=MOST_WAITING)

    def _forget(self, tap: Tap) -> Outcome:
        self._records.remove_waiting(tap.person.id, tap.press.question)
        servers, person = self._answering.servers, tap.person.id
        return Edit(*privacy_page(self._records, servers, person, tap.strings))

    def _link(self, tap: Tap) -> str:
        """Return the link to where a tap would lead in a private chat."""
        return create_deep_linked_url(
            tap.message.get_bot().username, self._payload(tap)
        )

    def _payload(self, tap: Tap) -> str:
        press, version = tap.press, self._answering.version
        is_known = press.version == version and press.item < len(self._answering.titles)
        if press.action is Action.ARTICLE and is_known:
            return Link(version, press.item).payload()
        found = self._found(tap) if press.question else None
        if found is None or press.version != version or press.page >= len(found.pages):
            return LIST_PAYLOAD
        if _is_another(found, press):
            return LIST_PAYLOAD
        quotes = found.quotes(press.page)
        chosen = quotes[press.item : press.item + 1] or quotes[:1]
        return self._answering.link(chosen[0]).payload() if chosen else LIST_PAYLOAD

    def _vote(self, tap: Tap, found: Found) -> None:
        quotes = found.quotes(tap.press.page)
        self._records.add_vote(
            tap.person.id,
            (tap.message.chat.id, tap.message.message_id),
            typed(found.asked),
            [(e.source, e.start, e.end, clipped(e.text, VOTED_UNITS)) for e in quotes],
            tap.press.action is Action.GOOD,
        )


def _is_another(found: Found, press: Press) -> bool:
    """Return whether *found* is not the answer that the button of *press* is below."""
    return press.shown not in ("", found.checksum)


def _questions(message: Message) -> Iterator[Question]:
    """Yield what *message*, an answer, may be the answer to."""
    original = message.reply_to_message
    texts = [question_of(original, message.get_bot()) if original else _head(message)]
    # A message that quotes another may have no words of its own.
    yield from questions_behind([*texts, ""], message.text or "")


def _head(message: Message) -> str:
    """Return the heading that *message* begins with."""
    # Code, if Telegram would make a link of it.
    kinds = MessageEntityType.BOLD, MessageEntityType.CODE
    for entity in message.entities:
        if entity.offset == 0 and entity.type in kinds:
            return message.parse_entity(entity)
    return ""
