"""The Telegram bot put together, from its settings to its life cycle."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import NamedTuple, cast

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


class ArticleSource(NamedTuple):
    """Where answers come from.

    *reopen* returns a retriever with the articles as they are later. *embedding* is at
    work to let either search by meaning.
    """

    retriever: BaseRetriever
    reopen: Callable[[], BaseRetriever]
    embedding: Embedding | None


async def run_service(
    settings: Settings, records: Records, source: ArticleSource
) -> None:
    """Answer on Telegram until a signal says to stop.

    When articles change, the library is updated and the source reopened.
    """
    async with AsyncExitStack() as stack:
        inbox = Inbox(settings.data_dir, settings.bot_id())
        stack.push_async_callback(inbox.close)
        wake = await stack.enter_async_context(telling(records, settings.admitted()))
        if source.embedding:
            wake = _wake_when_ready(wake, source.embedding)
        await Service(settings, records, source, inbox, wake).run()


class Service:
    """The parts of the bot that runs; *wake* is called when others can be told."""

    def __init__(
        self,
        settings: Settings,
        records: Records,
        source: ArticleSource,
        inbox: Inbox,
        wake: Wake,
    ) -> None:
        self._settings = settings
        self._records = records
        self._source = source
        self._inbox = inbox
        self._wake = wake
        self._rate = RateLimit()
        self._heartbeat = Heartbeat()
        self._metrics = Metrics(inbox.replica)
        self._observatory = Observatory(
            inbox, self._metrics, self._heartbeat, source.retriever
        )
        update, self._moments = _news(settings, lambda: self._observatory.retriever)
        self._reloads = Reloading(update, self._read, self._use)
        self._sender = Sender(Pace(settings.messages_per_second), self._metrics)
        self._application = telegram_application(
            settings,
            source.retriever,
            records,
            self._sender,
            self._answer_with,
            wake,
            self._metrics,
        )

    async def run(self) -> None:
        """Receive, answer and follow the articles until a signal says to stop."""
        patience = ENGINE_PATIENCE_SECONDS if self._settings.engine_url else None
        delivery = Delivery(
            self._application,
            self._inbox,
            self._sender,
            self._metrics,
            _claim(self._settings),
            patience,
        )
        receiver = _receiver(
            self._settings, self._application, delivery, self._heartbeat
        )
        async with AsyncExitStack() as stack:
            if self._settings.http_port:
                server = http_server(
                    self._observatory,
                    receiver,
                    address=str(self._settings.http_address),
                    port=self._settings.http_port,
                )
                await stack.enter_async_context(server)
            await stack.enter_async_context(reloading(self._reloads, self._moments))
            threads = ENGINE_THREADS if self._settings.engine_url else RANKING_THREADS
            await serve(self._application, delivery, receiver, self._heartbeat, threads)

    def _read(self) -> Answering:
        """Return answers from the articles as they are now."""
        return answering_from(
            self._source.reopen(), self._settings, self._records, self._metrics
        )

    def _use(self, answering: Answering, changes: Changes) -> None:
        """Answer with *answering* from now on, which *changes* led to."""
        self._answer_with(answering, self._application)
        self._observatory.retriever = answering.retriever
        if changes:
            self._observatory.changes = changes
        answering.changes = self._observatory.changes
        self._wake(answering, self._application.bot)

    def _answer_with(self, answering: Answering, application: AnyApplication) -> None:
        answer_with_articles(
            answering,
            application,
            self._settings,
            self._records,
            self._rate,
            self._inbox,
            # What is sent to one bot is not in the engine's index.
            None if self._settings.engine_url else self._reloads.now,
        )


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
