"""Reads files in a process of its own: ``python -m retrieval.readers.worker``.

On standard input comes a line of JSON, {"suffix": ..., "size": ...}, and then the file;
on standard output goes a line of JSON, {"text", "details", "warnings"} or {"reason"}.
"""

import json
import os
import sys
from contextlib import suppress
from typing import BinaryIO

from retrieval.errors import Unreadable

from .details_json import encoded
from .reader import FORMATS

MEMORY_BYTES = 900 << 20
CPU_SECONDS = 8


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Read files until *requests* end."""
    for line in requests:
        request = json.loads(line)
        _limit_time()
        reply = _reply(requests.read(request["size"]), request["suffix"])
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def _reply(data: bytes, suffix: str) -> dict[str, object]:
    try:
        document = FORMATS[suffix].read(data)
    except Unreadable as error:
        return {"reason": str(error)}
    except MemoryError:
        return {"reason": "reading it takes too much memory"}
    # Parsers raise all kinds of errors for files that are damaged on purpose.
    except Exception as error:
        return {"reason": f"it is damaged ({type(error).__name__})"}
    return {
        "text": document.text,
        "details": encoded(document),
        "warnings": document.warnings,
    }


def _limit_memory() -> None:
    # Windows has no such limits, and macOS does not accept all of them.
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _limit_time() -> None:
    """Let the process end if the next file takes longer than CPU_SECONDS."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))


def main() -> None:
    """Serve on standard input and output, where no library may print."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit_memory()
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
