"""The Telegram bot put together, from its settings to its life cycle."""

from contextlib import AsyncExitStack
from functools import partial

from telegram.ext import Application

from retrieval import Retriever

from .answering import Answering
from .delivery import Delivery, decide_on_failure
from .heartbeat import Heartbeat
from .http_client import HttpClient
from .http_server import Observatory, http_server
from .inbox import Inbox
from .lifecycle import serve
from .metrics import Metrics
from .pacing import Pace
from .polling import Poller
from .profile import log_privacy_mode, set_up_profile
from .records import Records
from .routes import ALLOWED_UPDATES, AnyApplication, add_handlers
from .sending import ANSWER_SECONDS, MOST_IN_FLIGHT, Sender
from .settings import Settings
from .webhook import Webhook


async def run_service(
    settings: Settings, retriever: Retriever, records: Records
) -> None:
    """Answer on Telegram until a signal says to stop."""
    metrics, heartbeat = Metrics(), Heartbeat()
    sender = Sender(Pace(settings.messages_per_second), metrics)
    application = telegram_application(settings, retriever, records, sender)
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


def telegram_application(
    settings: Settings,
    retriever: Retriever,
    records: Records,
    sender: Sender | None = None,
) -> AnyApplication:
    """Make the bot that answers with *retriever*; it is not started.

    Without *sender*, no limit of Telegram's is kept and no failure made good.
    """
    api = str(settings.telegram_api_url).rstrip("/")
    builder = (
        Application.builder()
        .token(settings.token())
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(HttpClient(connections=MOST_IN_FLIGHT, answer_seconds=ANSWER_SECONDS))
        .get_updates_request(HttpClient(connections=1, answer_seconds=ANSWER_SECONDS))
        .post_init(partial(_introduce, settings=settings, records=records))
    )
    application = (builder.rate_limiter(sender) if sender else builder).build()
    # The first error handler: it keeps the others from what will be tried again.
    application.add_error_handler(decide_on_failure)
    add_handlers(
        application,
        Answering(retriever, records, k=settings.excerpts),
        records,
        allowed=settings.allowed_users,
        admins=settings.admin_users,
    )
    return application


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
    application: AnyApplication, settings: Settings, records: Records
) -> None:
    """Say at start how the bot is shown and what reaches it in groups."""
    log_privacy_mode(application.bot)
    await set_up_profile(application.bot, records, admins=settings.admin_users)
