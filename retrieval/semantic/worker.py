"""Embedding passages in a process of its own, at a low priority.

The engine would keep the threads of this process waiting, and each other's caches cold.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from retrieval.errors import EncoderError

from .encoder import Vectors

CHILD = "retrieval.semantic.child"
_ROOT = Path(__file__).parents[2]
_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_FLOAT_BYTES = 4


class Worker:
    """A process with the local encoder; ends with the `with` block, or this process."""

    def __init__(self, threads: int) -> None:
        # The child needs none of the secrets in the environment.
        kept = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
        self._process = subprocess.Popen(
            # Not from the current folder (-P): articles may lie there.
            [sys.executable, "-P", "-m", CHILD, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | {"PYTHONPATH": str(_ROOT)},
            # Ctrl-C in a terminal is for the parent, which ends the child.
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages; raises EncoderError if the process died."""
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(texts).encode() + b"\n")
            self._process.stdin.flush()
            shape = json.loads(self._process.stdout.readline())
            size = int(np.prod(shape)) * _FLOAT_BYTES
            data = self._process.stdout.read(size)
            return np.frombuffer(data, np.float32).reshape(shape)
        except (OSError, ValueError) as error:
            raise EncoderError("The process that embeds sentences ended") from error
