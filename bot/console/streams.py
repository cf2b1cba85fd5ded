"""The encoding of what is read and printed."""

import sys
from io import TextIOWrapper


def set_up_streams() -> None:
    """Use UTF-8 in pipes, and replace what cannot be encoded or decoded."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        assert isinstance(stream, TextIOWrapper)
        encoding = None if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")
