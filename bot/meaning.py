"""Searching by meaning: which encoder is used, and when sentences are embedded."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from retrieval import EncoderError, RetrievalError, Retriever
from retrieval.semantic.encoder import Encoder
from retrieval.semantic.loading import load_encoder
from retrieval.semantic.local import LocalEncoder, is_installed
from retrieval.semantic.meaning import (
    Embed,
    Meaning,
    Progress,
    SavedMeaning,
)
from retrieval.semantic.worker import Worker

from .settings import Settings

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 1000
"""The most sentences that a question on the console waits for: half a minute."""


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


def add_meaning(
    retriever: Retriever, encoder: Encoder, data_dir: Path, *, is_saved: bool
) -> None:
    """Let a console's *retriever* search by meaning, if that need not wait for long.

    Sentences of a saved library have saved vectors; those of others are embedded now.
    """
    collection = retriever.collection
    try:
        if is_saved:
            meaning = SavedMeaning(data_dir, encoder).open(collection)
        elif len(collection.sentences) <= MOST_AT_ONCE:
            meaning = Meaning.of(collection, encoder)
        else:
            meaning = None
    except EncoderError as error:
        logger.warning("%s. Answers are searched by words alone", error)
        return
    if meaning:
        retriever.use(meaning)
    else:
        logger.warning(
            "Not all sentences are embedded: answers are searched by words alone. "
            "`python -m bot index` embeds them"
        )


def embed_in_background(
    retriever: Retriever, encoder: Encoder, data_dir: Path, threads: int
) -> Thread:
    """Embed what is new in a thread, and let *retriever* search by meaning then.

    The local encoder does so in a process of its own.
    """
    collection = retriever.collection

    def report(done: int, total: int) -> None:
        retriever.embedded = Progress(done, total)

    def embed(passages: Embed) -> None:
        saved = SavedMeaning(data_dir, encoder)
        retriever.use(saved.embed(collection, passages, report))
        logger.info("All sentences are embedded: questions are searched by meaning")

    def run() -> None:
        try:
            if isinstance(encoder, LocalEncoder):
                with Worker(threads) as worker:
                    embed(worker.passages)
            else:
                embed(encoder.passages)
        except (RetrievalError, OSError) as error:
            logger.error("Answers are searched by words alone: %s", error)

    report(0, len(collection.sentences))
    thread = Thread(target=run, name="embedding", daemon=True)
    thread.start()
    return thread


def embedder(settings: Settings) -> Callable[[Retriever], Retriever]:
    """Return what begins to embed the sentences of a retriever, and returns that.

    Raises MissingEncoderError.
    """
    encoder = encoder_of(settings)

    def begin(retriever: Retriever) -> Retriever:
        if encoder:
            embed_in_background(
                retriever, encoder, settings.data_dir, settings.semantic_threads
            )
        return retriever

    return begin
