"""Running the bot in a separate process, against the tests' Bot API server."""

import asyncio
import os
import signal
import socket
import sqlite3
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.telegram_server.bell import Bell

from .programs import BOT, ROOT, environment
from .telegram_server import TelegramServer

PATIENCE_SECONDS = 20


class BotProcess:
    """A running bot; *log* is its output, complete once it has ended."""

    def __init__(self, process: Process) -> None:
        self.log = ""
        self._bell = Bell()
        self._process = process
        self._reading = asyncio.create_task(self._read())

    @property
    def pid(self) -> int:
        return self._process.pid

    def signal(self, number: signal.Signals = signal.SIGTERM) -> None:
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait until the process exits and return its status."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._reading
            return await self._process.wait()

    async def logs(self, words: str, *, times: int = 1) -> None:
        """Wait until the log contains *words* this many times."""
        await self._bell.wait_until(
            lambda: self.log.count(words) >= times, PATIENCE_SECONDS
        )

    def command_line(self) -> str:
        """Return the command line that other users can see; Linux only."""
        return Path(f"/proc/{self.pid}/cmdline").read_text()

    def resident_bytes(self) -> int:
        """Return the resident set size in bytes; Linux only."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def end(self) -> None:
        """Kill the process."""
        self.signal(signal.SIGKILL)

    async def stop(self) -> int:
        self.signal()
        return await self.ended()

    async def kill(self) -> None:
        self.end()
        await self.ended()

    async def close(self) -> None:
        if self._process.returncode is None:
            await self.kill()

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            self.log += line.decode()
            self._bell.ring()


@asynccontextmanager
async def started(
    telegram: TelegramServer,
    data_dir: Path,
    *,
    command: Sequence[str] = (*BOT, "telegram"),
    **settings: str,
) -> AsyncIterator[BotProcess]:
    """Run the bot without pacing, with its data in *data_dir*."""
    defaults = {
        "DATA_DIR": str(data_dir),
        "LOG_LEVEL": "DEBUG",
        "MESSAGES_PER_SECOND": "0",
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
    }
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env=environment(**defaults | settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    bot = BotProcess(process)
    try:
        yield bot
    finally:
        await bot.close()


@asynccontextmanager
async def running_bot(
    telegram: TelegramServer, data_dir: Path, **settings: str
) -> AsyncIterator[BotProcess]:
    """Run the bot like `started`, then assert that its log has no secrets."""
    async with started(telegram, data_dir, **settings) as bot:
        yield bot
    # In every test and at every level: neither secrets nor questions.
    assert telegram.token not in bot.log
    assert "Rutte" not in bot.log


async def eventually(condition: Callable[[], object]) -> None:
    """Poll until *condition* holds; for conditions without an event."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - what it asks has no event.
            await asyncio.sleep(0.01)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(telegram: TelegramServer) -> Counter[int]:
    """Return the number of answers by the message id of the question."""
    return Counter(
        message["reply_to_message"]["message_id"]
        for message in telegram.chats.sent
        if "reply_to_message" in message
    )


def states(folder: Path) -> list[tuple[str, int]]:
    """Return the state and the number of failed tries of each inbox update."""
    database = sqlite3.connect(folder / "inbox-1000.sqlite3")
    result = database.execute("SELECT state, tries FROM updates").fetchall()
    database.close()
    return result
