"""The command line: the one place where the parts are put together."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval import Retriever

    from .delivery import Delivery
    from .handlers import AnyApplication
    from .monitoring import Heartbeat
    from .polling import Poller
    from .sending import Sender
    from .settings import Settings
    from .webhook import Webhook

# Each command imports what it needs: the console answers without loading Telegram's
# library, and Ctrl-C while something loads ends as quietly as later on.

ANSWERED, NOT_FOUND, ERROR, INTERRUPTED = 0, 1, 2, 130

ALLOWED_UPDATES = ("message",)


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
        as_json=parsed.json,
    )
    return ANSWERED if found else NOT_FOUND


def _telegram(_: argparse.Namespace) -> int:
    from .logs import set_up_logs
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
    try:
        asyncio.run(_serve(settings, retriever))
    finally:
        ignore_stop_signals()
    return ANSWERED


async def _serve(settings: "Settings", retriever: "Retriever") -> None:
    from .delivery import Delivery
    from .http_server import Observatory, http_server
    from .inbox import Inbox
    from .lifecycle import serve
    from .monitoring import Heartbeat, Metrics
    from .pacing import Pace
    from .sending import Sender

    metrics, heartbeat = Metrics(), Heartbeat()
    sender = Sender(Pace(settings.messages_per_second), metrics)
    application = telegram_application(settings, retriever, sender)
    async with AsyncExitStack() as stack:
        inbox = Inbox(settings.data_dir, settings.bot_id())
        stack.push_async_callback(inbox.close)
        delivery = Delivery(application, inbox, sender, metrics)
        receiver = _receiver(settings, application, delivery, heartbeat)
        if settings.http_port:
            observatory = Observatory(inbox, metrics, heartbeat, retriever.version)
            server = http_server(
                observatory,
                receiver,
                address=str(settings.http_address),
                port=settings.http_port,
            )
            await stack.enter_async_context(server)
        await serve(application, delivery, receiver, heartbeat)


def _receiver(
    settings: "Settings",
    application: "AnyApplication",
    delivery: "Delivery",
    heartbeat: "Heartbeat",
) -> "Poller | Webhook":
    from .polling import Poller
    from .webhook import Webhook

    if address := settings.webhook():
        return Webhook(address, application.bot, delivery, heartbeat, ALLOWED_UPDATES)
    return Poller(application.bot, delivery, heartbeat, ALLOWED_UPDATES)


def telegram_application(
    settings: "Settings", retriever: "Retriever", sender: "Sender | None" = None
) -> "AnyApplication":
    """Make the bot that answers with *retriever*; it is not started.

    Without *sender*, no limit of Telegram's is kept and no failure made good.
    """
    from telegram.ext import Application

    from .delivery import decide_on_failure
    from .handlers import add_handlers
    from .http_client import HttpClient
    from .sending import ANSWER_SECONDS, MOST_IN_FLIGHT

    api = str(settings.telegram_api_url).rstrip("/")
    builder = (
        Application.builder()
        .token(settings.token())
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(HttpClient(connections=MOST_IN_FLIGHT, answer_seconds=ANSWER_SECONDS))
        .get_updates_request(HttpClient(connections=1, answer_seconds=ANSWER_SECONDS))
    )
    application = (builder.rate_limiter(sender) if sender else builder).build()
    # The first error handler: it keeps the others from what will be tried again.
    application.add_error_handler(decide_on_failure)
    add_handlers(application, retriever, k=settings.excerpts)
    return application


def open_retriever(folder: Path) -> "Retriever":
    """Make a retriever of the articles in *folder*; raises NoArticlesError."""
    from retrieval import NoArticlesError, Retriever, read_articles

    articles = read_articles(folder)
    if not articles:
        raise NoArticlesError(
            f"No article in {str(folder)!r}: put .txt or .md files there"
        )
    return Retriever(articles)


if __name__ == "__main__":
    run()
