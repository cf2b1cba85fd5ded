"""Small talk to the bot, which asks nothing about the articles (English)."""

from functools import cache

from retrieval.analysis.word_traits import WordTrait, traits_of
from retrieval.language.word_lists import read_data

from .query import Query

_ADDRESSING = frozenset(["i", "me", "my", "you", "your", "u"])


def is_chatter(query: Query) -> bool:
    """Return whether every content word of *query* is typical of small talk.

    Calendar words count as small talk if the bot is addressed: "See you on Monday".
    """
    forms = {token.form for token in query.tokens}
    addresses = not forms.isdisjoint(_ADDRESSING)
    return all(
        token.form in _chatter()
        or (addresses and bool(traits_of(token.form) & WordTrait.CALENDAR))
        for token in query.tokens
        if not token.stop
    )


@cache
def _chatter() -> frozenset[str]:
    lines = read_data("chatter.txt").splitlines()
    return frozenset(
        word for line in lines if not line.startswith("#") for word in line.split()
    )
