"""The list of the articles, page by page."""

from bot.answers.answerer import Answering
from bot.answers.notices import articles_reply
from bot.answers.reply import Reply
from bot.locales.strings import Strings

from .keyboards import ARTICLES_PER_PAGE, list_buttons
from .sending import Buttons


def list_page(
    answering: Answering, page: int, strings: Strings, *, asker: str = ""
) -> tuple[Reply, Buttons] | None:
    """Return a page of the list, counted from 0; None if there is no such page.

    In a group its buttons are for *asker*, see `person_checksum`.
    """
    labels = answering.labels
    first = page * ARTICLES_PER_PAGE
    if not 0 <= first < len(labels):
        return None
    return (
        articles_reply(labels, first=first, count=ARTICLES_PER_PAGE, strings=strings),
        list_buttons(len(labels), page, answering.version, strings, asker=asker),
    )
