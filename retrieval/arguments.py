"""Errors for wrong arguments, where they are passed rather than where they fail."""

from collections.abc import Iterable, Iterator

import numpy as np

from .articles import Article


def checked_articles(articles: Iterable[Article]) -> Iterator[Article]:
    """Yield *articles*.

    Raises TypeError for anything else, and ValueError if two have the same name.
    """
    if not isinstance(articles, Iterable):
        raise _not_articles(articles)
    names = set()
    for article in articles:
        if not isinstance(article, Article):
            raise _not_articles(article)
        for part in (article.name, article.text):
            if not isinstance(part, str):
                raise TypeError(
                    f"name and text of an article must be str, not {_kind(part)}"
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
    if not isinstance(groups, Iterable) or isinstance(groups, str):
        raise _not_groups(groups)
    for group in groups:
        words = () if isinstance(group, str) else tuple(group)
        if not words or not all(isinstance(word, str) for word in words):
            raise _not_groups(group)
        yield words


def check_question(question: str, k: int) -> None:
    """Raise an error for a wrong argument.

    TypeError if *question* is no string or *k* no whole number, ValueError if *k* is
    negative.
    """
    if not isinstance(question, str):
        raise TypeError(f"a question must be a str, not {_kind(question)}")
    if not isinstance(k, int | np.integer):
        raise TypeError(f"k must be an int, not {_kind(k)}")
    if k < 0:
        raise ValueError(f"k must be 0 or more, not {k}")


def check_article(article: Article) -> None:
    """Raise TypeError if *article* is no Article."""
    if not isinstance(article, Article):
        raise TypeError(f"an Article is needed, not {_kind(article)}")


def _not_articles(given: object) -> TypeError:
    return TypeError(
        f"articles must be Article objects, such as read_articles(folder) returns, "
        f"not {_kind(given)}"
    )


def _not_groups(given: object) -> TypeError:
    return TypeError(
        f"synonyms must be groups of strings like ('truce', 'ceasefire'), not {given!r}"
    )


def _kind(given: object) -> str:
    return type(given).__name__
