"""What can go wrong in retrieval.

RetrievalError
+-- NoArticlesError          the folder is missing or holds nothing to quote
+-- UnreadableArticleError   one file cannot be read as text
+-- Unreadable               the same, where the file has no name yet
+-- UnusableIndexError       a saved index is missing, damaged, or of another format
+-- UnwritableLibraryError   a library cannot be saved: disk full, no permission
+-- EncoderError             texts cannot be embedded now
|   +-- MissingEncoderError  the extra that embeds them is not installed
+-- UnreadableSynonymsError  a synonym file cannot be read, or a line is malformed
+-- EngineError              the search engine cannot be used as it is set up
    +-- EngineRefusalError       it refused this request, and would do so again
    +-- EngineUnavailableError   it does not answer now, or not in full

A search without results is not an error: it returns an empty list.
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
    """There are no articles to search; the message says how to fix it."""


class UnreadableArticleError(RetrievalError):
    """A file cannot be read as text; the message says which one and why."""


class Unreadable(RetrievalError):
    """The bytes of a file cannot be read as text; the message says why."""


class UnusableIndexError(RetrievalError):
    """A saved index must be rebuilt; the message says what is wrong with it."""


class UnwritableLibraryError(RetrievalError):
    """A library cannot be saved; the message says where and why.

    The previously saved library is unchanged.
    """


class EncoderError(RetrievalError):
    """Texts cannot be embedded now; the message says why."""


class MissingEncoderError(EncoderError):
    """The extra `semantic` is not installed; the message says how to install it."""


class UnreadableSynonymsError(RetrievalError):
    """A synonym file cannot be read; the message says which line and why."""


class EngineError(RetrievalError):
    """The search engine cannot be used; the message says what to change."""


class EngineRefusalError(EngineError):
    """The search engine refused this request; it may do what others ask."""


class EngineUnavailableError(EngineError):
    """The search engine does not answer now, or not in full; it may do so later."""


DAMAGE = (LookupError, ValueError, ArithmeticError, MemoryError)
"""What code raises that uses damaged arrays: a wrong number can be anything."""


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Raise UnusableIndexError for the errors that damaged arrays lead to.

    For code that uses memory-mapped arrays: validating them on opening would read
    every file in full.
    """
    try:
        yield
    except DAMAGE as error:
        raise UnusableIndexError(f"The index is damaged: {error}") from error
