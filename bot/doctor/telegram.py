"""What Telegram says of a bot before it runs, and what to do about it."""

from collections.abc import AsyncIterator, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from telegram import Bot, User
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.channels.names import names_without_channel
from bot.delivery.http_client import HttpClient
from bot.settings import Settings

from .finding import Finding

MOST_SKEW_SECONDS = 60
"""A clock that is further from Telegram's misjudges what is too old to answer."""

ANSWER_SECONDS = 10.0

_GROUPS = "/setjoingroups and /setprivacy at @BotFather change it"


async def telegram_findings(settings: Settings) -> AsyncIterator[Finding]:
    """Yield what Telegram says of the bot, the clock and how updates arrive."""
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
            if settings.channels:
                yield await _channels(bot, settings.channels)
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


async def _channels(bot: Bot, channels: AbstractSet[str]) -> Finding:
    if unknown := await names_without_channel(bot, channels):
        return Finding(
            "channels",
            f"the bot sees none called {', '.join(unknown)}",
            "write the name that it has now, or better its id, in CHANNELS",
        )
    return Finding("channels", f"{len(channels)} in CHANNELS")


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
