"""The settings of a search engine -> its index, and a retriever on it."""

import logging
from pathlib import Path

from retrieval.engine.connection import Address, Connection
from retrieval.engine.embedder import EngineEmbedding
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever
from retrieval.semantic.encoder import Encoder

from .articles import synonyms_in
from .settings import Settings

logger = logging.getLogger(__name__)


def engine_index(settings: Settings) -> EngineIndex:
    """Return the index in the engine; raises EngineError if it cannot be reached."""
    return EngineIndex(
        engine_connection(settings),
        settings.engine_index,
        shards=settings.engine_shards,
        replicas=settings.engine_replicas,
    )


def engine_embedding(settings: Settings, encoder: Encoder) -> EngineEmbedding:
    """Return what embeds the index with *encoder*; raises EngineError without one."""
    return EngineEmbedding(
        engine_connection(settings),
        settings.engine_index,
        encoder.name,
        encoder.passages,
    )


def engine_retriever(
    folder: Path, settings: Settings, encoder: Encoder | None
) -> EngineRetriever:
    """Return a retriever on that index, with the synonyms of *folder*.

    Where it cannot search by meaning with *encoder*, the log says so. Raises
    EngineError if there is no usable index.
    """
    retriever = EngineRetriever(
        engine_connection(settings),
        settings.engine_index,
        synonyms_in(folder),
        encoder=encoder,
    )
    embedded = retriever.embedded
    if encoder and embedded and not embedded.is_nearly_complete:
        logger.warning(
            "%s has embedded %s of %s sentences: answers are searched by words alone. "
            "`python -m bot index` embeds them",
            encoder.name,
            f"{embedded.done:,}",
            f"{embedded.total:,}",
        )
    return retriever


def engine_connection(settings: Settings) -> Connection:
    """Return a connection to the engine."""
    password = settings.engine_password
    return Connection(
        Address(
            tuple(str(url) for url in settings.engine_url),
            settings.engine_user,
            password.get_secret_value() if password else None,
            str(settings.engine_ca) if settings.engine_ca else None,
        )
    )
