"""The bot on an index in a real engine, from the command line to Telegram."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot_process import answers, eventually, running_bot, states
from tests.opensearch import EngineNode, running_nodes
from tests.programs import BOT, ROOT, environment
from tests.telegram_server import TelegramServer

pytestmark = pytest.mark.engine

QUESTION = "Who is Rutte?"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineNode]:
    with running_nodes(1, tmp_path_factory.mktemp("node")) as (node,):
        yield node


def run(node: EngineNode, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {"ENGINE_URL": node.url, "ENGINE_REPLICAS": "0"}
    return subprocess.run(
        [*BOT, *arguments],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
    )


def test_commands_use_the_index_that_index_makes(node: EngineNode) -> None:
    before = run(node, "ask", QUESTION)
    made = run(node, "index")
    checked = run(node, "index", "--check")
    found = run(node, "ask", QUESTION)
    examined = run(node, "doctor")

    assert (before.returncode, before.stdout) == (2, "")
    assert "python -m bot index" in before.stderr
    assert made.returncode == checked.returncode == found.returncode == 0
    assert checked.stdout == made.stdout
    assert "green" in checked.stdout
    assert "Rutte" in found.stdout
    assert "sentences, green" in examined.stdout


async def test_questions_are_answered_once_the_engine_is_back(
    node: EngineNode, telegram: TelegramServer, tmp_path: Path
) -> None:
    assert run(node, "index").returncode == 0
    async with running_bot(telegram, tmp_path, ENGINE_URL=node.url) as bot:
        first = telegram.private_message(QUESTION)
        await eventually(lambda: answers(telegram)[first.message_id] == 1)
        node.freeze()
        second = telegram.private_message(QUESTION)
        await eventually(lambda: answers(telegram)[second.message_id] == 1)
        notice = telegram.sent[-1].text or ""
        node.thaw()
        await eventually(lambda: answers(telegram)[second.message_id] == 2)
        reply = telegram.sent[-1].text or ""
        await bot.stop()

    assert notice.startswith("I cannot reach the articles")
    assert "Rutte" in reply
    assert states(tmp_path) == [("answered", 0), ("answered", 0)]
