"""The commands: each is done as its arguments say, and ends with a status.

Each imports what it needs: the console answers without loading Telegram's library, and
Ctrl-C during an import is handled, too.
"""

import argparse
import logging
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval import Encoder, Library, Retriever

    from .meaning import Embedding
    from .settings import Settings

logger = logging.getLogger(__name__)

ANSWERED, NOT_FOUND, ERROR, UNEXPECTED, TEMPORARY, INTERRUPTED = 0, 1, 2, 3, 75, 130


def ask(parsed: argparse.Namespace) -> int:
    """Answer a question, or those of a prompt or a pipe."""
    settings = _settings_of_console()

    from . import console

    retriever = _retriever(parsed.articles, settings)
    found = console.ask(
        " ".join(parsed.question),
        retriever,
        k=parsed.k or settings.excerpts,
        show=console.choose_show(as_json=parsed.json, explain=parsed.explain),
    )
    return ANSWERED if found else NOT_FOUND


def verify(parsed: argparse.Namespace) -> int:
    """Look a quotation up word for word."""
    settings = _settings_of_console()

    from . import checks

    retriever = _retriever(parsed.articles, settings)
    return ANSWERED if checks.verify_file(parsed.file, retriever) else NOT_FOUND


def check(parsed: argparse.Namespace) -> int:
    """Compare answers with what is expected."""
    settings = _settings_of_console()

    from . import checks

    retriever = _retriever(parsed.articles, settings)
    holds = checks.check_answers(parsed.file, retriever, k=settings.excerpts)
    return ANSWERED if holds else NOT_FOUND


def import_export(parsed: argparse.Namespace) -> int:
    """Make articles of a channel's history."""
    settings = _settings_of_console()

    from . import console
    from .channels.export import read_export
    from .channels.posts import save

    folder = parsed.articles or settings.articles_dir
    posts = read_export(parsed.file, parsed.username or "")
    changed = 0
    with console.progress("Importing") as report:
        for number, post in enumerate(posts, 1):
            changed += save(post, folder)
            report(number, len(posts))
    console.show_imported(len(posts), changed, folder)
    return ANSWERED


def completion(parsed: argparse.Namespace) -> int:
    """Print what a shell has to read to complete commands and options."""
    from argcomplete.shell_integration import shellcode

    sys.stdout.write(shellcode(["excerpt-bot"], shell=parsed.shell))
    return ANSWERED


def _retriever(articles: Path | None, settings: "Settings") -> "Retriever":
    """Return a retriever for the folder that is named or set."""
    if settings.engine_url:
        from .engine import engine_retriever
        from .meaning import encoder_of

        folder, encoder = articles or settings.articles_dir, encoder_of(settings)
        return engine_retriever(folder, settings, encoder)

    from retrieval import Library

    from .articles import articles_to_ask, open_retriever
    from .data_folder import make_private
    from .meaning import add_meaning, encoder_of

    encoder = encoder_of(settings)
    # A folder that has no library yet may be another program's.
    if Library(settings.data_dir).exists():
        make_private(settings.data_dir)
    folder = articles or articles_to_ask(settings)
    retriever = open_retriever(folder, settings.data_dir)
    if encoder:
        is_saved = Library(settings.data_dir).is_of(folder)
        add_meaning(retriever, encoder, settings.data_dir, is_saved=is_saved)
    return retriever


def index(parsed: argparse.Namespace) -> int:
    """Save the analysed articles, or describe what is saved."""
    settings = _settings_of_console()
    if settings.engine_url:
        return _index_in_engine(parsed, settings)

    from retrieval import Library, UnusableIndexError

    from . import console
    from .articles import check_kinds, warn_of_synonyms
    from .data_folder import check_apart, make_private
    from .meaning import encoder_of

    encoder = encoder_of(settings)
    library = Library(settings.data_dir)
    articles = parsed.articles or settings.articles_dir
    if parsed.check and not library.exists():
        raise UnusableIndexError(
            f"There is no library in {str(settings.data_dir)!r} yet: `index` makes one"
        )
    # What a first library leaves out is logged while it is made; `--check` says it.
    hint = library.exists() and not parsed.check
    if not parsed.check:
        check_apart(articles, settings.data_dir)
        check_kinds(articles)
        make_private(settings.data_dir)
        with console.progress() as progress:
            library.refresh(articles, progress, verify=True)
    warn_of_synonyms(articles)
    console.show_contents(library.contents(), hint=hint)
    if parsed.check:
        console.show_check(library, articles)
    if encoder:
        _embed(library, settings.data_dir, encoder, is_check=parsed.check)
    return ANSWERED


def _embed(
    library: "Library", data_dir: Path, encoder: "Encoder", *, is_check: bool
) -> None:
    """Embed what is new in *library*, unless it *is_check*, and show how much is."""
    from retrieval.semantic.meaning import SavedMeaning

    from . import console

    saved = SavedMeaning(data_dir, encoder)
    collection = library.open().collection
    if not is_check:
        with console.progress("Embedding") as progress:
            saved.embed(collection, encoder.passages, progress)
    console.show_embedded(saved.progress(collection), encoder.name)


def _index_in_engine(parsed: argparse.Namespace, settings: "Settings") -> int:
    from . import console
    from .articles import warn_of_synonyms
    from .engine import engine_embedding, engine_index
    from .meaning import encoder_of

    encoder = encoder_of(settings)
    index = engine_index(settings)
    articles = parsed.articles or settings.articles_dir
    if not parsed.check:
        with console.progress() as progress:
            index.refresh(articles, progress)
    warn_of_synonyms(articles)
    console.show_engine_contents(index.contents())
    if encoder:
        embedding = engine_embedding(settings, encoder)
        if not parsed.check:
            with console.progress("Embedding") as progress:
                embedding.complete(progress)
        console.show_embedded(embedding.progress, encoder.name)
    return ANSWERED


def doctor(_: argparse.Namespace) -> int:
    """Look at all that the bot needs."""
    import asyncio

    settings = _settings_of_console()

    from .doctor import findings, show

    async def is_well() -> bool:
        remedies = []
        async for finding in findings(settings):
            show(finding)
            remedies.append(finding.remedy)
        return not any(remedies)

    return ANSWERED if asyncio.run(is_well()) else ERROR


def _settings_of_console() -> "Settings":
    """Read the settings, and set up the log and the streams."""
    from .console import set_up_streams
    from .logs import set_up_logs
    from .settings import read_settings

    settings = read_settings()
    set_up_logs(settings.log_level)
    set_up_streams()
    _warn_of_settings()
    return settings


def _warn_of_settings() -> None:
    """Log what in ``.env`` and the environment was meant as a setting but is none."""
    from .settings import SETTINGS_FILE, bad_lines, unknown_settings

    for number in bad_lines():
        logger.warning("%s, line %s is not NAME=value: left out", SETTINGS_FILE, number)
    for place, name, meant in unknown_settings():
        logger.warning("%s has %s, which is no setting: %s is", place, name, meant)


def telegram(_: argparse.Namespace) -> int:
    """Answer on Telegram until a signal says to stop."""
    import asyncio

    from bot.answers.records import Records
    from bot.server.service import run_service
    from bot.server.signals import ignore_stop_signals

    settings = _settings_of_service()
    service = _of_engine(settings) if settings.engine_url else _of_library(settings)
    records = Records(settings.data_dir, settings.bot_id())
    try:
        asyncio.run(
            run_service(
                settings, service.retriever, records, service.reopen, service.embedding
            )
        )
    finally:
        ignore_stop_signals()
        records.close()
    return ANSWERED


class _Service(NamedTuple):
    """What answers on Telegram.

    *reopen* returns a retriever with the articles as they are later, and *embedding*
    lets either search by meaning.
    """

    retriever: "Retriever"
    reopen: "Callable[[], Retriever]"
    embedding: "Embedding | None"


def _of_engine(settings: "Settings") -> _Service:
    from .data_folder import make_private
    from .engine import engine_retriever
    from .meaning import encoder_of

    encoder = encoder_of(settings)
    make_private(settings.data_dir)
    reopen = partial(engine_retriever, settings.articles_dir, settings, encoder)
    return _Service(reopen(), reopen, None)


def _of_library(settings: "Settings") -> _Service:
    from .articles import kept_retriever, saved_retriever, verify_in_background
    from .data_folder import check_apart, make_private
    from .meaning import embedding_of

    folder, data_dir = settings.articles_dir, settings.data_dir
    check_apart(folder, data_dir)
    make_private(data_dir)
    embedding = embedding_of(settings)
    retriever = kept_retriever(folder, data_dir)
    verify_in_background(retriever, data_dir)
    return _Service(retriever, partial(saved_retriever, folder, data_dir), embedding)


def _settings_of_service() -> "Settings":
    """Read the settings and set up the log, which never shows their secrets."""
    from .compiled import COMMAND, shortcoming
    from .logs import set_up_logs
    from .settings import (
        SETTINGS_FILE,
        read_settings,
        settings_file_is_readable_by_others,
    )

    settings = read_settings()
    set_up_logs(settings.log_level, secrets=settings.secrets())
    _warn_of_settings()
    if problem := shortcoming():
        logger.warning(
            "Searches are not at their best: %s; `%s` compiles it", problem, COMMAND
        )
    if settings_file_is_readable_by_others():
        logger.warning(
            "Others on this machine can read the token in %s: chmod 600 %s",
            SETTINGS_FILE,
            SETTINGS_FILE,
        )
    return settings
