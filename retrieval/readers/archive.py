"""Files that are ZIP archives of XML: sizes are limited, and entities refused."""

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.errors import Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ENTRIES = 20_000
_MOST_BYTES = 64 << 20
_MOST_BYTES_IN_ALL = 256 << 20
# So many times its packed size, a large entry is made to exhaust memory.
_MOST_RATIO = 200
_LARGE = 1 << 20
_CHUNK = 1 << 16
_TABLES = ("tbl", "table")


class Archive:
    """The entries of a ZIP file; raises Unreadable if it is none, or too large."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise Unreadable("it is damaged") from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        if len(self._zip.infolist()) > _MOST_ENTRIES:
            raise Unreadable("it has too many parts")
        self._unpacked = 0

    @property
    def names(self) -> list[str]:
        """The names of all entries."""
        return list(self._entries)

    def read(self, name: str) -> bytes | None:
        """Return the content of an entry; None if there is none of that name."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise Unreadable("it is protected by a password")
        content = bytearray()
        try:
            with self._zip.open(entry) as file:
                while chunk := file.read(_CHUNK):
                    content += chunk
                    self._unpacked += len(chunk)
                    self._check(len(content), entry.compress_size)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
            raise Unreadable("it is damaged") from error
        return bytes(content)

    def xml(self, name: str) -> "_Element | None":
        """Return the root of an XML entry; None if there is none of that name."""
        content = self.read(name)
        return None if content is None else parsed(content)

    def _check(self, size: int, packed: int) -> None:
        is_bomb = size > _LARGE and size > _MOST_RATIO * packed
        if is_bomb or size > _MOST_BYTES or self._unpacked > _MOST_BYTES_IN_ALL:
            raise Unreadable("it unpacks to too much")


def parsed(content: bytes) -> "_Element":
    """Return the root of an XML document without entities of its own."""
    from lxml import etree

    if b"<!ENTITY" in content:
        raise Unreadable("it declares entities")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("it is damaged") from error


def local_name(element: "_Element") -> str:
    """Return the tag of *element* without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: "_Element", name: str) -> str:
    """Return an attribute of *element*, in whatever namespace; "" if it has none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def parts_of(element: "_Element", name: str) -> Iterator["_Element"]:
    """Yield the elements called *name* in *element*, but none in a table in it."""
    for child in element:
        if local_name(child) == name:
            yield child
        elif local_name(child) not in _TABLES:
            yield from parts_of(child, name)
