"""The Telegram bot put together, from its settings to its life cycle."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import cast

from telegram import Bot

from bot.answers.answerer import Answering
from bot.answers.records import Records
from bot.answers.records_key import read_key
from bot.delivery.claims import Claims
from bot.delivery.inbox import Inbox
from bot.delivery.metrics import Metrics
from bot.delivery.pacing import Pace
from bot.delivery.sender import Sender
from bot.delivery.worker import ENGINE_PATIENCE_SECONDS, Claim, Delivery
from bot.engine import engine_connection
from bot.handlers.rate_limit import RateLimit
from bot.handlers.routes import ALLOWED_UPDATES, AnyApplication
from bot.handlers.telling import Wake, telling
from bot.meaning import Embedding
from bot.settings import Settings
from retrieval.engine.retriever import EngineRetriever
from retrieval.library.changes import Changes
from retrieval.retriever import BaseRetriever

from .application import answer_with_articles, answering_from, telegram_application
from .engine_changes import changes_in_engine, engine_changes
from .heartbeat import Heartbeat
from .http_server import Observatory, http_server
from .lifecycle import ENGINE_THREADS, RANKING_THREADS, serve
from .polling import Poller
from .reloading import Reloading, reloading
from .updating import update_library
from .watching import changes_in
from .webhook import Webhook


async def run_service(
    settings: Settings,
    retriever: BaseRetriever,
    records: Records,
    reopen: Callable[[], BaseRetriever],
    embedding: Embedding | None = None,
) -> None:
    """Answer on Telegram until a signal says to stop.

    When articles change, the library is updated and *retriever* replaced by what
    *reopen* returns. *embedding* is at work to let either search by meaning.
    """
    heartbeat = Heartbeat()
    async with AsyncExitStack() as stack:
        inbox = Inbox(settings.data_dir, settings.bot_id())
        stack.push_async_callback(inbox.close)
        metrics = Metrics(inbox.replica)
        sender = Sender(Pace(settings.messages_per_second), metrics)
        rate = RateLimit()
        wake = await stack.enter_async_context(telling(records, settings.admitted()))
        if embedding:
            wake = _wake_when_ready(wake, embedding)

        def read() -> Answering:
            return answering_from(reopen(), settings, records, metrics)

        def use(answering: Answering, changes: Changes) -> None:
            answer_with(answering, application)
            observatory.retriever = answering.retriever
            if changes:
                observatory.changes = changes
            answering.changes = observatory.changes
            wake(answering, application.bot)

        update, moments = _news(settings, lambda: observatory.retriever)
        reloads = Reloading(
            update,
            read,
            use,
        )
        answer_with = partial(
            answer_with_articles,
            settings=settings,
            records=records,
            inbox=inbox,
            rate=rate,
            # What is sent to one bot is not in the engine's index.
            reload=None if settings.engine_url else reloads.now,
        )
        application = telegram_application(
            settings, retriever, records, sender, answer_with, wake, metrics
        )
        patience = ENGINE_PATIENCE_SECONDS if settings.engine_url else None
        delivery = Delivery(
            application, inbox, sender, metrics, _claim(settings), patience
        )
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
        threads = ENGINE_THREADS if settings.engine_url else RANKING_THREADS
        await serve(application, delivery, receiver, heartbeat, threads)


def _news(
    settings: Settings, current: Callable[[], BaseRetriever]
) -> tuple[Callable[[], Awaitable[Changes]], AsyncIterator[None]]:
    """Return what brings the articles up to date, and when that may be needed."""
    if settings.engine_url:

        def there() -> EngineRetriever:
            return cast(EngineRetriever, current())

        return lambda: engine_changes(there()), changes_in_engine(there)
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


def _receiver(
    settings: Settings,
    application: AnyApplication,
    delivery: Delivery,
    heartbeat: Heartbeat,
) -> Poller | Webhook:
    if address := settings.webhook():
        return Webhook(address, application.bot, delivery, heartbeat, ALLOWED_UPDATES)
    return Poller(application.bot, delivery, heartbeat, ALLOWED_UPDATES)
