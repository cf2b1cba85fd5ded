"""The sentences of an index and their vectors -> how near each is to a question."""

import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from retrieval.arrays import Array, Bools, Floats, Ints
from retrieval.errors import EncoderError, UnusableIndexError
from retrieval.index.collection import Collection
from retrieval.storage.array_folder import Stored, open_folder, write_folder
from retrieval.storage.lock import locked

from .encoder import Encoder, Vectors
from .passages import key_of, passage_texts
from .store import VectorStore
from .vectors import Quantised

NEAREST = 50
"""How many of the sentences nearest to a question become candidates."""

BATCH = 16
"""How many sentences are embedded before they are saved."""

# How many questions are cached: the pages of an answer ask once more.
_REMEMBERED = 32

Embed = Callable[[Sequence[str]], Vectors]
"""Returns the vectors of passages; raises EncoderError."""

ReportEmbedded = Callable[[int, int], None]
"""Called with the number of sentences embedded so far, and of all."""


class Progress(NamedTuple):
    """How many of the sentences of an index have vectors."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        """Whether all have."""
        return self.done == self.total


class Meaning:
    """The vectors of the sentences of an index: those in *rows* of *vectors*.

    Sentences that are not *known* have none yet; by default, all are.
    """

    def __init__(
        self,
        encoder: Encoder,
        vectors: Quantised,
        rows: Ints,
        known: Bools | None = None,
    ) -> None:
        self.name = encoder.name
        self._known = np.ones(len(rows), np.bool_) if known is None else known
        self._questions = encoder.questions
        self._vectors = vectors
        self._rows = rows
        # An error is not cached.
        self.similarities = lru_cache(_REMEMBERED)(self._similarities)

    @classmethod
    def of(cls, collection: Collection, encoder: Encoder) -> "Meaning":
        """Embed all sentences now, and keep their vectors in memory."""
        texts = [*passage_texts(collection)]
        distinct = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        rows = np.array([distinct[text] for text in texts], np.int32)
        return cls(encoder, Quantised.of(encoder.passages([*distinct])), rows)

    @property
    def progress(self) -> Progress:
        """How many sentences have vectors."""
        return Progress(int(self._known.sum()), len(self._known))

    def lacks(self, sentences: Sequence[int]) -> Bools:
        """Return whether each of *sentences* has no vector yet."""
        lacking: Bools = ~self._known[sentences]
        return lacking

    def _similarities(self, question: str) -> Floats:
        """Return the cosine of each sentence with *question*; raises EncoderError.

        Sentences without a vector get the average of the others, which is what tells
        least about them.
        """
        asked = self._questions([question])
        if asked.shape[1] != self._vectors.numbers.shape[1]:
            raise EncoderError("The vectors of questions have another length now")
        found = self._vectors.products(self._rows, Quantised.of(asked))
        if not self._known.all():
            found[~self._known] = found[self._known].mean()
        found.flags.writeable = False
        return found


def nearest(similarities: Floats) -> Ints:
    """Return the NEAREST sentences, ascending; of equally near ones the first."""
    if len(similarities) > NEAREST:
        least = np.partition(similarities, -NEAREST)[-NEAREST]
        enough = np.flatnonzero(similarities >= least)
        order = np.argsort(-similarities[enough], kind="stable")[:NEAREST]
        return np.sort(enough[order]).astype(np.int32)
    return np.arange(len(similarities), dtype=np.int32)


class SavedMeaning:
    """The vectors that *encoder* makes, saved in *data_dir* for any number of indexes.

    Which rows of them an index uses is saved for the last one, so that it opens at
    once.
    """

    def __init__(self, data_dir: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._store = VectorStore(data_dir / "semantic", encoder.name)
        self._rows = self._store.path.with_suffix(".rows")

    def open(self, collection: Collection, least: float = 1.0) -> Meaning | None:
        """Return the meaning; None if less than the share *least* is embedded yet."""
        rows = self._saved_rows(collection)
        if rows is not None:
            return Meaning(self._encoder, self._store.read(()).vectors, rows)
        found = self._store.read([*map(key_of, passage_texts(collection))])
        if found.known.sum() < least * len(found.known):
            return None
        return Meaning(self._encoder, found.vectors, found.rows, found.known)

    def progress(self, collection: Collection) -> Progress:
        """Return how many sentences of *collection* are embedded."""
        if self._saved_rows(collection) is not None:
            total = len(collection.sentences)
            return Progress(total, total)
        found = self._store.read([*map(key_of, passage_texts(collection))])
        return Progress(int(found.known.sum()), len(found.known))

    def embed(
        self, collection: Collection, embed: Embed, report: ReportEmbedded
    ) -> Meaning:
        """Embed and save the sentences that have no vectors yet.

        Other processes may do so at the same time. Raises EncoderError or
        UnwritableLibraryError; what was embedded before stays.
        """
        rows = self._saved_rows(collection)
        if rows is not None:
            report(len(rows), len(rows))
            return Meaning(self._encoder, self._store.read(()).vectors, rows)
        texts = [*passage_texts(collection)]
        keys = [*map(key_of, texts)]
        known = self._store.read(keys).known
        missing = {keys[place]: texts[place] for place in np.flatnonzero(~known)}
        done, total = len(texts) - len(missing), len(texts)
        report(done, total)
        distinct = [*missing]
        for start in range(0, len(distinct), BATCH):
            batch = distinct[start : start + BATCH]
            self._store.append(batch, embed([missing[key] for key in batch]))
            report(min(total, done + start + len(batch)), total)
        found = self._store.read(keys)
        if not found.known.all():
            raise EncoderError("The length of the vectors has changed")
        self._save_rows(collection, found.rows)
        return Meaning(self._encoder, found.vectors, found.rows)

    def _saved_rows(self, collection: Collection) -> Ints | None:
        try:
            arrays, facts = open_folder(self._rows)
        except UnusableIndexError:
            return None
        rows = arrays["rows"]
        return rows if facts == self._facts(collection, rows) else None

    def _save_rows(self, collection: Collection, rows: Ints) -> None:
        facts = self._facts(collection, rows)
        # Without them the next start takes longer, but finds the same.
        with suppress(OSError), locked(self._store.path.with_suffix(".lock")):
            write_folder(self._rows, Stored({"rows": rows}, facts))

    def _facts(self, collection: Collection, rows: Ints) -> dict[str, object]:
        return {
            "index": fingerprint(collection),
            "encoder": self._encoder.name,
            # The file of vectors may have been removed since, or another begun.
            "keys": self._store.checksum(rows),
        }


def fingerprint(collection: Collection) -> int:
    """Return a checksum of what `passage_texts` are made of."""
    checksum = 0
    arrays: Sequence[Array] = collection.passage_arrays
    for array in arrays:
        checksum = zlib.crc32(array.tobytes(), checksum)
    return checksum
