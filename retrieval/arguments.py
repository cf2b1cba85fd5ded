"""Errors for wrong arguments, where they are passed rather than where they fail."""

from collections.abc import Iterable, Iterator

from .articles import Article


def checked_articles(articles: Iterable[Article]) -> Iterator[Article]:
    """Yield *articles*.

    Raises TypeError for anything else, and ValueError if two have the same name.
    """
    names = set()
    for article in articles:
        if not isinstance(article, Article):
            raise TypeError(
                f"articles must be Article objects, such as read_articles(folder) "
                f"returns, not {type(article).__name__}"
            )
        if article.name in names:
            raise ValueError(f"two articles have the name {article.name!r}")
        names.add(article.name)
        yield article


def checked_groups(groups: Iterable[Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Yield *groups* of synonyms as tuples.

    Raises TypeError for a group that is a string, is empty, or holds anything but
    strings.
    """
    for group in groups:
        words = () if isinstance(group, str) else tuple(group)
        if not words or not all(isinstance(word, str) for word in words):
            raise TypeError(
                f"synonyms must be groups of strings like ('truce', 'ceasefire'), "
                f"not {group!r}"
            )
        yield words


def check_question(question: str, k: int) -> None:
    """Raise TypeError if *question* is no string, ValueError if *k* is negative."""
    if not isinstance(question, str):
        raise TypeError(f"a question must be a str, not {type(question).__name__}")
    if k < 0:
        raise ValueError(f"k must be 0 or more, not {k}")
