"""The bytes of a file in any format -> a document."""

import hashlib
import math
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath
from typing import NamedTuple

from retrieval.errors import Unreadable

from .document import Document
from .isolation import read_isolated


class Format(NamedTuple):
    """How files with a suffix are read.

    Raise *version* by 1 whenever a change gives the same bytes another document.
    *needs* are packages of the extra `documents`. Files larger than *most_here* are
    read in another process, see `isolation`.
    """

    read: Callable[[bytes], Document]
    version: int
    needs: tuple[str, ...] = ()
    most_here: float = 0


def _lazy(module: str) -> Callable[[bytes], Document]:
    """Return the function ``read_<module>``, imported when it is called."""

    def read_lazily(data: bytes) -> Document:
        function = getattr(import_module(f".{module}", __package__), f"read_{module}")
        document: Document = function(data)
        return document

    return read_lazily


_LARGE_MARKDOWN = 100_000
_XML = ("lxml",)
_HTML = Format(_lazy("html"), 1, ("lxml", "trafilatura"))
_CSV = Format(_lazy("csv"), 2, most_here=math.inf)

FORMATS = {
    ".csv": _CSV,
    ".docx": Format(_lazy("docx"), 2, _XML),
    ".epub": Format(_lazy("epub"), 1, _XML),
    ".htm": _HTML,
    ".html": _HTML,
    ".md": Format(_lazy("markdown"), 2, most_here=_LARGE_MARKDOWN),
    ".odt": Format(_lazy("odt"), 2, _XML),
    ".pdf": Format(_lazy("pdf"), 2, ("pypdfium2",)),
    ".rtf": Format(_lazy("rtf"), 2),
    ".tsv": _CSV,
    ".txt": Format(_lazy("plain"), 1, most_here=math.inf),
}
"""By suffix, in lower case."""

# What programs of people can save files as that are not read.
_OTHER_FORMATS = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".dotx", ".pages", ".wpd"), ".docx"),
    **dict.fromkeys((".fodt", ".ott", ".sxw"), ".odt"),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive"), ".html"),
    **dict.fromkeys((".azw", ".azw3", ".mobi"), ".epub"),
    **dict.fromkeys((".numbers", ".ods", ".xls", ".xlsm", ".xlsx"), ".csv"),
    **dict.fromkeys((".key", ".odp", ".ppt", ".pptx", ".ps"), ".pdf"),
}
_TEMPORARY_SUFFIXES = (".crdownload", ".download", ".part", ".swp", ".tmp", "~")

KEY_BYTES = 16

# How files begin that no reader can read, whatever they are called.
_REFUSED = (
    (
        (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*"),
        "it is an image",
    ),
    (
        (b"\xd0\xcf\x11\xe0",),
        "it is protected by a password, or in an old format of Office",
    ),
)
# How files begin that are read by another name only.
_MISNAMED = {b"%PDF-": ".pdf", b"{\\rtf": ".rtf"}


def suffix_of(name: str) -> str:
    """Return the suffix of a file in lower case: ".txt"; "" without one."""
    # As PurePath.suffix, in a tenth of the time: it is asked of every file.
    stem, _, suffix = name.rpartition("/")[2].rpartition(".")
    return f".{suffix.lower()}" if stem and suffix else ""


def format_of(name: str) -> Format:
    """Return how the file *name* is read; raises Unreadable if nothing reads it."""
    suffix = suffix_of(name)
    form = FORMATS.get(suffix)
    if _is_temporary(PurePath(name).name):
        raise Unreadable("it is a temporary file of another program")
    if suffix in _OTHER_FORMATS:
        raise Unreadable(
            f"files of this kind are not read: save it as {_OTHER_FORMATS[suffix]}"
        )
    if form is None:
        raise Unreadable("files of this kind are not read")
    if not _is_ready(form):
        raise Unreadable("pip install 'excerpt-bot[documents]' reads it")
    return form


def _is_temporary(name: str) -> bool:
    """Whether an editor or a download made the file, for as long as it runs."""
    return name.startswith(("~", "#")) or name.lower().endswith(_TEMPORARY_SUFFIXES)


def read(data: bytes, name: str) -> Document:
    """Return what the file *name* with these bytes holds; raises Unreadable."""
    form = format_of(name)
    for beginnings, reason in _REFUSED:
        if data.startswith(beginnings):
            raise Unreadable(reason)
    for beginning, suffix in _MISNAMED.items():
        if data.startswith(beginning) and suffix_of(name) != suffix:
            raise Unreadable(f"it is a {suffix} file: rename it")
    is_isolated = len(data) > form.most_here
    return read_isolated(data, suffix_of(name)) if is_isolated else form.read(data)


def content_key(data: bytes, name: str) -> bytes:
    """Return KEY_BYTES bytes, equal if *name* gives the same document as before."""
    form = f"{suffix_of(name)} {format_of(name).version} "
    return hashlib.blake2b(form.encode() + data, digest_size=KEY_BYTES).digest()


def versions() -> dict[str, int]:
    """Return the version of each format that can be read now, by suffix."""
    return {suffix: form.version for suffix, form in FORMATS.items() if _is_ready(form)}


def _is_ready(form: Format) -> bool:
    """Whether the packages that *form* needs are installed."""
    return all(map(_is_installed, form.needs))


@cache
def _is_installed(package: str) -> bool:
    return find_spec(package) is not None
