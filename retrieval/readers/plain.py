"""Plain text -> a document."""

from retrieval.errors import Unreadable

from .document import Document
from .encodings import decode

# What a text has no use for, apart from white space, escape sequences and the mark that
# DOS ends a file with.
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\v\f\r\x1a\x1b")
_FEW_CONTROLS = 8
_MOST_CONTROLS = 0.05
_DAMAGED = ("some of its characters are damaged",)
_SAMPLE_CHARACTERS = 1 << 16


def read_plain(data: bytes) -> Document:
    """Return the text as it stands; raises Unreadable if there is none."""
    text = decode(data)
    sample = text[:_SAMPLE_CHARACTERS].encode("utf-8", "surrogatepass")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if "\0" in text or controls > _FEW_CONTROLS + _MOST_CONTROLS * len(sample):
        raise Unreadable("it is a binary file")
    if not text.strip():
        raise Unreadable("it is empty")
    is_damaged = "\ufffd" in text and b"\xef\xbf\xbd" not in data
    return Document(text, warnings=_DAMAGED if is_damaged else ())
