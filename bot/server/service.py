"""The Telegram bot put together, from its settings to its life cycle."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import cast

from telegram import Bot
from telegram.ext import Application

from bot.answers.answerer import Answering
from bot.answers.records import Records
from bot.answers.records_key import read_key
from bot.chat.profile import log_privacy_mode, set_up_profile
from bot.delivery.claims import Claims
from bot.delivery.http_client import HttpClient
from bot.delivery.inbox import Inbox
from bot.delivery.metrics import Metrics
from bot.delivery.pacing import Pace
from bot.delivery.sender import ANSWER_SECONDS, MOST_IN_FLIGHT, Sender
from bot.delivery.worker import Claim, Delivery, decide_on_failure
from bot.engine import engine_connection
from bot.handlers.rate_limit import RateLimit
from bot.handlers.routes import ALLOWED_UPDATES, AnyApplication, add_handlers
from bot.handlers.telling import Wake, telling
from bot.handlers.uploads import Reload, UploadHandlers
from bot.meaning import Embedding
from bot.settings import Settings
from bot.uploads import Uploads
from retrieval import Retriever
from retrieval.engine.retriever import EngineRetriever
from retrieval.library.changes import Changes

from .engine_changes import changes_in_engine, engine_changes
from .heartbeat import Heartbeat
from .http_server import Observatory, http_server
from .lifecycle import serve
from .polling import Poller
from .reloading import Reloading, reloading
from .updating import update_library
from .watching import changes_in
from .webhook import Webhook

AnswerWith = Callable[[Answering, AnyApplication], None]


async def run_service(
    settings: Settings,
    retriever: Retriever,
    records: Records,
    reopen: Callable[[], Retriever],
    embedding: Embedding | None = None,
) -> None:
    """Answer on Telegram until a signal says to stop.

    When articles change, the library is updated and *retriever* replaced by what
    *reopen* returns. *embedding* lets either search by meaning.
    """
    metrics, heartbeat = Metrics(), Heartbeat()
    sender = Sender(Pace(settings.messages_per_second), metrics)
    async with AsyncExitStack() as stack:
        inbox = Inbox(settings.data_dir, settings.bot_id())
        stack.push_async_callback(inbox.close)
        rate = RateLimit()
        wake = await stack.enter_async_context(telling(records, settings.admitted()))
        if embedding:
            wake = _wake_when_ready(wake, embedding)
            await asyncio.to_thread(embedding.begin, retriever)

        def read() -> Answering:
            opened = reopen()
            if embedding:
                embedding.begin(opened)
            return _answering(opened, settings, records)

        def use(answering: Answering, changes: Changes) -> None:
            answer_with(answering, application)
            observatory.retriever = answering.retriever
            if changes:
                observatory.changes = changes
            answering.changes = observatory.changes
            wake(answering, application.bot)

        update, moments = _news(settings, lambda: observatory.retriever, reopen)
        reloads = Reloading(
            update,
            read,
            use,
        )
        answer_with = partial(
            _answer_with,
            settings=settings,
            records=records,
            inbox=inbox,
            rate=rate,
            # What is sent to one bot is not in the engine's index.
            reload=None if settings.engine_url else reloads.now,
        )
        application = telegram_application(
            settings, retriever, records, sender, answer_with, wake
        )
        delivery = Delivery(application, inbox, sender, metrics, _claim(settings))
        receiver = _receiver(settings, application, delivery, heartbeat)
        observatory = Observatory(inbox, metrics, heartbeat, retriever)
        if settings.http_port:
            server = http_server(
                observatory,
                receiver,
                address=str(settings.http_address),
                port=settings.http_port,
            )
            await stack.enter_async_context(server)

        await stack.enter_async_context(reloading(reloads, moments))
        await serve(application, delivery, receiver, heartbeat)


def _news(
    settings: Settings,
    current: Callable[[], Retriever],
    reopen: Callable[[], Retriever],
) -> tuple[Callable[[], Awaitable[Changes]], AsyncIterator[None]]:
    """Return what brings the articles up to date, and when that may be needed."""
    if settings.engine_url:

        def there() -> EngineRetriever:
            return cast(EngineRetriever, current())

        return lambda: engine_changes(there(), reopen), changes_in_engine(there)
    articles, data = settings.articles_dir, settings.data_dir
    return partial(update_library, articles, data), changes_in(articles, ignored=data)


def _claim(settings: Settings) -> Claim | None:
    """Return what keeps other hosts behind the same webhook from answering, too."""
    if not (settings.engine_url and settings.webhook()):
        return None
    claims = Claims(
        engine_connection(settings),
        f"{settings.engine_index}-updates",
        bot_id=settings.bot_id(),
        host=read_key(settings.data_dir / "key-host").hex(),
    )
    claims.make_index(replicas=settings.engine_replicas)
    return claims.take


def _wake_when_ready(wake: Wake, embedding: Embedding) -> Wake:
    """Return *wake*, repeated when more can be found by meaning."""
    loop = asyncio.get_running_loop()

    def wake_now_and_then(answering: Answering, bot: Bot) -> None:
        def wake_then() -> None:
            # The loop ends before the thread.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(wake, answering, bot)

        embedding.when_ready = wake_then
        wake(answering, bot)

    return wake_now_and_then


def telegram_application(
    settings: Settings,
    retriever: Retriever,
    records: Records,
    sender: Sender | None = None,
    answer_with: AnswerWith | None = None,
    wake: Wake | None = None,
) -> AnyApplication:
    """Return the bot, not started; without *sender* nothing is paced or retried.

    *answer_with* sets the handlers, which are else those without an inbox and without
    uploads. *wake* is called when it can send.
    """
    answering = _answering(retriever, settings, records)
    api = str(settings.telegram_api_url).rstrip("/")
    builder = (
        Application.builder()
        .token(settings.token())
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(HttpClient(connections=MOST_IN_FLIGHT, answer_seconds=ANSWER_SECONDS))
        .get_updates_request(HttpClient(connections=1, answer_seconds=ANSWER_SECONDS))
        .post_init(
            partial(
                _introduce,
                settings=settings,
                records=records,
                wake=partial(wake, answering) if wake else None,
            )
        )
    )
    application = (builder.rate_limiter(sender) if sender else builder).build()
    # The first error handler, since it keeps the others from what will be retried.
    application.add_error_handler(decide_on_failure)
    answer_with = answer_with or partial(
        _answer_with, settings=settings, records=records, rate=RateLimit()
    )
    answer_with(answering, application)
    return application


def _answering(retriever: Retriever, settings: Settings, records: Records) -> Answering:
    return Answering(retriever, records, k=settings.excerpts)


def _answer_with(
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


def _receiver(
    settings: Settings,
    application: AnyApplication,
    delivery: Delivery,
    heartbeat: Heartbeat,
) -> Poller | Webhook:
    if address := settings.webhook():
        return Webhook(address, application.bot, delivery, heartbeat, ALLOWED_UPDATES)
    return Poller(application.bot, delivery, heartbeat, ALLOWED_UPDATES)


async def _introduce(
    application: AnyApplication,
    settings: Settings,
    records: Records,
    wake: Callable[[Bot], None] | None,
) -> None:
    """Log what reaches the bot in groups, update its profile, tell what waits."""
    log_privacy_mode(application.bot)
    await set_up_profile(application.bot, records, admins=settings.admin_users)
    if wake:
        wake(application.bot)
