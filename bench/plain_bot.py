"""The bot run by python-telegram-bot alone, for comparison.

It has the same handlers, and the library's own polling, client and shutdown.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from telegram.ext import Application

from bot.answers.answerer import Answering
from bot.answers.records import Records
from bot.articles import open_retriever
from bot.handlers.rate_limit import RateLimit
from bot.handlers.routes import ALLOWED_UPDATES, add_handlers
from bot.logs import set_up_logs
from bot.settings import read_settings

CONCURRENT_UPDATES = 16
"""With 256, what the library takes for True, its HTTP client slows down fourfold."""

if __name__ == "__main__":
    settings = read_settings()
    set_up_logs(settings.log_level)
    application = (
        Application.builder()
        .token(settings.token())
        .base_url(f"{settings.telegram_api_url}bot")
        .concurrent_updates(CONCURRENT_UPDATES)
        .build()
    )
    retriever = open_retriever(settings.articles_dir, settings.data_dir)
    records = Records(settings.data_dir, settings.bot_id())
    add_handlers(
        application,
        Answering(retriever, records, k=settings.excerpts),
        records,
        allowed=settings.admitted(),
        admins=settings.admin_users,
        rate=RateLimit(),
        folder=settings.articles_dir,
    )
    application.run_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1)
