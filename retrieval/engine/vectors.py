"""The vectors of sentences in documents of the engine, and the meaning made of them."""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from retrieval.arrays import Bools, Ints
from retrieval.index.collection import Collection
from retrieval.semantic.encoder import Encoder, Vectors
from retrieval.semantic.meaning import Meaning, Nearness
from retrieval.semantic.vectors import Quantised

from .connection import Json

MISSING = -1
"""The number of an empty paragraph, which stands for those that were not fetched."""

_REMEMBERED = 32
"""For how many questions: each is compared more than once."""

_SCALE = np.dtype("<f4")


class Paragraph(NamedTuple):
    """The *number* of a paragraph in an article, and of how many sentences it is."""

    article: str
    number: int
    sentences: int


class Average(NamedTuple):
    """The average *vector* of so many *sentences*."""

    sentences: int
    vector: Vectors


def packed(vectors: Quantised) -> str:
    """Return *vectors* as a text: the scales, and then the numbers, in base 64."""
    data = vectors.scales.astype(_SCALE).tobytes() + vectors.numbers.tobytes()
    return base64.b64encode(data).decode()


def unpacked(text: str, count: int) -> Quantised | None:
    """Return so many *packed* vectors; None if they cannot be that."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    scales = count * _SCALE.itemsize
    if len(data) <= scales or (len(data) - scales) % count:
        return None
    return Quantised(
        np.frombuffer(data[scales:], np.int8).reshape(count, -1),
        np.frombuffer(data[:scales], _SCALE).astype(np.float32),
    )


def meaning_of(
    paragraphs: Sequence[Paragraph],
    vectors: Mapping[tuple[str, int], Json],
    averages: Mapping[str, Average],
    encoder: Encoder,
) -> Meaning | None:
    """Return the meaning of an index of *paragraphs*; None if no sentence has vectors.

    *vectors* has their documents by article and number. Those of another encoder do not
    count. What is missing is as near to any question as the others are on average.
    *averages* are those of all sentences, by language.
    """
    found = [_vectors(each, vectors, encoder.name) for each in paragraphs]
    lengths = {each.numbers.shape[1] for each in found if each}
    if len(lengths) != 1:
        return None
    present = Quantised(
        np.concatenate([each.numbers for each in found if each]),
        np.concatenate([each.scales for each in found if each]),
    )
    rows, known = _rows(paragraphs, found, average=len(present.scales))
    return _Compared(encoder, _with_average(present), rows, known, averages)


class _Compared(Meaning):
    """Compares sentences with *averages* by language, not with each other.

    Averages of another length than the vectors do not count.
    """

    def __init__(
        self,
        encoder: Encoder,
        vectors: Quantised,
        rows: Ints,
        known: Bools,
        averages: Mapping[str, Average],
    ) -> None:
        super().__init__(encoder, vectors, rows, known)
        self._averages = averages

    def nearness(self, question: str, collection: Collection) -> Nearness:
        """Return how near the sentences of *collection* are; raises EncoderError."""
        found = self.similarities(question)
        asked = Quantised.of(self._questions([question]))
        vector = asked.numbers[0] * asked.scales[0]
        none = Average(0, np.zeros_like(vector))
        usual = [self._averages.get(each, none) for each in collection.languages]
        usual = [each if len(each.vector) == len(vector) else none for each in usual]
        counts = np.array([each.sentences for each in usual], np.float64)
        averages = np.array([each.vector @ vector for each in usual], np.float64)
        return self._filled(found, collection, counts * averages, counts)


class RememberingEncoder:
    """An *encoder* that remembers the vectors of the last questions."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.passages = encoder.passages
        # An error is not remembered.
        self._vector = lru_cache(_REMEMBERED)(lambda text: encoder.questions([text])[0])

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of *texts*; raises EncoderError."""
        return np.stack([*map(self._vector, texts)])


def _vectors(
    paragraph: Paragraph, vectors: Mapping[tuple[str, int], Json], encoder: str
) -> Quantised | None:
    document = vectors.get((paragraph.article, paragraph.number))
    if document is None or document["encoder"] != encoder:
        return None
    return unpacked(document["vectors"], paragraph.sentences)


def _rows(
    paragraphs: Sequence[Paragraph], found: Sequence[Quantised | None], average: int
) -> tuple[Ints, Bools]:
    """Return the row of each sentence, and whether it is known."""
    rows: list[Iterable[int]] = []
    known: list[bool] = []
    start = 0
    for paragraph, vectors in zip(paragraphs, found, strict=True):
        count = paragraph.sentences
        rows.append(range(start, start + count) if vectors else [average] * count)
        known += [vectors is not None or paragraph.number == MISSING] * count
        start += count if vectors else 0
    return np.array([*chain(*rows)], np.int32), np.array(known, np.bool_)


def _with_average(vectors: Quantised) -> Quantised:
    average = Quantised.of(
        (vectors.numbers * vectors.scales[:, None]).mean(axis=0, keepdims=True)
    )
    return Quantised(
        np.concatenate([vectors.numbers, average.numbers]),
        np.concatenate([vectors.scales, average.scales]),
    )
