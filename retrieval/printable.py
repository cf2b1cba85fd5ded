"""Texts of others, made safe to show.

A terminal obeys control characters, a line feed in a file name forges a line of a log,
and marks of direction let words read other than they are written. Telegram drops some
of these without a trace.
"""

import re

# Control characters but tabs, lone surrogates, line and paragraph separators, and what
# embeds, overrides or isolates a direction. A carriage return ends a line only together
# with a line feed; alone, it lets a terminal write over what it has shown.
_ON_ONE_LINE = r"\0-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_ON_LINES = _ON_ONE_LINE.replace(r"\n-\x1f", r"\x0b\x0c\x0e-\x1f")

_LINE = re.compile(f"[{_ON_ONE_LINE}]")
_LINES = re.compile(rf"[{_ON_LINES}]|\r(?!\n)")


def printable(text: str) -> str:
    """Return *text* on one line, each character that is not safe to show as "\ufffd".

    Offsets stay as they are.
    """
    return _LINE.sub("\ufffd", text)


def printable_lines(text: str) -> str:
    """Return *text* as `printable` does, but with its lines."""
    return _LINES.sub("\ufffd", text)


def escaped(json: str) -> str:
    """Return *json*, a document on one line, as one that is safe to show.

    It stands for the same texts: what is not safe becomes an escape sequence.
    """
    return _LINE.sub(lambda found: f"\\u{ord(found[0]):04x}", json)
