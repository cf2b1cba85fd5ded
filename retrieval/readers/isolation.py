"""Reading files in other processes, which may hang, crash or take all memory."""

import atexit
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from retrieval.errors import Unreadable

from .details_json import decoded
from .document import Document

WORKER = "retrieval.readers.worker"
_ROOT = Path(__file__).parents[2]
_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
# A worker ends by itself after some seconds of computing; this is for other waits.
_SECONDS = 20.0
_SECONDS_TO_END = 5.0

_idle: list["_Worker"] = []
_lock = threading.Lock()


def read_isolated(data: bytes, suffix: str) -> Document:
    """Read a file in another process; raises Unreadable, also if that process dies.

    Threads may call it at the same time; each gets a process, kept for the next file.
    """
    worker = _idle_worker() or _Worker()
    reply = worker.ask(data, suffix)
    if reply is None:
        worker.close()
        raise Unreadable("reading it takes too long, or needs too much memory")
    with _lock:
        _idle.append(worker)
    if "reason" in reply:
        raise Unreadable(reply["reason"])
    details = decoded(reply["details"])
    return Document(reply["text"], tuple(reply["warnings"]), **details)


def worker_environment() -> dict[str, str]:
    """Return the variables of a worker; the bot's token is not among them."""
    kept = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    # Threads of linear algebra would reserve memory that counts as used.
    return kept | {"PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1"}


def _idle_worker() -> "_Worker | None":
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.is_alive():
                return worker
            worker.close()
    return None


@atexit.register
def close_idle() -> None:
    """End the processes that wait for files."""
    with _lock:
        while _idle:
            _idle.pop().close()


class _Worker:
    """A process that reads one file after another."""

    def __init__(self) -> None:
        # Not from the current folder (-P): articles may lie there, and Python files.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=worker_environment(),
            # Ctrl-C in a terminal is for the parent, which ends its workers.
            start_new_session=True,
        )

    def is_alive(self) -> bool:
        """Whether the process can read a file."""
        return self._process.poll() is None

    def ask(self, data: bytes, suffix: str) -> dict[str, Any] | None:
        """Return the reply about a file; None if the process died over it."""
        assert self._process.stdin
        assert self._process.stdout
        timer = threading.Timer(_SECONDS, self._process.kill)
        timer.start()
        try:
            request = json.dumps({"suffix": suffix, "size": len(data)})
            self._process.stdin.write(request.encode() + b"\n" + data)
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            return None
        finally:
            timer.cancel()
        return json.loads(line) if line.endswith(b"\n") else None

    def close(self) -> None:
        """End the process."""
        try:
            self._process.communicate(timeout=_SECONDS_TO_END)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            self._process.kill()
            self._process.communicate()
