"""The library's application with the bot's handlers."""

import logging
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import Application

from bot.answers.answerer import Answering
from bot.answers.records import Records
from bot.answers.servers import Servers
from bot.channels.names import names_without_channel
from bot.chat.profile import log_privacy_mode, set_up_profile
from bot.delivery.http_client import HttpClient
from bot.delivery.inbox import Inbox
from bot.delivery.metrics import Metrics
from bot.delivery.sender import ANSWER_SECONDS, MOST_IN_FLIGHT, Sender, kind_of
from bot.delivery.worker import decide_on_failure
from bot.handlers.rate_limit import RateLimit
from bot.handlers.routes import AnyApplication, add_handlers
from bot.handlers.telling import Wake
from bot.handlers.uploads import Reload, UploadHandlers
from bot.meaning import server_of
from bot.settings import Settings
from bot.uploads import Uploads
from retrieval.retriever import BaseRetriever

logger = logging.getLogger(__name__)

AnswerWith = Callable[[Answering, AnyApplication], None]


class ForgetfulApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application that does not collect the ids of all who write.

    python-telegram-bot 22.8 does, for files that are not kept here, and for good.
    """

    __slots__ = ()

    def _mark_for_persistence_update(self, **_: object) -> None:
        """Note nothing."""


def telegram_application(
    settings: Settings,
    retriever: BaseRetriever,
    records: Records,
    sender: Sender | None = None,
    answer_with: AnswerWith | None = None,
    wake: Wake | None = None,
    metrics: Metrics | None = None,
) -> AnyApplication:
    """Return the bot, not started; without *sender* nothing is paced or retried.

    *answer_with* sets the handlers, which are else those without an inbox and without
    uploads. *wake* is called when it can send.
    """
    answering = answering_from(retriever, settings, records, metrics)
    api = str(settings.telegram_api_url).rstrip("/")
    builder = (
        Application.builder()
        .application_class(ForgetfulApplication)
        .token(settings.token())
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(HttpClient(connections=MOST_IN_FLIGHT, answer_seconds=ANSWER_SECONDS))
        .get_updates_request(HttpClient(connections=1, answer_seconds=ANSWER_SECONDS))
        .post_init(
            partial(
                _introduce,
                settings=settings,
                answering=answering,
                records=records,
                wake=partial(wake, answering) if wake else None,
            )
        )
    )
    application = (builder.rate_limiter(sender) if sender else builder).build()
    # The first error handler, since it keeps the others from what will be retried.
    application.add_error_handler(decide_on_failure)
    answer_with = answer_with or partial(
        answer_with_articles, settings=settings, records=records, rate=RateLimit()
    )
    answer_with(answering, application)
    return application


def answering_from(
    retriever: BaseRetriever,
    settings: Settings,
    records: Records,
    metrics: Metrics | None = None,
) -> Answering:
    """Return the answers from *retriever*, counted by *metrics*, as they are set."""
    return Answering(
        retriever,
        records,
        k=settings.excerpts,
        count=metrics.count_answer if metrics else None,
        servers=_servers(settings),
    )


def _servers(settings: Settings) -> Servers:
    hosts = dict.fromkeys(url.host for url in settings.engine_url if url.host)
    return Servers(server_of(settings), ", ".join(hosts) or None)


def answer_with_articles(
    answering: Answering,
    application: AnyApplication,
    settings: Settings,
    records: Records,
    rate: RateLimit,
    inbox: Inbox | None = None,
    reload: Reload | None = None,
) -> None:
    """Replace all handlers; an update under way stays with those it began with.

    *rate* outlasts a change of the articles; there are uploads if these can *reload*.
    """
    uploads = Uploads(settings.articles_dir, settings.data_dir)
    application.handlers.clear()
    add_handlers(
        application,
        answering,
        records,
        allowed=settings.admitted(),
        admins=settings.admin_users,
        rate=rate,
        folder=settings.articles_dir,
        channels=settings.channels,
        inbox=inbox,
        uploads=UploadHandlers(answering, uploads, reload) if reload else None,
        in_engine=bool(settings.engine_url),
    )


async def _introduce(
    application: AnyApplication,
    settings: Settings,
    answering: Answering,
    records: Records,
    wake: Callable[[Bot], None] | None,
) -> None:
    """Log what is wrong at Telegram's, update the profile, tell what waits.

    Then log that it is ready.
    """
    log_privacy_mode(application.bot)
    await set_up_profile(application.bot, records, admins=settings.admin_users)
    await _log_unknown_channels(application.bot, settings.channels)
    if wake:
        wake(application.bot)
    count = len(answering.titles)
    kind = "article" if count == 1 else "articles"
    name = application.bot.username
    logger.info("@%s answers from %s %s; Ctrl+C stops", name, f"{count:,}", kind)


async def _log_unknown_channels(bot: Bot, channels: AbstractSet[str]) -> None:
    try:
        unknown = await names_without_channel(bot, channels)
    except TelegramError as error:
        logger.warning("The names in CHANNELS are not checked (%s)", kind_of(error))
        return
    for name in unknown:
        logger.warning(
            "The bot sees no channel %s: if it has another name now, write that or its"
            " id in CHANNELS",
            name,
        )
