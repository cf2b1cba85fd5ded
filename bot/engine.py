"""The settings of a search engine -> its index, and a retriever on it."""

import logging
from pathlib import Path

from retrieval.engine.connection import Address, Connection
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever

from .articles import synonyms_in
from .settings import Settings

NO_MEANING = "There is no search by meaning with ENGINE_URL"

logger = logging.getLogger(__name__)


def engine_index(settings: Settings) -> EngineIndex:
    """Return the index in the engine; raises EngineError if it cannot be reached."""
    return EngineIndex(
        engine_connection(settings),
        settings.engine_index,
        shards=settings.engine_shards,
        replicas=settings.engine_replicas,
    )


def warn_of_words_alone(settings: Settings) -> None:
    """Log that there is no search by meaning, if that was asked for."""
    if settings.semantic == "on" or settings.semantic_url:
        logger.warning("%s: answers are searched by words alone", NO_MEANING)


def engine_retriever(folder: Path, settings: Settings) -> EngineRetriever:
    """Return a retriever on that index, with the synonyms of *folder*.

    Raises EngineError if there is no usable index.
    """
    return EngineRetriever(
        engine_connection(settings), settings.engine_index, synonyms_in(folder)
    )


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
