"""Text without stops -> clauses: Thai and Lao set spaces between them instead."""

import re

from .kinds import Span

READABLE = 120
"""The longest excerpt in these scripts that is read at a glance, in characters."""

_LETTER = "[\u0e01-\u0e4e\u0e81-\u0ecd]"
# The sign for repetition and the one for "etc." have a space after them in mid-clause.
_SPACE = re.compile(rf"(?<={_LETTER})(?<![ฯๆໆ])\s+(?={_LETTER})")


def clauses(text: str, span: Span) -> list[Span]:
    """Return *span*, cut at spaces into parts of up to READABLE characters if possible.

    Only spaces between two letters of these scripts are cut at: those around numbers
    and Latin words separate no clauses.
    """
    start, end = span
    if end - start <= READABLE:
        return [span]
    parts = []
    last = None
    for space in _SPACE.finditer(text, start, end):
        if last and space.start() - start > READABLE:
            parts.append((start, last.start()))
            start = last.end()
        last = space
    if last and end - start > READABLE:
        parts.append((start, last.start()))
        start = last.end()
    return [*parts, (start, end)]
