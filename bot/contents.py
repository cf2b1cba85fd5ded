"""The list of the articles, page by page."""

from .answering import Answering
from .buttons import ARTICLES_PER_PAGE, list_buttons
from .messages import Buttons
from .notices import articles_reply
from .replies import Reply
from .strings import Strings


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
