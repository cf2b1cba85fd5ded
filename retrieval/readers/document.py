"""What a reader makes of a file."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, NamedTuple


class BlockKind(IntEnum):
    """The role of a block, as the file's format gives it."""

    PARAGRAPH = 0
    HEADING = 1
    ITEM = 2  # a paragraph of a list item
    COLUMN_HEADS = 3  # the row of a table that names its columns
    ROW = 4
    CODE = 5


class Block(NamedTuple):
    """A non-empty span of a document's text.

    *level* is that of a heading, 1 at the top; else 0.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0


class Place(NamedTuple):
    """The line or page of the file, from 1, that the text at *start* comes from."""

    start: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a file says about its text.

    *blocks* cover all of the text but white space, in order; *lines* and *pages* are
    ordered by *start*, the first of them 0. All are empty for plain text, where the
    layout must be guessed and the lines are the text's own.
    """

    title: str | None = None
    author: str | None = None
    date: datetime.date | None = None
    link: str | None = None
    blocks: Sequence[Block] = ()
    lines: Sequence[Place] = ()
    pages: Sequence[Place] = ()

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments that make these details again, of a subclass, too."""
        return {field.name: getattr(self, field.name) for field in fields(Details)}


@dataclass(frozen=True, slots=True)
class Document(Details):
    """A text, and what its file says about it; *warnings* are for the file's owner."""

    text: str
    warnings: Sequence[str] = ()
