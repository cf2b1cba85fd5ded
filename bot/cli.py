"""The command line: the one place where the parts are put together."""

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

    from retrieval import Retriever

    from .settings import Settings

logger = logging.getLogger(__name__)

# Each command imports what it needs: the console answers without loading Telegram's
# library, and Ctrl-C during an import is handled, too.

ANSWERED, NOT_FOUND, ERROR, UNEXPECTED, TEMPORARY, INTERRUPTED = 0, 1, 2, 3, 75, 130


def run() -> None:
    """Run the command line as a program and end with its exit status."""
    # Whatever a command writes is for nobody else on this machine.
    os.umask(0o077)
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        # The reader has enough (`| head -1`).
        _drop_output()
        status = ANSWERED
    except Exception as error:
        # Python's own status would be 1, which means that nothing was found.
        _log_unexpected(error)
        _drop_output()
        status = UNEXPECTED
    sys.exit(status)


def _drop_output() -> None:
    """Keep Python's flush at exit from failing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _log_unexpected(error: Exception) -> None:
    place = traceback.extract_tb(error.__traceback__)[-1]
    is_debugging = logger.isEnabledFor(logging.DEBUG)
    logger.critical(
        "Ended by %s in %s, line %s%s",
        type(error).__name__,
        place.filename,
        place.lineno,
        "" if is_debugging else "; LOG_LEVEL=DEBUG shows the traceback",
        exc_info=error if is_debugging else None,
    )


def main(arguments: Sequence[str]) -> int:
    """Do what *arguments* say and return the exit status."""
    parsed = _parser().parse_args(arguments)
    if parsed.command is _telegram:
        # A service may be stopped while it is still loading.
        from bot.server.signals import end_on_stop_signals, ignore_reload_signal

        end_on_stop_signals()
        ignore_reload_signal()

    from retrieval import RetrievalError
    from retrieval.printable import printable_lines

    from .errors import BotError, is_temporary

    try:
        status: int = parsed.command(parsed)
    except (BotError, RetrievalError) as error:
        from .settings import without_secrets

        # A token may stand in any variable by mistake.
        sys.stderr.write(f"{printable_lines(without_secrets(str(error)))}\n")
        may_pass = parsed.command is _telegram and is_temporary(error)
        return TEMPORARY if may_pass else ERROR
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="excerpt-bot",
        description="Answers questions by quoting your articles word for word.",
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_ask(commands)
    _add_index(commands)
    _add_checks(commands)
    _add_import(commands)
    doctor = commands.add_parser(
        "doctor",
        help="check settings, articles, disk and Telegram",
        description="Looks at all that the bot needs, and says what to do where "
        "something is missing. Nothing is changed.",
        epilog="Exit status: 0 all is well, 2 something is to be done.",
    )
    doctor.set_defaults(command=_doctor)
    telegram = commands.add_parser(
        "telegram",
        help="run the bot",
        description="Answers on Telegram until it is stopped with Ctrl-C or SIGTERM. "
        "Articles that change are taken up while it answers.",
        epilog="Exit status: 0 stopped, 2 a setting or the token must be changed, "
        "3 an error of the program, 75 the disk or the port cannot be used now.",
    )
    telegram.set_defaults(command=_telegram)
    return parser


class _ShowVersion(argparse.Action):
    """Print the version of the installed program and exit with status 0."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        parser.exit(message=f"{parser.prog} {version(parser.prog)}\n")


def _add_ask(commands: "Commands") -> None:
    ask = commands.add_parser(
        "ask",
        help="ask on the console",
        description="Without QUESTION: a prompt on a terminal, "
        "or one question per line from a pipe.",
        epilog="Exit status: 0 answered, 1 nothing found, 2 error, 130 interrupted.",
    )
    ask.add_argument("question", nargs="*", metavar="QUESTION")
    _add_articles(ask)
    ask.add_argument(
        "-k", type=_positive, metavar="N", help="the most excerpts per answer"
    )
    ask.add_argument("--json", action="store_true", help="one JSON object per answer")
    ask.add_argument(
        "--explain", action="store_true", help="what each score is made of"
    )
    ask.set_defaults(command=_ask)


def _add_index(commands: "Commands") -> None:
    index = commands.add_parser(
        "index",
        help="save the analysed articles, so that commands start at once",
        description="Saves the analysed articles as a library in DATA_DIR, or updates "
        "the library there; only files that changed are analysed. With ENGINE_URL they "
        "are saved in OpenSearch instead.",
        epilog="Exit status: 0 done, 2 error, 130 interrupted (the old library stays).",
    )
    _add_articles(index)
    index.add_argument(
        "--check", action="store_true", help="only check and describe what is saved"
    )
    index.set_defaults(command=_index)


def _add_checks(commands: "Commands") -> None:
    verify = commands.add_parser(
        "verify",
        help="look a quotation up word for word",
        description="Says whether the articles have FILE, or standard input, word for "
        "word, or shows what comes nearest and how it differs.",
        epilog="Exit status: 0 word for word, 1 not, 2 error.",
    )
    verify.add_argument("file", nargs="?", type=Path, metavar="FILE")
    verify.set_defaults(command=_verify)
    check = commands.add_parser(
        "check",
        help="compare answers with what is expected",
        description="Names the answers that lack the expected words. Each line of FILE "
        "is a question, a tab, and words that its first excerpts must hold; "
        "/export on Telegram makes such a file of the answers that admins liked.",
        epilog="Exit status: 0 all as expected, 1 some are not, 2 error.",
    )
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(command=_check)
    for command in (verify, check):
        _add_articles(command)


def _add_import(commands: "Commands") -> None:
    importing = commands.add_parser(
        "import-export",
        help="make articles of a channel's history",
        description="Saves the messages of a channel or group that Telegram Desktop "
        "has exported as JSON, each as a file below ARTICLES_DIR. It may be repeated: "
        "files that are there already stay as they are.",
        epilog="Exit status: 0 done, 2 error, 130 interrupted (what is saved stays).",
    )
    importing.add_argument("file", type=Path, metavar="RESULT.JSON")
    importing.add_argument(
        "--username",
        type=_username,
        metavar="@NAME",
        help="of the channel, for links to its posts that everybody can open",
    )
    importing.set_defaults(command=_import_export)
    _add_articles(importing)


def _username(text: str) -> str:
    name = text.removeprefix("@")
    if not name.replace("_", "").isalnum() or not name.isascii():
        raise argparse.ArgumentTypeError(f"{text!r} is no username like @news")
    return name


def _add_articles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--articles", type=Path, metavar="DIR", help="default: ARTICLES_DIR"
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive whole number")
    return int(text)


def _ask(parsed: argparse.Namespace) -> int:
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


def _verify(parsed: argparse.Namespace) -> int:
    settings = _settings_of_console()

    from . import checks

    retriever = _retriever(parsed.articles, settings)
    return ANSWERED if checks.verify_file(parsed.file, retriever) else NOT_FOUND


def _check(parsed: argparse.Namespace) -> int:
    settings = _settings_of_console()

    from . import checks

    retriever = _retriever(parsed.articles, settings)
    holds = checks.check_answers(parsed.file, retriever, k=settings.excerpts)
    return ANSWERED if holds else NOT_FOUND


def _import_export(parsed: argparse.Namespace) -> int:
    settings = _settings_of_console()

    from . import console
    from .channels.export import read_export
    from .channels.posts import save

    folder = parsed.articles or settings.articles_dir
    posts = read_export(parsed.file, parsed.username or "")
    with console.progress("Importing") as report:
        for number, post in enumerate(posts, 1):
            save(post, folder)
            report(number, len(posts))
    return ANSWERED


def _retriever(articles: Path | None, settings: "Settings") -> "Retriever":
    """Return a retriever for the folder that is named or set."""
    if settings.engine_url:
        from .engine import engine_retriever

        return engine_retriever(articles or settings.articles_dir, settings)

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


def _index(parsed: argparse.Namespace) -> int:
    settings = _settings_of_console()
    if settings.engine_url:
        return _index_in_engine(parsed, settings)

    from retrieval import Library
    from retrieval.semantic.meaning import SavedMeaning

    from . import console
    from .data_folder import make_private
    from .meaning import encoder_of

    encoder = encoder_of(settings)
    library = Library(settings.data_dir)
    if not parsed.check:
        make_private(settings.data_dir)
        with console.progress() as progress:
            articles = parsed.articles or settings.articles_dir
            library.refresh(articles, progress, verify=True)
    console.show_contents(library.contents())
    if encoder:
        saved = SavedMeaning(settings.data_dir, encoder)
        collection = library.open().collection
        if not parsed.check:
            with console.progress("Embedding") as progress:
                saved.embed(collection, encoder.passages, progress)
        console.show_embedded(saved.progress(collection), encoder.name)
    return ANSWERED


def _index_in_engine(parsed: argparse.Namespace, settings: "Settings") -> int:
    from . import console
    from .engine import engine_index

    index = engine_index(settings)
    if not parsed.check:
        with console.progress() as progress:
            index.refresh(parsed.articles or settings.articles_dir, progress)
    console.show_engine_contents(index.contents())
    return ANSWERED


def _doctor(_: argparse.Namespace) -> int:
    import asyncio

    settings = _settings_of_console()

    from . import doctor

    async def is_well() -> bool:
        remedies = []
        async for finding in doctor.findings(settings):
            doctor.show(finding)
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
    _warn_of_unknown_settings()
    return settings


def _warn_of_unknown_settings() -> None:
    from .settings import SETTINGS_FILE, unknown_settings

    for name, near in unknown_settings().items():
        logger.warning(
            "%s has %s, which is no setting: %s is", SETTINGS_FILE, name, near
        )


def _telegram(_: argparse.Namespace) -> int:
    import asyncio

    from bot.answers.records import Records
    from bot.server.service import run_service
    from bot.server.signals import ignore_stop_signals

    from .data_folder import make_private
    from .logs import set_up_logs
    from .settings import (
        SETTINGS_FILE,
        read_settings,
        settings_file_is_readable_by_others,
    )

    settings = read_settings()
    set_up_logs(settings.log_level, secrets=settings.secrets())
    _warn_of_unknown_settings()
    if settings_file_is_readable_by_others():
        logger.warning(
            "Others on this machine can read the token in %s: chmod 600 %s",
            SETTINGS_FILE,
            SETTINGS_FILE,
        )
    make_private(settings.data_dir)
    retriever, reopen = _retriever_of_telegram(settings)
    records = Records(settings.data_dir, settings.bot_id())
    try:
        asyncio.run(run_service(settings, retriever, records, reopen))
    finally:
        ignore_stop_signals()
        records.close()
    return ANSWERED


def _retriever_of_telegram(
    settings: "Settings",
) -> "tuple[Retriever, Callable[[], Retriever]]":
    """Return a retriever, and what returns one with the articles as they are later."""
    folder = settings.articles_dir
    if settings.engine_url:
        from .engine import engine_retriever

        return engine_retriever(folder, settings), partial(
            engine_retriever, folder, settings
        )

    from .articles import kept_retriever, saved_retriever, verify_in_background
    from .meaning import embedder

    embedded = embedder(settings)
    retriever = embedded(kept_retriever(folder, settings.data_dir))
    verify_in_background(retriever, settings.data_dir)
    return retriever, lambda: embedded(saved_retriever(folder, settings.data_dir))
