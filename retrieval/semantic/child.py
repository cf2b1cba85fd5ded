"""Embeds passages for another process: ``python -m retrieval.semantic.child``.

On standard input comes a line of JSON, a list of texts; on standard output goes a line
of JSON, the shape of their vectors, and then these as 32-bit floats.
"""

import json
import os
import sys
from contextlib import suppress
from typing import BinaryIO

from .encoder import Encoder
from .local import LocalEncoder

NICENESS = 10
"""Answers come first."""


def serve(encoder: Encoder, requests: BinaryIO, replies: BinaryIO) -> None:
    """Embed passages until *requests* end."""
    for line in requests:
        vectors = encoder.passages(json.loads(line))
        replies.write(json.dumps(vectors.shape).encode() + b"\n" + vectors.tobytes())
        replies.flush()


def main() -> None:
    """Serve on standard input and output, where no library may print."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)
    serve(LocalEncoder(int(sys.argv[1])), sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
