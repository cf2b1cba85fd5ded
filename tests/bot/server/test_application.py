"""The library's application with the bot's handlers."""

from pathlib import Path

from telegram import Update

from retrieval import Article, Retriever
from tests.player import running_application
from tests.telegram_server import TelegramServer

PETS = Article("pets.txt", "Dogs bark at night.\n")


async def test_the_library_collects_no_ids_of_those_who_write(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    async with running_application(telegram, Retriever([PETS]), tmp_path) as bot:
        telegram.write(7, "Do dogs bark?", user_id=7)
        for update in telegram.updates.take():
            await bot.process_update(Update.de_json(update, bot.bot))

    kept = [name for name in dir(bot) if name.endswith("_to_be_updated_in_persistence")]
    assert telegram.sent
    assert {name: len(getattr(bot, name)) for name in kept} == dict.fromkeys(kept, 0)
    assert len(kept) > 1
