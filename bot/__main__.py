"""The command line: the one place where the parts are put together."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval import Retriever

# Each command imports what it needs: the console answers without loading Telegram's
# library, and Ctrl-C while something loads ends as quietly as later on.

ANSWERED, NOT_FOUND, ERROR, INTERRUPTED = 0, 1, 2, 130


def run() -> None:
    """Run the command line as a program and end with its exit status."""
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough (`| head -1`); Python's own flush at
        # exit must not complain of it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = ANSWERED
    sys.exit(status)


def main(arguments: Sequence[str]) -> int:
    """Do what *arguments* say and return the exit status."""
    parsed = _parser().parse_args(arguments)
    if parsed.command is _telegram:
        # A service may be stopped while it still loads.
        from .signals import end_on_stop_signals

        end_on_stop_signals()

    from retrieval import RetrievalError

    from .errors import BotError

    try:
        status: int = parsed.command(parsed)
    except (BotError, RetrievalError) as error:
        sys.stderr.write(f"{error}\n")
        return ERROR
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="excerpt-bot",
        description="Answers questions with the very sentences of your articles.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser(
        "ask",
        help="ask on the console",
        description="Without QUESTION: a prompt on a terminal, "
        "or one question a line from a pipe.",
        epilog="Exit status: 0 answered, 1 nothing found, 2 error, 130 interrupted.",
    )
    ask.add_argument("question", nargs="*", metavar="QUESTION")
    ask.add_argument(
        "--articles", type=Path, metavar="DIR", help="default: ARTICLES_DIR"
    )
    ask.add_argument(
        "-k", type=_positive, metavar="N", help="the most excerpts an answer"
    )
    ask.add_argument("--json", action="store_true", help="one JSON object an answer")
    ask.add_argument(
        "--explain", action="store_true", help="what each score is made of"
    )
    ask.set_defaults(command=_ask)

    telegram = commands.add_parser(
        "telegram",
        help="run the bot",
        description="Answers on Telegram until it is stopped with Ctrl-C or SIGTERM.",
    )
    telegram.set_defaults(command=_telegram)
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _ask(parsed: argparse.Namespace) -> int:
    from . import console
    from .logs import set_up_logs
    from .settings import read_settings

    settings = read_settings()
    set_up_logs(settings.log_level)
    console.set_up_streams()
    retriever = open_retriever(parsed.articles or settings.articles_dir)
    found = console.ask(
        " ".join(parsed.question),
        retriever,
        k=parsed.k or settings.excerpts,
        show=console.choose_show(as_json=parsed.json, explain=parsed.explain),
    )
    return ANSWERED if found else NOT_FOUND


def _telegram(_: argparse.Namespace) -> int:
    from .logs import set_up_logs
    from .records import Records
    from .service import run_service
    from .settings import (
        SETTINGS_FILE,
        read_settings,
        settings_file_is_readable_by_others,
    )
    from .signals import ignore_stop_signals

    settings = read_settings()
    set_up_logs(settings.log_level, secrets=settings.secrets())
    if settings_file_is_readable_by_others():
        logging.getLogger(__name__).warning(
            "Others on this machine can read the token in %s: chmod 600 %s",
            SETTINGS_FILE,
            SETTINGS_FILE,
        )
    retriever = open_retriever(settings.articles_dir)
    records = Records(settings.data_dir)
    try:
        asyncio.run(run_service(settings, retriever, records))
    finally:
        ignore_stop_signals()
        records.close()
    return ANSWERED


def open_retriever(folder: Path) -> "Retriever":
    """Make a retriever of the articles in *folder*; raises NoArticlesError."""
    from retrieval import (
        SYNONYMS,
        NoArticlesError,
        Retriever,
        read_articles,
        read_synonyms,
    )

    articles = read_articles(folder)
    if not articles:
        raise NoArticlesError(
            f"No article in {str(folder)!r}: put .txt or .md files there"
        )
    synonyms = folder / SYNONYMS
    groups = read_synonyms(synonyms) if synonyms.exists() else []
    return Retriever(articles, groups)


if __name__ == "__main__":
    run()
