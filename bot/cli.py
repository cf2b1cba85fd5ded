"""The command line: what can be typed, and the status that a command ends with."""

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import commands, manual
from .commands import ANSWERED, ERROR, INTERRUPTED, TEMPORARY, UNEXPECTED

if TYPE_CHECKING:
    Adding = argparse._SubParsersAction[argparse.ArgumentParser]

logger = logging.getLogger(__name__)


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
    parser = _parser()
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        # A shell asks what may follow, see `completion`; it ends the process.
        argcomplete.autocomplete(parser)
    parsed = parser.parse_args(arguments)
    if parsed.command is commands.telegram:
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
        may_pass = parsed.command is commands.telegram and is_temporary(error)
        return TEMPORARY if may_pass else ERROR
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="excerpt-bot",
        description="Answers questions by quoting your articles word for word.",
    )
    parser.add_argument(
        "--version", action=_ShowVersion, nargs=0, help="show the version and exit"
    )
    adding = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_ask(adding)
    _add_index(adding)
    _add_checks(adding)
    _add_import(adding)
    doctor = adding.add_parser(
        "doctor",
        help="check settings, articles, disk and Telegram",
        description="Looks at all that the bot needs, and says what to do where "
        "something is missing. Nothing is changed.",
        epilog="Exit status: 0 all is well, 2 something is to be done.",
    )
    doctor.set_defaults(command=commands.doctor)
    telegram = adding.add_parser(
        "telegram",
        help="run the bot",
        description="Answers on Telegram until it is stopped with Ctrl-C or SIGTERM. "
        "Articles that change are taken up while it answers.",
        epilog="Exit status: 0 stopped, 2 a setting or the token must be changed, "
        "3 an error of the program, 75 the disk or the port cannot be used now.",
    )
    telegram.set_defaults(command=commands.telegram)
    _add_completion(adding)
    manual.complete(parser, adding.choices)
    return parser


def _add_completion(adding: "Adding") -> None:
    completion = adding.add_parser(
        "completion",
        help="let a shell complete commands and options",
        description="Prints what a shell has to read for it.",
        epilog="Exit status: 0 done, 2 error.",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    completion.set_defaults(command=commands.completion)


class _ShowVersion(argparse.Action):
    """Print the version of the installed program and exit with status 0."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        parser.exit(message=f"{parser.prog} {version(parser.prog)}\n")


def _add_ask(adding: "Adding") -> None:
    ask = adding.add_parser(
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
    ask.set_defaults(command=commands.ask)


def _add_index(adding: "Adding") -> None:
    index = adding.add_parser(
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
    index.set_defaults(command=commands.index)


def _add_checks(adding: "Adding") -> None:
    verify = adding.add_parser(
        "verify",
        help="look a quotation up word for word",
        description="Says whether the articles have FILE, or standard input, word for "
        "word, or shows what comes nearest and how it differs.",
        epilog="Exit status: 0 word for word, 1 not, 2 error.",
    )
    verify.add_argument("file", nargs="?", type=Path, metavar="FILE")
    verify.set_defaults(command=commands.verify)
    check = adding.add_parser(
        "check",
        help="compare answers with what is expected",
        description="Names the answers that lack the expected words. Each line of FILE "
        "is a question, a tab, and words that its first excerpts must hold; "
        "/export on Telegram makes such a file of the answers that admins liked.",
        epilog="Exit status: 0 all as expected, 1 some are not, 2 error.",
    )
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(command=commands.check)
    for command in (verify, check):
        _add_articles(command)


def _add_import(adding: "Adding") -> None:
    importing = adding.add_parser(
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
    importing.set_defaults(command=commands.import_export)
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
