"""The sentences of an index and their vectors -> how near each is to a question."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from retrieval.arrays import Array, Bools, Floats, Ints
from retrieval.errors import EncoderError, UnusableIndexError
from retrieval.index.collection import Collection
from retrieval.language.profile import OTHER
from retrieval.storage.array_folder import Stored, open_folder, write_folder
from retrieval.storage.lock import locked

from .encoder import Encoder, Vectors
from .passages import key_of, passage_texts
from .store import VectorStore, checksum_of
from .vectors import Quantised

NEAREST = 50
"""How many of the sentences nearest to a question become candidates."""

BATCH = 16
"""How many sentences are embedded before they are saved."""

NEARLY_ALL = 0.9
"""The share of sentences with vectors from which on an engine searches by meaning.

The others are found by words, as after a change of some articles."""

# How many questions are cached: the pages of an answer ask once more.
_REMEMBERED = 32

LIKE_ALL = 2
"""As if each language had so many more sentences as near as all are on average."""

_SAMPLED = 50
"""The size of a sample of similarities, as a multiple of NEAREST."""

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

    @property
    def is_nearly_complete(self) -> bool:
        """Whether so many have that the others may be found by words alone."""
        return self.done >= NEARLY_ALL * self.total


@dataclass(frozen=True)
class Nearness:
    """How near the *sentences* of *collection* are to a question.

    *totals* are, by language of the collection, the sums of this and the *counts* of
    the sentences summed up, which may be more than those.
    """

    sentences: Floats
    totals: Floats
    counts: Floats
    collection: Collection

    @property
    def nearest(self) -> float:
        """The greatest cosine; 0 if there is none above."""
        return float(self.sentences.max(initial=0.0))

    @cached_property
    def above(self) -> Floats:
        """How much nearer to the question each sentence is than sentences usually are.

        That is, than those of its language, if that is told: encoders find any text in
        the language of the question nearer than one in another.
        """
        average = self.totals.sum() / max(self.counts.sum(), 1)
        languages = self.collection.languages
        usual = np.full(len(languages), average)
        if len(languages) > 1:
            more = (self.totals - self.counts * average) / (self.counts + LIKE_ALL)
            usual += more * [language != OTHER for language in languages]
        above: Floats = self.sentences - usual[self.collection.sentence_languages]
        return above


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

    def nearness(self, question: str, collection: Collection) -> Nearness:
        """Return how near the sentences of *collection* are to *question*.

        Raises EncoderError.
        """
        found = self.similarities(question)
        languages, most = collection.sentence_languages, len(collection.languages)
        known = languages[self._known]
        return self._filled(
            found,
            collection,
            np.bincount(known, found[self._known], most).astype(np.float64),
            np.bincount(known, minlength=most).astype(np.float64),
        )

    def _filled(
        self, found: Floats, collection: Collection, totals: Floats, counts: Floats
    ) -> Nearness:
        """Return the nearness; what is unknown is as near as its language on average.

        That tells least about a sentence. In a language of which none is known, it is
        the average of all.
        """
        if not self._known.all():
            here = found[self._known].mean()
            of_all = totals.sum() / counts.sum() if counts.any() else here
            usual = np.where(counts > 0, totals / np.maximum(counts, 1), of_all)
            found = np.where(self._known, found, usual[collection.sentence_languages])
        return Nearness(found, totals, counts, collection)

    def similarity(self, question: str, sentence: int) -> float:
        """Return the cosine of *sentence* with *question*; raises EncoderError."""
        asked = Quantised.of(self._questions([question]))
        return float(self._vectors.products(self._rows[[sentence]], asked)[0])

    def _similarities(self, question: str) -> Floats:
        """Return the cosine of each sentence with *question*; raises EncoderError.

        It means nothing for a sentence without a vector.
        """
        asked = self._questions([question])
        if asked.shape[1] != self._vectors.numbers.shape[1]:
            raise EncoderError("The vectors of questions have another length now")
        found = self._vectors.products(self._rows, Quantised.of(asked))
        found.flags.writeable = False
        return found


def nearest(similarities: Floats) -> Ints:
    """Return the NEAREST sentences, ascending; of equally near ones the first."""
    if len(similarities) > NEAREST:
        # Those of a sample tell which can only be further away.
        sample = similarities[:: max(1, len(similarities) // (_SAMPLED * NEAREST))]
        near = similarities[similarities >= _greatest(sample)]
        enough = np.flatnonzero(similarities >= _greatest(near))
        order = np.argsort(-similarities[enough], kind="stable")[:NEAREST]
        return np.sort(enough[order]).astype(np.int32)
    return np.arange(len(similarities), dtype=np.int32)


def _greatest(similarities: Floats) -> float:
    """Return the NEAREST-greatest of *similarities*."""
    return float(np.partition(similarities, -NEAREST)[-NEAREST])


class SavedMeaning:
    """The vectors that *encoder* makes, saved in *data_dir*, which holds one library.

    Which rows of them an index uses is saved for the last one, so that it opens at
    once.
    """

    def __init__(self, data_dir: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._store = VectorStore(data_dir / "semantic", encoder.name)
        self._rows = self._store.path.with_suffix(".rows")

    def open(self, collection: Collection) -> Meaning | None:
        """Return the meaning of what is embedded yet; None if nothing is."""
        if meaning := self._saved(collection):
            return meaning
        found = self._store.read([*map(key_of, passage_texts(collection))])
        if not found.known.any():
            return None
        return Meaning(self._encoder, found.vectors, found.rows, found.known)

    def progress(self, collection: Collection) -> Progress:
        """Return how many sentences of *collection* are embedded."""
        if meaning := self._saved(collection):
            return meaning.progress
        found = self._store.read([*map(key_of, passage_texts(collection))])
        return Progress(int(found.known.sum()), len(found.known))

    def embed(
        self, collection: Collection, embed: Embed, report: ReportEmbedded
    ) -> Meaning:
        """Embed and save the sentences that have no vectors yet.

        Other processes may do so at the same time. Raises EncoderError or
        UnwritableLibraryError; what was embedded before stays.
        """
        if meaning := self._saved(collection):
            report(*meaning.progress)
            return meaning
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
        self._store.compact(keys)
        found = self._store.read(keys)
        if not found.known.all():
            raise EncoderError("The length of the vectors has changed")
        self._save_rows(found.rows, self._facts(collection, checksum_of(keys)))
        return Meaning(self._encoder, found.vectors, found.rows)

    def _saved(self, collection: Collection) -> Meaning | None:
        """Return the meaning by the saved rows, if they are of *collection*."""
        try:
            arrays, facts = open_folder(self._rows)
        except UnusableIndexError:
            return None
        # The file of vectors may have been replaced or damaged since.
        checksum = facts.get("keys")
        if not isinstance(checksum, int) or facts != self._facts(collection, checksum):
            return None
        rows = arrays["rows"]
        vectors = self._store.read_rows(rows, checksum)
        return None if vectors is None else Meaning(self._encoder, vectors, rows)

    def _save_rows(self, rows: Ints, facts: Mapping[str, object]) -> None:
        # Without them the next start takes longer, but finds the same.
        with suppress(OSError), locked(self._store.path.with_suffix(".lock")):
            write_folder(self._rows, Stored({"rows": rows}, facts))

    def _facts(self, collection: Collection, checksum: int) -> dict[str, object]:
        return {
            "index": fingerprint(collection),
            "encoder": self._encoder.name,
            "keys": checksum,
        }


def fingerprint(collection: Collection) -> int:
    """Return a checksum of what `passage_texts` are made of."""
    checksum = 0
    arrays: Sequence[Array] = collection.passage_arrays
    for array in arrays:
        checksum = zlib.crc32(array.tobytes(), checksum)
    return checksum
