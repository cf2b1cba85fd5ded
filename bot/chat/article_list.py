"""The list of the articles, page by page."""

from bot.answers.answerer import Answering
from bot.answers.notices import articles_reply
from bot.answers.replies import Reply
from bot.locales.strings import Strings

from .keyboards import ARTICLES_PER_PAGE, list_buttons
from .sending import Buttons


def list_page(
    answering: Answering, page: int, strings: Strings
) -> tuple[Reply, Buttons] | None:
    """Return a page of the list, counted from 0; None if there is no such page."""
    titles = answering.titles
    first = page * ARTICLES_PER_PAGE
    if not 0 <= first < len(titles):
        return None
    return (
        articles_reply(titles, first=first, count=ARTICLES_PER_PAGE, strings=strings),
        list_buttons(len(titles), page, answering.version, strings),
    )
