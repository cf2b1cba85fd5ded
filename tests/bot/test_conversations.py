"""What people and the bot say to each other: every scene of ``conversations.txt``.

After a change of what the bot says, ``python -m tests.bot.test_conversations`` writes
the file anew; read what changed in it.
"""

import asyncio
import re
import tempfile
from pathlib import Path

import pytest

from tests.player import Player
from tests.telegram_server import TelegramServer

FILE = Path(__file__).parents[1] / "conversations.txt"


def scenes() -> dict[str, str]:
    parts = re.split(r"^== (.*)\n\n", FILE.read_text(encoding="utf-8"), flags=re.M)
    return {
        title: script.rstrip()
        for title, script in zip(parts[1::2], parts[2::2], strict=True)
    }


async def played(script: str, folder: Path) -> str:
    async with TelegramServer() as telegram, Player(telegram, folder) as player:
        return await player.play(script)


@pytest.mark.parametrize("title", scenes())
async def test_conversation_goes_as_it_is_written(title: str, tmp_path: Path) -> None:
    script = scenes()[title]

    assert await played(script, tmp_path) == script


async def rewrite() -> None:
    text = FILE.read_text(encoding="utf-8")
    head = text[: text.index("== ")]
    parts = []
    for title, script in scenes().items():
        with tempfile.TemporaryDirectory() as folder:
            parts.append(f"== {title}\n\n{await played(script, Path(folder))}\n")
    FILE.write_text(head + "\n\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(rewrite())
