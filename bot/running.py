"""The bot of the settings, run until a signal says to stop."""

import asyncio
from functools import partial

from retrieval import Retriever

from .answers.records import Records
from .articles import kept_retriever, saved_retriever, verify_in_background
from .data_folder import check_apart, make_private
from .engine import engine_retriever
from .meaning import embedding_of, encoder_of
from .server.service import ArticleSource, run_service
from .server.signals import ignore_stop_signals
from .settings import Settings


def run(settings: Settings) -> None:
    """Answer on Telegram from an engine, or from a library in DATA_DIR."""
    source = _engine(settings) if settings.engine_url else _library(settings)
    records = Records(settings.data_dir, settings.bot_id())
    try:
        asyncio.run(run_service(settings, records, source))
    finally:
        ignore_stop_signals()
        records.close()


def _engine(settings: Settings) -> ArticleSource:
    encoder = encoder_of(settings)
    make_private(settings.data_dir)
    reopen = partial(engine_retriever, settings.articles_dir, settings, encoder)
    return ArticleSource(reopen(), reopen, None)


def _library(settings: Settings) -> ArticleSource:
    folder, data_dir = settings.articles_dir, settings.data_dir
    check_apart(folder, data_dir)
    make_private(data_dir)
    embedding = embedding_of(settings)

    def embedded(retriever: Retriever) -> Retriever:
        if embedding:
            embedding.begin(retriever)
        return retriever

    def reopen() -> Retriever:
        return embedded(saved_retriever(folder, data_dir))

    retriever = embedded(kept_retriever(folder, data_dir))
    verify_in_background(retriever, data_dir)
    return ArticleSource(retriever, reopen, embedding)
