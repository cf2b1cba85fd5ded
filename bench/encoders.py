"""An encoder for measurements that ask the same articles many times."""

from collections.abc import Callable, Sequence

import numpy as np

from retrieval import load_encoder
from retrieval.semantic.encoder import Encoder, Vectors


class RememberingEncoder:
    """The local encoder, with the vectors of all texts so far in memory."""

    def __init__(self) -> None:
        self._encoder: Encoder = load_encoder("local")
        self._questions: dict[str, Vectors] = {}
        self._passages: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        return self._encoder.name

    def questions(self, texts: Sequence[str]) -> Vectors:
        return _remembered(texts, self._questions, self._encoder.questions)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return _remembered(texts, self._passages, self._encoder.passages)


def _remembered(
    texts: Sequence[str],
    known: dict[str, Vectors],
    embed: Callable[[Sequence[str]], Vectors],
) -> Vectors:
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known.update(zip(new, embed(new), strict=True))
    return np.stack([known[text] for text in texts])
