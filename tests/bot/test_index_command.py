import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.articles import open_retriever, verify_in_background
from retrieval import Library, NoArticlesError, Retriever
from tests.programs import BOT, environment

if sys.platform != "win32":
    import pexpect

Completed = subprocess.CompletedProcess[str]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "pets.txt").write_text("Dogs bark at night. Cats sleep.")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    return folder


def bot(*arguments: str, cwd: Path, **settings: str) -> Completed:
    return subprocess.run(
        [*BOT, *arguments],
        cwd=cwd,
        env=environment(ARTICLES_DIR="articles", **settings),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_it_saves_a_library_and_says_what_is_in_it(
    tmp_path: Path, articles: Path
) -> None:
    done = bot("index", cwd=tmp_path, DATA_DIR="kept")

    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert lines["articles"] == f"1 from {articles}"
    assert (lines["sentences"], lines["terms"]) == ("2", "7")
    assert re.fullmatch(r"[\d,]+ bytes", lines["size"])
    assert re.fullmatch(r"\w{8}, analysis \d+, format \d+", lines["version"])
    assert lines["search"] in ("C", "NumPy")
    [line] = done.stderr.splitlines()
    assert line.endswith("picture.png: files of this kind are not read")
    assert done.stdout.endswith("left out   1 file\n")
    assert (tmp_path / "kept" / "library" / "manifest.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pexpect")
def test_progress_is_shown_on_a_terminal(tmp_path: Path, articles: Path) -> None:
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "bot", "index"],
        cwd=tmp_path,
        env=environment(ARTICLES_DIR=str(articles), TERM="xterm-256color"),
        encoding="utf-8",
        timeout=30,
    )
    terminal.expect(pexpect.EOF)

    assert "100%" in (terminal.before or "")


def test_a_check_says_the_same_and_changes_nothing(
    tmp_path: Path, articles: Path
) -> None:
    made = bot("index", cwd=tmp_path)

    checked = bot("index", "--check", cwd=tmp_path)

    assert checked.returncode == 0
    assert checked.stdout == f"{made.stdout}folder     as saved\n"
    assert checked.stderr == "Left out picture.png: files of this kind are not read\n"


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("articles", "2 files new, 1 changed, 1 gone: `index` takes them up"),
        (".", "another one than '.': `index` makes the library anew"),
    ],
)
def test_a_check_says_how_the_folder_differs_from_the_library(
    folder: str, said: str, tmp_path: Path, articles: Path
) -> None:
    (articles / "touched.txt").write_text("Fish swim.")
    bot("index", cwd=tmp_path)
    os.utime(articles / "touched.txt", (1, 1))
    (articles / "pets.txt").write_text("Dogs bark by day.")
    (articles / "picture.png").unlink()
    for name in ("more.txt", "song.mp3"):
        (articles / name).write_text("Birds sing.")

    checked = bot("index", "--check", "--articles", folder, cwd=tmp_path)

    assert checked.stdout.endswith(f"folder     {said}\n")


def test_a_check_does_without_the_folder(tmp_path: Path, articles: Path) -> None:
    bot("index", cwd=tmp_path)
    articles.rename(tmp_path / "moved")

    checked = bot("index", "--check", cwd=tmp_path)

    assert checked.returncode == 0
    assert "folder     There is no folder 'articles'" in checked.stdout


def test_a_check_names_what_is_damaged_in_articles_and_sources(
    tmp_path: Path, articles: Path
) -> None:
    text = "Łódź is a city. ".encode() * 30 + b"\xff"
    (articles / "pets.txt").write_bytes(text)
    (articles / "sources.tsv").write_text("pets.txt\t\tsome day\n")
    bot("index", cwd=tmp_path)

    checked = bot("index", "--check", cwd=tmp_path)

    assert checked.stderr.splitlines() == [
        "Left out picture.png: files of this kind are not read",
        "sources.tsv, line 1: left out some day: a date looks like 2025-03-14",
        "pets.txt: some of its characters are damaged",
    ]


def test_a_check_finds_what_is_missing_or_damaged(
    tmp_path: Path, articles: Path
) -> None:
    missing = bot("index", "--check", cwd=tmp_path)
    bot("index", cwd=tmp_path)
    [path] = (tmp_path / "data" / "library").glob("generation-*/words.npy")
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    damaged = bot("index", "--check", cwd=tmp_path)

    assert (missing.returncode, missing.stdout) == (2, "")
    assert "no library" in missing.stderr
    assert (damaged.returncode, damaged.stdout) == (2, "")
    assert damaged.stderr.endswith("words.npy is damaged\n")


def damage(tmp_path: Path, name: str) -> None:
    """Alter the last byte of an array in place."""
    [path] = (tmp_path / "data" / "library").glob(f"generation-*/{name}.npy")
    times = path.stat()
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_damaged_library_is_made_again_when_it_is_indexed(
    tmp_path: Path, articles: Path
) -> None:
    bot("index", cwd=tmp_path)
    damage(tmp_path, "capital")

    again = bot("index", cwd=tmp_path)

    assert again.returncode == 0
    assert "capital.npy is damaged: all articles are analysed again" in again.stderr
    assert bot("index", "--check", cwd=tmp_path).returncode == 0


def test_a_question_to_a_damaged_library_is_answered_from_the_article(
    tmp_path: Path, articles: Path
) -> None:
    bot("index", cwd=tmp_path)
    damage(tmp_path, "texts_bytes")

    asked = bot("ask", "Do cats sleep?", cwd=tmp_path)

    assert asked.returncode == 0
    assert "Cats sleep." in asked.stdout
    assert "is damaged: all articles are analysed again" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_damage_that_nobody_asks_about_is_mended_in_the_background(
    tmp_path: Path, articles: Path
) -> None:
    data_dir = tmp_path / "data"
    Library(data_dir).refresh(articles)
    retriever = open_retriever(articles, data_dir)
    damage(tmp_path, "capital")

    verify_in_background(retriever, data_dir).join()

    Library(data_dir).verify()
    assert retriever.answer("Do cats sleep?").excerpts[0].text == "Cats sleep."


def test_where_there_is_no_library_none_is_made_by_a_verification(
    tmp_path: Path, articles: Path
) -> None:
    retriever = open_retriever(articles, tmp_path / "data")

    verify_in_background(retriever, tmp_path / "data").join()

    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in folders")
def test_a_pipe_instead_of_synonyms_is_named_in_one_line(
    tmp_path: Path, articles: Path
) -> None:
    os.mkfifo(articles / "synonyms.txt")

    asked = bot("ask", "Do cats sleep?", cwd=tmp_path)

    assert asked.returncode == 2
    [line] = asked.stderr.splitlines()
    assert line.endswith("synonyms.txt: it is no ordinary file")


def test_where_reasons_were_given_before_it_says_how_to_see_them(
    tmp_path: Path, articles: Path
) -> None:
    bot("index", cwd=tmp_path)

    again = bot("index", cwd=tmp_path)

    assert again.stdout.endswith("left out   1 file: `index --check` says why\n")


def test_without_articles_it_says_what_to_do_and_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "picture.png").write_bytes(b"\x89PNG")

    done = bot("index", "--articles", "empty", cwd=tmp_path)

    assert done.returncode == 2
    assert "Left out picture.png: files of this kind are not read" in done.stderr
    assert "files there" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_a_bad_line_of_synonyms_is_a_warning_and_the_library_is_saved(
    tmp_path: Path, articles: Path
) -> None:
    (articles / "synonyms.txt").write_text("hound\n")

    done = bot("index", cwd=tmp_path)

    assert done.returncode == 0
    assert "synonyms.txt, line 1: 'hound' is no group of synonyms" in done.stderr
    assert Library(tmp_path / "data").exists()


def test_where_nothing_can_be_saved_it_says_so(tmp_path: Path, articles: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "library").write_text("A file is no folder.")

    done = bot("index", cwd=tmp_path)

    assert done.returncode == 2
    assert "The library cannot be saved in 'data/library': " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_leaves_the_old_library(tmp_path: Path, articles: Path) -> None:
    bot("index", cwd=tmp_path)
    library = Library(tmp_path / "data")
    before = (library.folder / "manifest.json").read_bytes()
    (library.folder / "lock").unlink()
    (articles / "long.txt").write_text("Dogs bark at night.\n" * 200_000)

    process = subprocess.Popen(
        [*BOT, "index"],
        cwd=tmp_path,
        env=environment(ARTICLES_DIR="articles"),
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (library.folder / "lock").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in errors
    assert (library.folder / "manifest.json").read_bytes() == before
    assert len(library.open().collection.articles) == 1


def sources(retriever: Retriever) -> list[str]:
    return [article.name for article in retriever.articles]


def test_answers_come_from_the_library_once_there_is_one(
    tmp_path: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    assert sources(open_retriever(articles, data)) == ["pets.txt"]
    assert not data.exists()
    Library(data).refresh(articles)
    # Of the analysed articles there is nothing else left then.
    monkeypatch.delattr("retrieval.index.article_index.analyse_article")
    monkeypatch.delattr("retrieval.library.builder.analyse_article")

    assert open_retriever(articles, data).answer("Do dogs bark?").excerpts


def test_the_library_is_brought_up_to_date_before_answering(
    tmp_path: Path, articles: Path
) -> None:
    bot("index", cwd=tmp_path)
    (articles / "birds.txt").write_text("Birds sing in the morning.")

    asked = bot("ask", "--json", "When do birds sing?", cwd=tmp_path)

    [excerpt] = json.loads(asked.stdout)["excerpts"]
    assert excerpt["source"] == "birds.txt"
    assert len(Library(tmp_path / "data").open().collection.articles) == 2


def test_a_library_of_another_folder_is_left_alone(
    tmp_path: Path, articles: Path
) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    Library(data).refresh(articles)
    other.mkdir()
    (other / "birds.txt").write_text("Birds sing.")

    assert sources(open_retriever(other, data)) == ["birds.txt"]
    assert Library(data).is_of(articles)


@pytest.mark.parametrize("has_library", [True, False])
def test_synonyms_beside_the_articles_count(
    tmp_path: Path, articles: Path, has_library: bool
) -> None:
    data = tmp_path / "data"
    if has_library:
        Library(data).refresh(articles)
    (articles / "synonyms.txt").write_text("hounds, dogs")

    answer = open_retriever(articles, data).answer("Do hounds bark?")

    assert answer.excerpts[0].text == "Dogs bark at night."


@pytest.mark.parametrize("has_library", [True, False])
def test_without_articles_there_is_nothing_to_answer_from(
    tmp_path: Path, articles: Path, has_library: bool
) -> None:
    data = tmp_path / "data"
    if has_library:
        Library(data).refresh(articles)
    (articles / "pets.txt").unlink()

    with pytest.raises(NoArticlesError, match=r"put .*\.tsv or \.txt files there"):
        open_retriever(articles, data)


def test_if_it_cannot_be_brought_up_to_date_answers_come_without_it(
    tmp_path: Path, articles: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = Library(tmp_path / "data")
    library.refresh(articles)
    (library.folder / "lock").unlink()
    (library.folder / "lock").mkdir()
    (articles / "birds.txt").write_text("Birds sing.")

    retriever = open_retriever(articles, tmp_path / "data")

    assert sources(retriever) == ["birds.txt", "pets.txt"]
    assert "answering without it" in caplog.text
