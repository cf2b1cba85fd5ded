"""What can happen to a running bot, and what becomes of the questions."""

import asyncio
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bot_process import BotProcess, answers, started
from tests.programs import BOT
from tests.telegram_server import ApiError, Fault, TelegramServer, too_many_requests

QUESTION = "What did Rutte say about NATO membership?"
PLAIN_BOT = (sys.executable, str(Path(__file__).with_name("plain_bot.py")))
OUR_BOT = (*BOT, "telegram")

STILL_SECONDS = 12
"""Without an answer for so long, no more will come."""

PACED = {"MESSAGES_PER_SECOND": "29"}
LATENCY_SECONDS = 0.05


@dataclass
class Bench:
    """One server, one kind of bot with its folder, and the logs of all its runs."""

    telegram: TelegramServer
    folder: Path
    command: tuple[str, ...]
    logs: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def bot(self, **settings: str) -> AsyncIterator[BotProcess]:
        """Run the bot; its log is kept."""
        settings = {"LOG_LEVEL": "INFO", **settings}
        async with started(
            self.telegram, self.folder, command=self.command, **settings
        ) as bot:
            yield bot
        self.logs.append(bot.log)

    async def warm_up(self) -> None:
        """Have a question answered, as of a user that no scenario has."""
        before = len(self.telegram.chats.sent)
        self.telegram.private_message(QUESTION, user_id=10**6)
        await self.telegram.wait_for_messages(before + 1, seconds=20)

    def ask(self, count: int, *, first_user: int = 1, users: int = 10**6) -> list[int]:
        """Let *users* people ask in turn; return the ids of the messages."""
        return [
            self.telegram.private_message(
                QUESTION, user_id=first_user + n % users
            ).message_id
            for n in range(count)
        ]

    async def settled(self, questions: list[int]) -> float:
        """Wait until all *questions* are answered or no more will be.

        Returns the `time.monotonic` of the last answer.
        """
        wanted = set(questions)
        last, answered = time.monotonic(), -1
        while time.monotonic() < last + STILL_SECONDS:
            now = len(wanted & answers(self.telegram).keys())
            if now != answered:
                last, answered = time.monotonic(), now
            if now == len(wanted):
                break
            await asyncio.sleep(0.05)
        return last

    def fates(self, questions: list[int]) -> tuple[int, int]:
        """Return how many got no answer, and how many answers came once too often."""
        count = answers(self.telegram)
        lost = sum(not count[question] for question in questions)
        return lost, sum(max(0, count[question] - 1) for question in questions)


Scenario = Callable[[Bench], Awaitable[str]]


def lost_and_twice(bench: Bench, questions: list[int]) -> str:
    """Put the fates of *questions* into words."""
    lost, twice = bench.fates(questions)
    return f"{lost} lost, {twice} twice"


async def kill(bench: Bench) -> str:
    """Kill the bot five times while 400 questions wait."""
    bench.telegram.slow_down(LATENCY_SECONDS)
    questions = bench.ask(400, users=100)
    for _ in range(5):
        before = len(bench.telegram.chats.sent)
        async with bench.bot(**PACED) as bot:
            try:
                await bench.telegram.wait_for_messages(before + 1, seconds=10)
            except AssertionError:
                break
            await asyncio.sleep(random.uniform(0, 1.5))
            await bot.kill()
    async with bench.bot(**PACED):
        await bench.settled(questions)
    return lost_and_twice(bench, questions)


def ended(signals: int, *, kill_after: float = 0) -> Scenario:
    """Return a scenario in which signals end the bot while 400 questions wait."""

    async def scenario(bench: Bench) -> str:
        bench.telegram.slow_down(LATENCY_SECONDS)
        questions = bench.ask(400, users=100)
        async with bench.bot(**PACED) as bot:
            await bench.telegram.wait_for_messages(20, seconds=20)
            began = time.monotonic()
            for _ in range(signals):
                bot.signal(signal.SIGTERM)
                await asyncio.sleep(0.1)
            if kill_after:
                killer = asyncio.get_running_loop().call_later(kill_after, bot.end)
            status = await bot.ended()
            took = time.monotonic() - began - 0.1 * signals
            if kill_after:
                killer.cancel()
        async with bench.bot(**PACED):
            await bench.settled(questions)
        fate = lost_and_twice(bench, questions)
        return f"{fate}, exit {status} after {max(took, 0):.1f} s"

    return scenario


def failing(*faults: Fault | ApiError, share: float) -> Scenario:
    """Return a scenario in which a *share* of all messages meets *faults*."""

    async def scenario(bench: Bench) -> str:
        bench.telegram.fail_at_random("sendMessage", *faults, share=share)
        async with bench.bot():
            questions = bench.ask(300, users=100)
            await bench.settled(questions)
        return lost_and_twice(bench, questions)

    return scenario


async def down(bench: Bench) -> str:
    """Take the API away for 40 s."""
    async with bench.bot() as bot:
        await bench.warm_up()
        lines = len(bot.log.splitlines())
        await bench.telegram.stop()
        questions = bench.ask(5)
        await asyncio.sleep(40)
        await bench.telegram.start()
        began = time.monotonic()
        last = await bench.settled(questions)
        lines = len(bot.log.splitlines()) - lines
    lost, _ = bench.fates(questions)
    return f"{lost} lost, back after {last - began:.1f} s, {lines} lines"


async def limits(bench: Bench) -> str:
    """Let 300 people ask at once, and enforce the limits."""
    bench.telegram.enforce_limits()
    async with bench.bot(**PACED):
        await bench.warm_up()
        began = time.monotonic()
        questions = bench.ask(300)
        last = await bench.settled(questions)
        sends = bench.telegram.count_calls("sendMessage") - 1
    lost, _ = bench.fates(questions)
    refused = 1 - (300 - lost) / sends
    return f"{lost} lost, {(last - began) / 10:.2f} x ideal, {refused:.1%} refused"


async def one_of_many(bench: Bench) -> str:
    """Let one person ask 20 questions, and enforce the limits."""
    bench.telegram.enforce_limits()
    async with bench.bot(**PACED):
        questions = bench.ask(20, users=1)
        await bench.settled(questions)
    return lost_and_twice(bench, questions)


async def throughput(bench: Bench) -> str:
    """Let 500 people ask at once, without pacing; the best of three times."""
    bench.telegram.slow_down(LATENCY_SECONDS)
    results = []
    async with bench.bot():
        await bench.warm_up()
        for _ in range(3):
            sent = bench.telegram.chats.sent
            before, began, times = len(sent), time.monotonic(), list[float]()
            bench.ask(500)
            while len(times) < 500:
                await asyncio.sleep(0.01)
                new = len(sent) - before - len(times)
                times += [time.monotonic() - began] * new
            results.append((times[-1], times[494]))
    seconds, p99 = min(results)
    return f"{500 / seconds:.0f}/s, p99 {p99:.1f} s"


async def flood(bench: Bench) -> str:
    """Let one person ask 200 questions and another one a moment later."""
    bench.telegram.slow_down(LATENCY_SECONDS)
    async with bench.bot(**PACED):
        await bench.warm_up()
        bench.ask(200, users=1)
        await asyncio.sleep(0.5)
        began = time.monotonic()
        last = await bench.settled(bench.ask(1, first_user=2))
    return f"{last - began:.2f} s"


async def growth(bench: Bench) -> str:
    """Answer 10,000 questions after the first 1,000."""
    async with bench.bot(LOG_LEVEL="WARNING") as bot:
        await bench.settled(bench.ask(1000, users=1000))
        before = bot.resident_bytes()
        for _ in range(20):
            questions = bench.ask(500, users=500)
            await bench.settled(questions)
        after = bot.resident_bytes()
    return f"{(after - before) / 1e6:+.1f} MB"


async def poison(bench: Bench) -> str:
    """Bring an update that cannot be parsed, and then a question."""
    async with bench.bot():
        await bench.warm_up()
        message = bench.telegram.private_message(QUESTION).to_dict()
        bench.telegram.updates.put("message", {**message, "date": QUESTION})
        await asyncio.sleep(0.2)
        began = time.monotonic()
        questions = bench.ask(1, first_user=2)
        last = await bench.settled(questions)
    lost, _ = bench.fates(questions)
    return "never answered" if lost else f"{last - began:.2f} s"


async def secrets(bench: Bench) -> str:
    """Look for the token and the question in all that a bot shows."""
    bench.telegram.fail_at_random("sendMessage", *BROKEN, share=0.3)
    bench.telegram.fail("sendMessage", ApiError(400, f"Bad Request: {QUESTION}"))
    async with bench.bot(LOG_LEVEL="DEBUG") as bot:
        questions = bench.ask(30)
        await bench.settled(questions)
        shown = bot.command_line()
    async with bench.bot(LOG_LEVEL="DEBUG", TELEGRAM_BOT_TOKEN=WRONG_TOKEN) as bot:
        await asyncio.sleep(3)
    shown += "".join(bench.logs)
    tokens = shown.count(bench.telegram.token) + shown.count(WRONG_TOKEN)
    return f"token {tokens} x, question {shown.count(QUESTION)} x"


WRONG_TOKEN = "1:wrong-token"
REFUSED: tuple[Fault | ApiError, ...] = (
    too_many_requests(retry_after=1),
    ApiError(500, "Internal Server Error"),
    ApiError(502, "Bad Gateway"),
)
BROKEN = (*REFUSED, Fault.RESET, Fault.BAD_JSON)

SCENARIOS: dict[str, tuple[str, str, Scenario]] = {
    "kill": ("400 waiting, SIGKILL 5 times", "0 lost, <= 20 twice", kill),
    "term": ("SIGTERM once", "0 lost, 0 twice, exit 0, < 5 s", ended(1)),
    "twice": ("SIGTERM twice", "0 lost, 0 twice, exit 0, < 5 s", ended(2)),
    "deadline": (
        "SIGTERM, SIGKILL 10 s later",
        "0 lost, 0 twice, exit 0, < 5 s",
        ended(1, kill_after=10),
    ),
    "failing": (
        "30 % fail: 429, 500, 502, reset, bad JSON",
        "0 lost",
        failing(*BROKEN, share=0.3),
    ),
    "refused": (
        "30 % fail: 429, 500, 502",
        "0 lost, 0 twice",
        failing(*REFUSED, share=0.3),
    ),
    "answers": (
        "20 % of answers lost",
        "0 lost",
        failing(Fault.ANSWER_LOST, share=0.2),
    ),
    "down": ("API down 40 s", "0 lost, < 5 s, < 20 lines", down),
    "limits": ("300 users, limits enforced", "0 lost, < 1.15 x, < 1 %", limits),
    "one": ("one user's 20, limits enforced", "0 lost", one_of_many),
    "throughput": ("500 at once, API 50 ms", "> 250/s, p99 < 2 s", throughput),
    "flood": ("another user during one's 200", "< 1 s", flood),
    "growth": ("10,000 questions", "< 5 MB", growth),
    "poison": ("question after a poison update", "< 1 s", poison),
    "secrets": ("what is shown at DEBUG", "token 0 x, question 0 x", secrets),
}
