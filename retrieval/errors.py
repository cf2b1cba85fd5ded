"""What can go wrong in retrieval.

RetrievalError
+-- NoArticlesError          the folder is missing or holds nothing to quote
+-- UnreadableArticleError   one file cannot be read as text
+-- UnusableIndexError       a saved index is missing, damaged, or of another format
+-- UnwritableLibraryError   there is no room or no right to save a library
+-- UnreadableSynonymsError  a file of synonyms cannot be read, or a line of it

Nothing found is not an error: it is an empty list.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from .printable import printable


class RetrievalError(Exception):
    """Base of all errors of this package; its text is one line to show to a user."""

    def __str__(self) -> str:
        # It may hold the name of a file.
        return printable(super().__str__())


class NoArticlesError(RetrievalError):
    """There is no article to search, and the message says what to do about it."""


class UnreadableArticleError(RetrievalError):
    """A file cannot be read as text; the message says which one and why."""


class UnusableIndexError(RetrievalError):
    """A saved index has to be made again; the message says what is wrong with it."""


class UnwritableLibraryError(RetrievalError):
    """A library cannot be saved; the message says where and why. The old one stays."""


class UnreadableSynonymsError(RetrievalError):
    """A file of synonyms cannot be read; the message says which line and why."""


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Raise UnusableIndexError for the errors that NumPy raises on damaged arrays.

    It guards the code that uses mapped arrays. Validating them when they are opened
    would read every file in full.
    """
    try:
        yield
    except (IndexError, ValueError) as error:
        raise UnusableIndexError(f"The index is damaged: {error}") from error
