"""The bytes of a file in any format -> a document."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple

from retrieval.errors import Unreadable

from .document import Document
from .markdown import read_markdown
from .plain import read_plain


class Format(NamedTuple):
    """How files with a suffix are read.

    Raise *version* by 1 whenever a change gives the same bytes another document.
    """

    read: Callable[[bytes], Document]
    version: int


FORMATS = {".md": Format(read_markdown, 1), ".txt": Format(read_plain, 1)}
"""By suffix, in lower case."""

KEY_BYTES = 16

# How files begin that no reader can read, whatever they are called.
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")


def suffix_of(name: str) -> str:
    """Return the suffix of a file in lower case: ".txt"."""
    return PurePath(name).suffix.lower()


def format_of(name: str) -> Format:
    """Return how the file *name* is read; raises Unreadable if nothing reads it."""
    try:
        return FORMATS[suffix_of(name)]
    except KeyError:
        kinds = " and ".join(sorted(FORMATS))
        raise Unreadable(f"only {kinds} files are read") from None


def read(data: bytes, name: str) -> Document:
    """Return what the file *name* with these bytes holds; raises Unreadable."""
    if data.startswith(_IMAGES):
        raise Unreadable("it is an image")
    return format_of(name).read(data)


def content_key(data: bytes, name: str) -> bytes:
    """Return KEY_BYTES bytes, equal if *name* gives the same document as before."""
    form = f"{suffix_of(name)} {format_of(name).version} "
    return hashlib.blake2b(form.encode() + data, digest_size=KEY_BYTES).digest()


def versions() -> dict[str, int]:
    """Return the version of each format, by suffix."""
    return {suffix: form.version for suffix, form in FORMATS.items()}
