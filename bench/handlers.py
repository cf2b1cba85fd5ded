"""Latency of the bot, from receiving an update to the call that answers it.

Each question is asked in a private chat and in a group, its first button is tapped, and
its first words are typed inline. The Bot API is simulated in the process, so that only
the bot is timed. Then many people ask once each, and the growth of memory is shown.

    python bench/handlers.py --articles DIR --questions FILE.jsonl
"""

import argparse
import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application
from telegram.request import BaseRequest, RequestData

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.answers.answerer import Answering
from bot.answers.records import Records
from bot.articles import open_retriever
from bot.handlers.rate_limit import RateLimit
from bot.handlers.routes import AnyApplication, add_handlers

Json = dict[str, Any]
Timeout = Any

GROUPS = 2
"""How often memory is compared."""

USER = {"id": 1, "is_bot": False, "first_name": "User", "language_code": "en"}
BOT = {"id": 2, "is_bot": True, "first_name": "Bot", "username": "excerpt_bot"}
PRIVATE = {"id": 1, "type": "private", "first_name": "User"}
GROUP = {"id": -1, "type": "supergroup", "title": "Group"}


class InProcess(BaseRequest):
    """Answers each call at once and records its time and what was sent."""

    def __init__(self) -> None:
        self.called_at = 0.0
        self.sent: Json = {}

    @property
    def read_timeout(self) -> float | None:
        """No timeout: calls are answered at once."""
        return None

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Timeout = None,
        write_timeout: Timeout = None,
        connect_timeout: Timeout = None,
        pool_timeout: Timeout = None,
    ) -> tuple[int, bytes]:
        """Return a message, or whatever the method returns."""
        self.called_at = time.perf_counter()
        name = url.rpartition("/")[2]
        result: object = True
        if name == "getMe":
            result = BOT
        elif name in ("sendMessage", "editMessageText") and request_data:
            parameters = request_data.parameters
            result = self.sent = {**parameters, **message(PRIVATE, 2), "from": BOT}
        return 200, json.dumps({"ok": True, "result": result}).encode()


def message(chat: Json, number: int, **fields: object) -> Json:
    """Return a message from the user."""
    return {
        "message_id": number,
        "date": int(time.time()) + 60 * number,
        "chat": chat,
        "from": USER,
        **fields,
    }


def updates(number: int, question: str, sent: Json) -> Iterator[tuple[str, Json]]:
    """Yield a kind of update and one of them, until *sent* is what a tap needs."""
    private = message(PRIVATE, number, text=question)
    yield "question", {"message": private}
    if "reply_markup" in sent:
        button = sent["reply_markup"]["inline_keyboard"][0][0]
        answer = {**sent, "from": BOT, "reply_to_message": private}
        tap = {"id": "1", "from": USER, "chat_instance": "1", "message": answer}
        yield "tap", {"callback_query": {**tap, "data": button["callback_data"]}}
    command = {"type": "bot_command", "offset": 0, "length": 4}
    text = f"/ask {question}"
    yield "group", {"message": message(GROUP, number, text=text, entities=[command])}
    query = {"id": "1", "from": USER, "query": question[:256], "offset": ""}
    yield "inline", {"inline_query": query}


async def measure(
    application: AnyApplication, request: InProcess, questions: list[str]
) -> dict[str, list[float]]:
    """Return the milliseconds of each update, by kind."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    for number, question in enumerate(questions, 1):
        # A dictionary of its own: the tap needs what the question has led to.
        sent: Json = {}
        request.sent = sent
        for kind, update in updates(number, question, sent):
            parsed = Update.de_json({"update_id": number, **update}, application.bot)
            began = time.perf_counter()
            await application.process_update(parsed)
            times[kind].append(1000 * (request.called_at - began))
            sent |= request.sent
    return times


async def growth(
    application: AnyApplication, questions: list[str], askers: int
) -> list[float]:
    """Return by how many MB memory grows each time that so many other people ask."""
    sizes = []
    for group in range(GROUPS + 1):
        for number in range(askers):
            person = 10 + group * askers + number
            chat = {**PRIVATE, "id": person}
            asked = message(chat, 1, text=questions[number % len(questions)])
            asked |= {"from": {**USER, "id": person}, "date": int(time.time())}
            update = {"update_id": person, "message": asked}
            await application.process_update(Update.de_json(update, application.bot))
        gc.collect()
        sizes.append(_resident_bytes())
    return [(after - before) / 1e6 for before, after in pairwise(sizes)]


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def main() -> None:
    """Print p50 and p95 of each kind of update."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument(
        "--questions", type=Path, required=True, help="an object with a question a line"
    )
    parser.add_argument("--most", type=int, default=1000, help="of the questions")
    parser.add_argument("--askers", type=int, default=10_000)
    arguments = parser.parse_args()
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    step = max(1, len(lines) // arguments.most)
    questions = [json.loads(line)["question"] for line in lines[::step]]

    with tempfile.TemporaryDirectory() as folder:
        retriever = open_retriever(arguments.articles, Path(folder))
        records, request = Records(Path(folder), 1000), InProcess()
        builder = Application.builder().token("2:A")
        application = builder.request(request).get_updates_request(request).build()
        answering = Answering(retriever, records, k=3)
        add_handlers(
            application,
            answering,
            records,
            allowed=frozenset(),
            admins=frozenset(),
            rate=RateLimit(),
            folder=arguments.articles,
        )
        async with application:
            times = await measure(application, request, questions)
            grown = await growth(application, questions, arguments.askers)
        records.close()
    print(f"{len(questions)} questions, {len(retriever.articles)} articles; ms")
    for kind, found in times.items():
        found.sort()
        p50, p95 = (found[int(share * (len(found) - 1))] for share in (0.5, 0.95))
        print(f"{kind:10} p50 {p50:6.1f}  p95 {p95:6.1f}  max {found[-1]:6.1f}")
    shown = ", ".join(f"{size:.1f}" for size in grown)
    print(f"each {arguments.askers} more people who ask take {shown} MB of memory")


if __name__ == "__main__":
    asyncio.run(main())
