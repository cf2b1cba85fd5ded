"""What readers of Markdown see of a paragraph: no marks, link targets or images."""

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from .writer import Piece

if TYPE_CHECKING:
    from markdown_it.token import Token

# How far behind a piece of text the next one is looked for: between them stand marks
# and the target of a link.
_REACH = 10_000

_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_TAG = re.compile(r"</?([a-z][a-z0-9-]*)\b[^<>]*>|<[!?][^<>]*>", re.IGNORECASE)
# What is never closed ends with the text, so that nothing is looked at twice.
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|svg|head)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_IN_LINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em"),
        *("font", "i", "img", "input", "ins", "kbd", "label", "mark", "q", "s", "samp"),
        *("small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
        "wbr",
    }
)
# It stands for the border of a paragraph; Markdown has no NUL.
_BORDER = "\0"


def shown_pieces(inline: "Token", line: int) -> Iterator[Piece]:
    """Yield the pieces of a paragraph, or the like, that begins on *line*.

    A line break is a blank where the file was merely wrapped, else a line feed.
    """
    source = inline.content
    flat = source.replace("\n", " ")
    place = 0
    for token in inline.children or ():
        text, written = _shown(token)
        is_break = token.type.endswith("break")
        where = source if is_break else flat
        found = where.find(written, place, place + len(written) + _REACH)
        if found < 0:
            # Some addresses are shown otherwise than they are written.
            yield text, line
            continue
        line += source.count("\n", place, found)
        place = found + len(written)
        if text == written and not is_break:
            yield from _by_line(source[found:place], line)
        else:
            yield text, line
        line += source.count("\n", found, place)


def _by_line(text: str, line: int) -> Iterator[Piece]:
    """Yield what stands on each line of *text*, with a blank for its line feed."""
    *rows, last = text.split("\n")
    for number, row in enumerate(rows, line):
        yield f"{row} ", number
    yield last, line + len(rows)


def _shown(token: "Token") -> tuple[str, str]:
    """Return what readers see of *token*, and what the file has there."""
    match token.type:
        case "text" | "code_inline":
            return token.content, token.content
        case "text_special":
            return token.content, token.markup
        case "softbreak":
            return " ", "\n"
        case "hardbreak":
            return "\n", "\n"
        case "html_inline":
            is_break = _BREAK.match(token.content)
            return "\n" if is_break else "", token.content.replace("\n", " ")
    return "", ""


def pieces_of_html(source: str, line: int) -> Iterator[list[Piece]]:
    """Yield the pieces of each paragraph of HTML that begins on *line*."""
    text = _TAG.sub(_without_tag, _UNSEEN.sub(_line_feeds, source))
    for paragraph in text.split(_BORDER):
        pieces: list[Piece] = []
        for row in paragraph.split("\n"):
            if words := " ".join(unescape(row).split()):
                pieces += [(" ", line), (words, line)] if pieces else [(words, line)]
            line += 1
        line -= 1
        if pieces:
            yield pieces


def _without_tag(tag: re.Match[str]) -> str:
    is_border = tag[1] and tag[1].lower() not in _IN_LINE
    return (_BORDER if is_border else "") + _line_feeds(tag)


def _line_feeds(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
