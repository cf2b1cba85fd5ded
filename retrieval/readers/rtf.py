"""Rich Text Format -> documents."""

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from retrieval.errors import Unreadable

from .document import Details, Document
from .writer import Piece, Writer

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?"  # a control word with its number
    rb"|\\'([0-9A-Fa-f]{2})"  # a byte in hexadecimal
    rb"|\\([^A-Za-z])"  # a control symbol
    rb"|([{}])"
    rb"|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
    rb"|\\\Z"
)
_BEGINNING = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf")
_DEEPEST = 2000
# Levels of outlines are 0 to 8; this is that of other paragraphs.
_BODY_LEVEL = 9

# The character sets of fonts.
_CHARSETS = {
    0: "cp1252",
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_UNSEEN = frozenset(
    {
        *("colortbl", "stylesheet", "pict", "header", "headerl", "headerr", "headerf"),
        *(
            "footer",
            "footerl",
            "footerr",
            "footerf",
            "nonshppict",
            "object",
            "tc",
            "xe",
        ),
        *("sp", "fldinst", "filetbl", "revtbl", "ud", "template"),
    }
)
# What begins with "\*" may be left out by readers who do not know it, but this.
_KNOWN = frozenset({"shpinst", "shptxt"})
_SIGNS = {
    "line": "\n",
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
_SYMBOLS = {"~": "\xa0", "-": "\xad", "_": "\u2011", "{": "{", "}": "}", "\\": "\\"}
_NOWHERE = ("", "fonts")
_ENDS = frozenset({"par", "sect", "page"})
_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_NUMBERED = re.compile(r"\w+[.)]")
_BLANKS = re.compile(r"[ \t]+")
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def read_rtf(data: bytes) -> Document:
    """Return the text of a file in Rich Text Format; raises Unreadable."""
    if not _BEGINNING.match(data):
        raise Unreadable("it is not in Rich Text Format")
    reader = _Reader()
    reader.read(data)
    return reader.document()


_Handler = Callable[["_Reader", int | None], None]
"""Does what a control word with its number says."""


@dataclass(frozen=True, slots=True)
class _State:
    """What holds to the end of a group.

    *target* is where words go: "body", "note", "mark" (of an item), "fonts", "title",
    "author", or "" if they are not shown. *replacements* is how many characters follow
    one in Unicode, for readers that do not know it.
    """

    target: str = "body"
    font: int = -1
    is_hidden: bool = False
    replacements: int = 1
    level: int = 0
    is_in_table: bool = False


class _Reader:
    """Reads one token after another and writes the paragraphs."""

    def __init__(self) -> None:
        self._writer = Writer()
        self._state = _State()
        self._outer: list[_State] = []
        self._encoding = "cp1252"
        self._charsets: dict[int, str] = {}
        self._default_font = -1
        # By target, the words of the paragraph that is being read.
        self._words: dict[str, list[str]] = {}
        self._bytes = bytearray()
        self._to_skip = 0
        self._is_optional = False
        self._cells: list[list[Piece]] = []
        self._rows: list[list[list[Piece]]] = []

    def read(self, data: bytes) -> None:
        """Read all of a file."""
        place = 0
        while match := _TOKEN.match(data, place):
            place = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if word:
                name, value = word.decode(), int(number) if number else None
                # So many bytes follow, which are no text.
                place += max(value or 0, 0) if name == "bin" else 0
                self._control(name, value)
            elif code:
                self._add_bytes(bytes([int(code, 16)]))
            elif symbol:
                self._symbol(symbol.decode("latin-1"))
            elif brace:
                self._brace(brace)
            elif text:
                self._add_bytes(text)

    def document(self) -> Document:
        """Return what was read."""
        self._end_paragraph()
        self._end_table()
        about = Details(title=self._taken("title"), author=self._taken("author"))
        return self._writer.document(about)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._to_skip = 0
        self._is_optional = False
        if brace == b"{":
            if len(self._outer) > _DEEPEST:
                raise Unreadable("it is nested too deeply")
            self._outer.append(self._state)
        elif self._outer:
            self._state = self._outer.pop()

    def _control(self, name: str, number: int | None) -> None:
        self._flush()
        is_optional, self._is_optional = self._is_optional, False
        if name == "u" and number is not None:
            self._add(chr(number % 0x10000))
            self._to_skip = self._state.replacements
        elif name in _SIGNS:
            self._add(_SIGNS[name])
        elif name in _UNSEEN or (is_optional and name not in _KNOWN):
            self._change(target="")
        elif name in _ENDS:
            self._end_paragraph()
        elif handle := _CONTROLS.get(name):
            handle(self, number)
        elif name in _ENCODINGS:
            self._encoding = _ENCODINGS[name]

    def _symbol(self, symbol: str) -> None:
        self._flush()
        if symbol == "*":
            self._is_optional = True
        elif symbol in "\r\n":
            self._end_paragraph()
        else:
            self._add(_SYMBOLS.get(symbol, ""))

    def _add_bytes(self, data: bytes) -> None:
        self._is_optional = False
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        self._bytes += data[skipped:]

    def _flush(self) -> None:
        """Decode the bytes that were read in one font."""
        if self._bytes:
            encoding = self._charsets.get(self._state.font, self._encoding)
            self._add(self._bytes.decode(encoding, "replace"))
            self._bytes.clear()

    def _add(self, text: str) -> None:
        target = self._state.target
        if target not in _NOWHERE and not self._state.is_hidden:
            self._words.setdefault(target, []).append(text)

    def _taken(self, target: str) -> str | None:
        """Return the words that went to *target*, and forget them."""
        words = "".join(self._words.pop(target, ()))
        words = _SURROGATE_PAIR.sub(_joined_pair, words)
        return _BLANKS.sub(" ", words).strip() or None

    def _change(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)

    def _end_paragraph(self) -> None:
        self._flush()
        target = self._state.target
        if target != "body" or self._state.is_in_table:
            self._add(" ")
            return
        self._end_table()
        if text := self._taken("body"):
            self._write(text)
        self._writer.write_paragraph([(self._taken("note") or "", 0)])

    def _write(self, text: str) -> None:
        mark = self._taken("mark")
        pieces = [(text, 0)]
        if self._state.level:
            self._writer.write_heading(pieces, self._state.level)
        elif mark:
            mark = f"{mark} " if _NUMBERED.fullmatch(mark) else "- "
            self._writer.write_item(pieces, mark)
        else:
            self._writer.write_paragraph(pieces)

    def _end_cell(self, _: int | None) -> None:
        self._cells.append([(self._taken("body") or "", 0)])

    def _end_row(self, _: int | None) -> None:
        if len(self._cells) > 1:
            self._rows.append(self._cells)
        else:
            self._end_table()
            for cell in self._cells:
                self._writer.write_paragraph(cell)
        self._cells = []

    def _end_table(self) -> None:
        rest, self._cells = self._cells, []
        if rest:
            self._rows.append(rest)
        rows, self._rows = self._rows, []
        self._writer.write_table(rows)

    def _begin_font(self, number: int | None) -> None:
        self._change(font=number if number is not None else -1)

    def _set_charset(self, number: int | None) -> None:
        if number in _CHARSETS:
            self._charsets[self._state.font] = _CHARSETS[number]

    def _set_code_page(self, number: int | None) -> None:
        with suppress(LookupError):
            self._encoding = codecs.lookup(f"cp{number}").name

    def _set_default_font(self, number: int | None) -> None:
        self._default_font = number or 0
        self._change(font=self._default_font)

    def _reset_paragraph(self, _: int | None) -> None:
        self._change(level=0, is_in_table=False)

    def _reset_characters(self, _: int | None) -> None:
        self._change(is_hidden=False, font=self._default_font)

    def _hide(self, number: int | None) -> None:
        self._change(is_hidden=number != 0)

    def _set_replacements(self, number: int | None) -> None:
        self._change(replacements=1 if number is None else max(number, 0))

    def _set_level(self, number: int | None) -> None:
        is_heading = number is not None and 0 <= number < _BODY_LEVEL
        self._change(level=(number or 0) + 1 if is_heading else 0)

    def _enter_table(self, _: int | None) -> None:
        self._change(is_in_table=True)


def _joined_pair(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _to(target: str) -> _Handler:
    """Return what lets the words of a group go to *target*."""

    def handle(reader: _Reader, _: int | None) -> None:
        reader._change(target=target)

    return handle


_CONTROLS: dict[str, _Handler] = {
    "ansicpg": _Reader._set_code_page,
    "author": _to("author"),
    "cell": _Reader._end_cell,
    "deff": _Reader._set_default_font,
    "deleted": _Reader._hide,
    "f": _Reader._begin_font,
    "fcharset": _Reader._set_charset,
    "fonttbl": _to("fonts"),
    "footnote": _to("note"),
    "info": _to(""),
    "intbl": _Reader._enter_table,
    "listtext": _to("mark"),
    "nestcell": _Reader._end_cell,
    "nestrow": _Reader._end_row,
    "outlinelevel": _Reader._set_level,
    "pard": _Reader._reset_paragraph,
    "plain": _Reader._reset_characters,
    "pntext": _to("mark"),
    "row": _Reader._end_row,
    "title": _to("title"),
    "uc": _Reader._set_replacements,
    "v": _Reader._hide,
}
