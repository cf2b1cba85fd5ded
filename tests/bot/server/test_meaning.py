import asyncio
from pathlib import Path
from typing import Any

from bot.meaning import Embedding
from bot.server.service import _wake_when_ready
from tests.encoders import WordEncoder


async def test_what_is_waited_for_is_asked_again_when_meaning_is_ready(
    tmp_path: Path,
) -> None:
    embedding = Embedding(WordEncoder(), tmp_path)
    calls: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()
    wake = _wake_when_ready(lambda *call: calls.put_nowait(call), embedding)
    answering, bot = object(), object()

    wake(answering, bot)  # type: ignore[arg-type]
    assert calls.get_nowait() == (answering, bot)
    await asyncio.to_thread(embedding.when_ready)

    assert await calls.get() == (answering, bot)
