"""What stands between the bot and its users, each with what to do about it."""

import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

import aiohttp
from telegram import Bot, User
from telegram.error import InvalidToken, NetworkError, TelegramError

from retrieval import Library, RetrievalError
from retrieval.articles import files_below
from retrieval.bm25.kernel import FASTEST, NUMPY
from retrieval.printable import printable
from retrieval.readers.reader import format_of, suffix_of
from retrieval.semantic.meaning import SavedMeaning

from .articles import synonyms_in
from .data_folder import check_apart
from .delivery.http_client import HttpClient
from .engine import NO_MEANING, engine_index
from .errors import SettingsError
from .meaning import encoder_of
from .settings import (
    SETTINGS_FILE,
    Settings,
    settings_file_is_readable_by_others,
    unknown_settings,
)

LEAST_FREE_MB = 200
"""With less space, saving a library or the inbox may soon fail."""

MOST_SKEW_SECONDS = 60
"""A clock that is further from Telegram's misjudges what is too old to answer."""

ANSWER_SECONDS = 10.0

MOST_NAMED = 5
"""How many files with one reason are named."""


_GROUPS = "/setjoingroups and /setprivacy at @BotFather change it"


class Finding(NamedTuple):
    """What was found about *subject*, and what to do; *remedy* is empty if all is well.

    A *note* need not be acted on.
    """

    subject: str
    text: str
    remedy: str = ""
    note: str = ""


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Yield what was found, from the settings to Telegram."""
    yield _settings(settings)
    yield _articles(settings.articles_dir)
    for finding in _left_out(settings.articles_dir):
        yield finding
    yield _library(settings)
    yield _search()
    yield _synonyms(settings.articles_dir)
    yield _meaning(settings)
    yield _disk(settings)
    async for finding in _telegram(settings):
        yield finding


def show(finding: Finding) -> None:
    """Print in one line what was found, and below it what to do."""
    mark = "TODO" if finding.remedy else "ok"
    print(printable(f"{mark:<5}{finding.subject:<10}{finding.text}"), flush=True)
    for more in filter(None, (finding.remedy, finding.note)):
        print(printable(f"{'':<15}{more}"), flush=True)


def _settings(settings: Settings) -> Finding:
    if unknown := unknown_settings():
        names = ", ".join(f"{name} (meant: {near})" for name, near in unknown.items())
        return Finding("settings", f"unknown: {names}", f"correct {SETTINGS_FILE}")
    if SETTINGS_FILE.exists() and not SETTINGS_FILE.is_file():
        return Finding("settings", f"{SETTINGS_FILE} is no file", "remove it")
    if settings_file_is_readable_by_others() and settings.telegram_bot_token:
        return Finding(
            "settings",
            f"others on this machine can read the token in {SETTINGS_FILE}",
            f"chmod 600 {SETTINGS_FILE}",
        )
    where = SETTINGS_FILE if SETTINGS_FILE.exists() else "the environment, no .env"
    return Finding("settings", f"read from {where}")


def _articles(folder: Path) -> Finding:
    try:
        suffixes = Counter(map(suffix_of, filter(_is_read, files_below(folder))))
    except RetrievalError as error:
        return Finding("articles", str(error), "set ARTICLES_DIR to your folder")
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in suffixes.most_common())
    if not kinds:
        return Finding("articles", f"none in {str(folder)!r}", "put articles there")
    return Finding("articles", f"{kinds} in {str(folder)!r}")


def _is_read(name: str) -> bool:
    return _reason(name) is None


def _reason(name: str) -> str | None:
    try:
        format_of(name)
    except RetrievalError as error:
        return str(error)
    return None


def _left_out(folder: Path) -> Iterator[Finding]:
    """Yield a finding for each reason for which files are not read."""
    if not folder.is_dir():
        return
    by_reason: dict[str, list[str]] = {}
    for name in files_below(folder):
        if reason := _reason(name):
            by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        more = len(names) - MOST_NAMED
        named = ", ".join(
            [*names[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        )
        if reason.startswith("pip install"):
            yield Finding("formats", named, reason)
        else:
            yield Finding("formats", f"{named}: {reason}")


def _engine(settings: Settings) -> Finding:
    try:
        contents = engine_index(settings).contents()
    except RetrievalError as error:
        return Finding("engine", str(error), "docs/engine.md says what is needed")
    counts = f"{contents.articles:,} articles, {contents.sentences:,} sentences"
    return Finding("engine", f"{counts}, {contents.health}")


def _library(settings: Settings) -> Finding:
    if settings.engine_url:
        return _engine(settings)
    library = Library(settings.data_dir)
    if not library.exists():
        return Finding("library", f"none in {str(settings.data_dir)!r} yet")
    try:
        contents = library.contents()
    except RetrievalError as error:
        return Finding("library", str(error), "python -m bot index")
    text = f"{contents.articles:,} articles, {contents.sentences:,} sentences"
    if not library.is_of(settings.articles_dir):
        return Finding(
            "library", f"{text}, but of {contents.folder}", "python -m bot index"
        )
    return Finding("library", text)


def _synonyms(folder: Path) -> Finding:
    try:
        groups = synonyms_in(folder)
    except RetrievalError as error:
        return Finding("synonyms", str(error), "correct that line")
    return Finding("synonyms", f"{len(groups)} groups of your own")


def _meaning(settings: Settings) -> Finding:
    """Return whether questions are searched by meaning; a server is asked once."""
    if settings.engine_url:
        return Finding("meaning", NO_MEANING)
    try:
        encoder = encoder_of(settings)
        if encoder is None:
            note = "pip install 'excerpt-bot[semantic]' adds it"
            off = settings.semantic == "off"
            return Finding("meaning", "off", note="" if off else note)
        encoder.questions(["test"])
    except RetrievalError as error:
        return Finding("meaning", str(error), "install or start it, or SEMANTIC=off")
    library = Library(settings.data_dir)
    if not library.exists():
        return Finding("meaning", f"by {encoder.name}")
    try:
        progress = SavedMeaning(settings.data_dir, encoder).progress(
            library.open().collection
        )
    except RetrievalError as error:
        return Finding("meaning", str(error), "python -m bot index")
    text = f"{progress.done:,} of {progress.total:,} sentences, by {encoder.name}"
    note = "" if progress.done == progress.total else "python -m bot index embeds all"
    return Finding("meaning", text, note=note)


def _search() -> Finding:
    if FASTEST is NUMPY:
        return Finding(
            "search",
            "NumPy: the part in C is not compiled",
            note="with a C compiler, `pip install -e .` makes searches faster",
        )
    return Finding("search", "C")


def _disk(settings: Settings) -> Finding:
    data_dir = settings.data_dir
    try:
        check_apart(settings.articles_dir, data_dir)
    except SettingsError as error:
        return Finding("disk", str(error), "set another DATA_DIR")
    folder = data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        text = f"DATA_DIR={str(data_dir)!r} cannot be written"
        return Finding("disk", text, "set another DATA_DIR, or its rights")
    free = shutil.disk_usage(folder).free // 10**6
    text = f"{free:,} MB free for DATA_DIR={str(data_dir)!r}"
    if free < LEAST_FREE_MB:
        return Finding("disk", text, f"free {LEAST_FREE_MB} MB or set another DATA_DIR")
    return Finding("disk", text)


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    if settings.telegram_bot_token is None:
        yield Finding(
            "token",
            "none: only the console answers",
            note="@BotFather gives one after /newbot; it belongs into .env",
        )
        return
    api = str(settings.telegram_api_url).rstrip("/")
    request = HttpClient(connections=1, answer_seconds=ANSWER_SECONDS)
    bot = Bot(settings.token(), base_url=f"{api}/bot", request=request)
    try:
        async with bot:
            yield await _clock(api)
            for finding in _profile(bot.bot):
                yield finding
            yield await _updates(bot, settings)
    except InvalidToken:
        yield Finding(
            "token", "Telegram does not accept it", "compare it with @BotFather's"
        )
    except NetworkError:
        yield Finding("network", f"{api} does not answer", "check network and proxy")
    except TelegramError as error:
        yield Finding("telegram", error.message, "try again later")


async def _clock(api: str) -> Finding:
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(trust_env=True, timeout=timeout) as session,
            session.get(api, allow_redirects=False) as response,
        ):
            theirs = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NetworkError("no answer") from error
    except (KeyError, ValueError):
        return Finding("clock", "not compared: the server does not say its time")
    skew = abs((datetime.now(UTC) - theirs).total_seconds())
    text = f"{skew:.0f} s from Telegram's"
    if skew > MOST_SKEW_SECONDS:
        return Finding("clock", text, "set the clock of this machine, best by NTP")
    return Finding("clock", text)


def _profile(me: User) -> Iterator[Finding]:
    yield Finding("token", f"@{me.username}")
    if not me.can_join_groups:
        groups = "nobody can add the bot"
    elif me.can_read_all_group_messages:
        groups = "the bot is sent all messages"
    else:
        groups = "the bot is sent only what is addressed to it"
    yield Finding("groups", groups, note=_GROUPS)
    inline = "on" if me.supports_inline_queries else "off"
    note = "" if me.supports_inline_queries else "/setinline at @BotFather turns it on"
    yield Finding("inline", inline, note=note)


async def _updates(bot: Bot, settings: Settings) -> Finding:
    """Return how updates arrive, and what hinders them."""
    info = await bot.get_webhook_info()
    waiting = f"{info.pending_update_count} waiting"
    webhook = settings.webhook()
    if webhook is None:
        note = "the bot removes the webhook when it starts" if info.url else ""
        return Finding("updates", f"polled, {waiting}", note=note)
    if info.url != webhook.url:
        note = "the bot sets the webhook when it starts"
        return Finding("updates", f"no webhook yet, {waiting}", note=note)
    if info.last_error_message and info.pending_update_count:
        return Finding(
            "updates",
            f"Telegram cannot deliver them: {info.last_error_message}, {waiting}",
            f"requests for {webhook.url} must reach port {settings.http_port} here",
        )
    return Finding("updates", f"by webhook, {waiting}")
