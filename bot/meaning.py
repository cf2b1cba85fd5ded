"""Searching by meaning: which encoder is used, and when sentences are embedded."""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from threading import Event, Thread

from retrieval import EncoderError, RetrievalError, Retriever
from retrieval.errors import DAMAGE
from retrieval.semantic.encoder import Encoder, Vectors
from retrieval.semantic.loading import load_encoder
from retrieval.semantic.local import LocalEncoder, is_installed
from retrieval.semantic.meaning import Embed, Meaning, Progress, SavedMeaning
from retrieval.semantic.worker import Worker

from .counting import counted
from .settings import Settings

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 1000
"""The most sentences that a question on the console waits for: half a minute."""

SHORTEST, LONGEST = 5.0, 300.0
"""How many seconds there are between attempts to embed; each time twice as many."""

_FAILURES = (RetrievalError, OSError, *DAMAGE)


def encoder_of(settings: Settings) -> Encoder | None:
    """Return the encoder to use, if any; raises MissingEncoderError."""
    if settings.semantic == "off":
        return None
    if settings.semantic_url:
        key = settings.semantic_key
        return load_encoder(
            str(settings.semantic_url),
            model=settings.semantic_model,
            key=key.get_secret_value() if key else "",
        )
    if settings.semantic == "on" or is_installed():
        return LocalEncoder(settings.semantic_threads)
    return None


def server_of(settings: Settings) -> str | None:
    """Return the host that questions and sentences are sent to, if any."""
    if settings.semantic == "off" or settings.semantic_url is None:
        return None
    return settings.semantic_url.host


def add_meaning(
    retriever: Retriever,
    encoder: Encoder,
    data_dir: Path,
    *,
    is_saved: bool,
    remedy: str,
) -> None:
    """Let a console's *retriever* search by meaning, if that need not wait for long.

    Sentences of a saved library are found by their saved vectors; those of others are
    embedded now. A warning says for how many *remedy*, a command, is to be run.
    """
    collection = retriever.collection
    meaning = None
    try:
        if is_saved:
            meaning = SavedMeaning(data_dir, encoder).open(collection)
        elif len(collection.sentences) <= MOST_AT_ONCE:
            meaning = Meaning.of(collection, encoder)
    except EncoderError as error:
        logger.warning("%s. Answers are searched by words alone", error)
        return
    embedded = Progress(0, len(collection.sentences))
    if meaning and retriever.use(meaning, collection):
        embedded = meaning.progress
    if not embedded.is_complete:
        logger.warning(
            "%s of %s are not embedded yet and found by words alone; `%s` embeds them",
            f"{embedded.total - embedded.done:,}",
            counted(embedded.total, "sentence"),
            remedy,
        )


class _OutdatedError(Exception):
    """There is another retriever to embed the sentences of."""


class Embedding:
    """Embeds the sentences of the latest retriever, in one thread.

    The local encoder does so in a process of its own. *when_ready* is called in the
    thread when a retriever begins to search by the meaning of all its sentences. What
    fails is tried again, because a server may come back.
    """

    def __init__(self, encoder: Encoder, data_dir: Path, threads: int = 1) -> None:
        self.when_ready: Callable[[], None] = lambda: None
        self._encoder = encoder
        self._saved = SavedMeaning(data_dir, encoder)
        self._threads = threads
        self._latest: Retriever | None = None
        self._has_begun = Event()
        Thread(target=self._run, name="embedding", daemon=True).start()

    def begin(self, retriever: Retriever) -> None:
        """Embed what is new in *retriever*, instead of what the last one lacks.

        It searches by the meaning of what is known from now on.
        """
        collection = retriever.collection
        retriever.embedded = Progress(0, len(collection.sentences))
        # The thread will say what is wrong.
        with suppress(*_FAILURES):
            meaning = self._saved.open(collection)
            if meaning and retriever.use(meaning, collection):
                retriever.embedded = meaning.progress
        self._latest = retriever
        self._has_begun.set()

    def _run(self) -> None:
        wait: float | None = None
        while True:
            is_new = self._has_begun.wait(wait)
            self._has_begun.clear()
            last = 0.0 if is_new or wait is None else wait
            wait = None if self._is_done() else min(last * 2 or SHORTEST, LONGEST)

    def _is_done(self) -> bool:
        """Embed the sentences of the latest retriever, and return whether that went."""
        assert self._latest
        try:
            self._embed(self._latest)
        except _OutdatedError:
            pass
        except _FAILURES as error:
            logger.error("Not all sentences can be searched by meaning: %s", error)
            return False
        return True

    def _embed(self, retriever: Retriever) -> None:
        def report(done: int, total: int) -> None:
            retriever.embedded = Progress(done, total)

        was_ready = retriever.embedded and retriever.embedded.is_complete
        is_used = False
        with ExitStack() as stack:
            embed = self._embed_until_outdated(stack)
            # A damaged index may be replaced meanwhile.
            while not is_used:
                collection = retriever.collection
                meaning = self._saved.embed(collection, embed, report)
                is_used = retriever.use(meaning, collection)
        if not was_ready:
            logger.info("All sentences are embedded: questions are searched by meaning")
            self.when_ready()

    def _embed_until_outdated(self, stack: ExitStack) -> Embed:
        """Return what embeds passages, with what is closed by *stack*."""

        @cache
        def source() -> Embed:
            if isinstance(self._encoder, LocalEncoder):
                return stack.enter_context(Worker(self._threads)).passages
            return self._encoder.passages

        def embed(texts: Sequence[str]) -> Vectors:
            if self._has_begun.is_set():
                raise _OutdatedError
            return source()(texts)

        return embed


def embedding_of(settings: Settings) -> Embedding | None:
    """Return what embeds sentences, if there is an encoder to use.

    Raises MissingEncoderError.
    """
    encoder = encoder_of(settings)
    if encoder is None:
        return None
    return Embedding(encoder, settings.data_dir, settings.semantic_threads)
