"""What turns texts into vectors whose product says how near their meanings are."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""A row of length 1 for each text."""

MOST_CHARACTERS = 800
"""How much of a text is embedded: the time grows faster than the length."""


class Encoder(Protocol):
    """Embeds questions and passages; threads may share it.

    *name* identifies the model and its version: vectors of different names cannot be
    compared. Both methods raise EncoderError if the vectors cannot be computed now.
    """

    @property
    def name(self) -> str:
        """The model and its version."""
        ...

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages."""
        ...


def embeddable(text: str) -> str:
    """Return the beginning of *text* on one line, without what is no character."""
    line = " ".join(text.replace("\0", " ").split())[:MOST_CHARACTERS]
    return line.encode("utf-8", "replace").decode()


def normalised(vectors: npt.ArrayLike) -> Vectors:
    """Return *vectors* with length 1; those of length 0 stay as they are."""
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit
