"""Which transcripts and commands are drawn."""

import asyncio
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from retrieval import read_articles
from tests.bot.test_conversations import scenes
from tests.player import Player
from tests.programs import ROOT
from tests.telegram_server import TelegramServer

from . import chat, terminal

QUESTION = "What did Rutte say about NATO membership?"

# Of scenes in tests/conversations.txt: a picture's name, its scene, how many acts.
PLAYED = {
    "group": ("In a group, only who asked turns the pages", 4),
    "guest": ("A guest in chats that it is no member of", 1),
    "channel": ("Posts of a channel are articles", 5),
    "reading": ("Reading on from an excerpt, step by step", 3),
}
COMMANDS = {
    "console": (
        "Two questions on the console",
        [
            f'python -m bot ask "{QUESTION}"',
            'python -m bot ask "Who won the football league?"',
        ],
    )
}


def pictures() -> Iterator[tuple[str, str]]:
    """Yield the name and the SVG of every picture of a chat or a terminal."""
    for name, (title, count) in PLAYED.items():
        script = scenes()[title].split("\n\n")
        starts = [n for n, part in enumerate(script) if not part.startswith(" ")]
        end = [*starts, len(script)][count]
        yield name, chat.picture("\n\n".join(islice(script, end)), title)
    title = "A question on Telegram"
    yield "telegram", chat.picture(asyncio.run(asked(QUESTION)), title)
    for name, (title, commands) in COMMANDS.items():
        yield name, terminal.picture(commands, title)


async def asked(question: str) -> str:
    """Return what is seen on Telegram if the articles in seeds/ are asked."""
    with tempfile.TemporaryDirectory() as folder:
        async with TelegramServer() as telegram:
            player = Player(telegram, Path(folder))
            player.articles = read_articles(ROOT / "seeds")
            async with player:
                return await player.play(f"User: {question}")
