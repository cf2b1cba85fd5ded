"""The commands: each is done as its arguments say, and ends with a status.

Each imports what it needs: the console answers without loading Telegram's library, and
Ctrl-C during an import is handled, too.
"""

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .startup import settings_of_console, settings_of_service

if TYPE_CHECKING:
    from retrieval import Contents, Encoder, Library
    from retrieval.retriever import BaseRetriever

    from .settings import Settings

ANSWERED, NOT_FOUND, ERROR, UNEXPECTED, TEMPORARY, INTERRUPTED = 0, 1, 2, 3, 75, 130


def ask(parsed: argparse.Namespace) -> int:
    """Answer a question, or those of a prompt or a pipe."""
    settings = settings_of_console()

    from .console import asking, shows

    retriever = _retriever(parsed.articles, settings)
    found = asking.ask(
        " ".join(parsed.question),
        retriever,
        k=parsed.k or settings.excerpts,
        show=shows.choose_show(as_json=parsed.json, explain=parsed.explain),
    )
    return ANSWERED if found else NOT_FOUND


def verify(parsed: argparse.Namespace) -> int:
    """Look a quotation up word for word."""
    settings = settings_of_console()

    from .console import checks

    retriever = _retriever(parsed.articles, settings)
    return ANSWERED if checks.verify_file(parsed.file, retriever) else NOT_FOUND


def check(parsed: argparse.Namespace) -> int:
    """Compare answers with what is expected."""
    settings = settings_of_console()

    from .console import checks

    retriever = _retriever(parsed.articles, settings)
    holds = checks.check_answers(parsed.file, retriever, k=settings.excerpts)
    return ANSWERED if holds else NOT_FOUND


def import_export(parsed: argparse.Namespace) -> int:
    """Make articles of a channel's history."""
    settings = settings_of_console()

    from .channels.export import read_export
    from .channels.posts import save
    from .console import reports

    folder = parsed.articles or settings.articles_dir
    posts = read_export(parsed.file, parsed.username or "")
    changed = 0
    with reports.progress("Importing") as report:
        for number, post in enumerate(posts, 1):
            changed += save(post, folder)
            report(number, len(posts))
    reports.show_imported(len(posts), changed, folder)
    return ANSWERED


def completion(parsed: argparse.Namespace) -> int:
    """Print what a shell has to read to complete commands and options."""
    from argcomplete.shell_integration import shellcode

    sys.stdout.write(shellcode(["excerpt-bot"], shell=parsed.shell))
    return ANSWERED


def _retriever(articles: Path | None, settings: "Settings") -> "BaseRetriever":
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
        add_meaning(
            retriever,
            encoder,
            settings.data_dir,
            is_saved=Library(settings.data_dir).is_of(folder),
            remedy=_indexing(articles),
        )
    return retriever


def _indexing(articles: Path | None) -> str:
    """Return the command that indexes the folder that is named, or else set."""
    named = f" --articles {shlex.quote(str(articles))}" if articles else ""
    return f"python -m bot index{named}"


def index(parsed: argparse.Namespace) -> int:
    """Save the analysed articles, or describe what is saved."""
    settings = settings_of_console()
    if settings.engine_url:
        return _index_in_engine(parsed, settings)

    from retrieval import Library

    from .articles import warn_of_synonyms
    from .console import reports
    from .meaning import encoder_of

    encoder = encoder_of(settings)
    library = Library(settings.data_dir)
    articles = parsed.articles or settings.articles_dir
    # What a first library leaves out is logged while it is made; `--check` says it.
    hint = library.exists() and not parsed.check
    if not parsed.check:
        _refresh(library, articles, settings.data_dir)
    contents = _contents(library, settings.data_dir)
    warn_of_synonyms(articles)
    reports.show_contents(contents, hint=hint)
    if parsed.check:
        reports.show_check(library, articles)
    if encoder:
        _embed(library, settings.data_dir, encoder, is_check=parsed.check)
    return ANSWERED


def _refresh(library: "Library", articles: Path, data_dir: Path) -> None:
    from .articles import check_kinds
    from .console import reports
    from .data_folder import check_apart, make_private

    check_apart(articles, data_dir)
    check_kinds(articles)
    make_private(data_dir)
    with reports.progress() as progress:
        library.refresh(articles, progress, verify=True)


def _contents(library: "Library", data_dir: Path) -> "Contents":
    from retrieval import UnusableIndexError

    if not library.exists():
        raise UnusableIndexError(
            f"There is no library in {str(data_dir)!r} yet: `index` makes one"
        )
    return library.contents()


def _embed(
    library: "Library", data_dir: Path, encoder: "Encoder", *, is_check: bool
) -> None:
    """Embed what is new in *library*, unless it *is_check*, and show how much is."""
    from retrieval.semantic.meaning import SavedMeaning

    from .console import reports

    saved = SavedMeaning(data_dir, encoder)
    collection = library.open().collection
    if not is_check:
        with reports.progress("Embedding") as progress:
            saved.embed(collection, encoder.passages, progress)
    reports.show_embedded(saved.progress(collection), encoder.name)


def _index_in_engine(parsed: argparse.Namespace, settings: "Settings") -> int:
    from .articles import warn_of_synonyms
    from .console import reports
    from .engine import engine_embedding, engine_index
    from .meaning import encoder_of

    encoder = encoder_of(settings)
    index = engine_index(settings)
    articles = parsed.articles or settings.articles_dir
    if not parsed.check:
        with reports.progress() as progress:
            index.refresh(articles, progress)
    warn_of_synonyms(articles)
    reports.show_engine_contents(index.contents())
    if encoder:
        embedding = engine_embedding(settings, encoder)
        if not parsed.check:
            with reports.progress("Embedding") as progress:
                embedding.complete(progress)
        reports.show_embedded(embedding.progress, encoder.name)
    return ANSWERED


def doctor(_: argparse.Namespace) -> int:
    """Look at all that the bot needs."""
    import asyncio

    settings = settings_of_console()

    from .doctor.findings import findings, show

    async def is_well() -> bool:
        remedies = []
        async for finding in findings(settings):
            show(finding)
            remedies.append(finding.remedy)
        return not any(remedies)

    return ANSWERED if asyncio.run(is_well()) else ERROR


def telegram(_: argparse.Namespace) -> int:
    """Answer on Telegram until a signal says to stop."""
    # The service takes a second to load, and signals are heeded meanwhile.
    from .running import run

    run(settings_of_service())
    return ANSWERED
