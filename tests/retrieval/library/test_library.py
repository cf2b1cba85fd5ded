import logging
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import (
    Article,
    Library,
    NoArticlesError,
    Retriever,
    UnusableIndexError,
    UnwritableLibraryError,
    read_articles,
)
from retrieval import articles as articles_module
from retrieval.index import parts as parts_module
from retrieval.index.article_index import ArticleIndex
from retrieval.index.parts import Part, analyse_article
from retrieval.library import builder, file_stamps
from retrieval.readers.document import Document
from retrieval.readers.reader import FORMATS
from retrieval.sentences.sentence import split_paragraphs
from retrieval.storage import array_folder as storage
from retrieval.storage.array_folder import open_folder, write_folder
from retrieval.storage.lock import locked
from tests.programs import ROOT

TEXTS = [
    "Dogs bark at night. They do not like cats.\n\nCats sleep.",
    "The Reykjavik Summit\n\nIn Reykjavik, he met Reagan. In Reykyavik it rained.",
    "Der Hund bellt nicht, weil die Katze auf dem Dach schläft und wir essen. Die!",
    "I don't say dont. The people die. They said: “Don’t!”",
    "Why? Dogs.\n\n# Part one\n\nThe dog barks for $90bn.\r\n\r\n- In 1990\n- Cats",
    " \n",
    "Ann Example \N{DOG FACE} met 北京大学. مرحبا! \u2028Who? \x1c e\u0301",
]
QUESTIONS = [
    "When do dogs bark?",
    "Who met Reagan in Reikjavik?",
    "Was macht der Hund?",
    "don't die",
    "cost of the truce",
    "北京",
    "",
]
DATA = Path(__file__).parents[2] / "data"
ticks = count(1_000_000_000)
UNSETTLED_NS = file_stamps._UNSETTLED_NS


@pytest.fixture(autouse=True, scope="module")
def files_are_settled_at_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_stamps, "_UNSETTLED_NS", 0)
        yield


def write(path: Path, text: str) -> None:
    """Write a file that is old, so that its time tells whether it has changed."""
    path.write_bytes(text.encode())
    tick = next(ticks)
    os.utime(path, (tick, tick))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, text in enumerate(TEXTS):
        write(folder / f"{number}.txt", text)
    return folder


@pytest.fixture
def library(tmp_path: Path, articles: Path) -> Library:
    library = Library(tmp_path / "data")
    library.refresh(articles)
    return library


def arrays_of(library: Library) -> dict[str, tuple[Any, ...]]:
    # The times of files are those of when something was last written.
    arrays = {**open_folder(library.folder).arrays}
    del arrays["stamps"]
    return {name: (a.dtype, a.shape, a.tobytes()) for name, a in arrays.items()}


def assert_answers_alike(one: Retriever, other: Retriever) -> None:
    assert (one.version, list(one.articles)) == (other.version, list(other.articles))
    for question in QUESTIONS:
        answer = one.answer(question)
        assert answer == other.answer(question)
        assert one.search(question) == other.search(question)
        for excerpt in answer.excerpts:
            assert one.context(excerpt) == other.context(excerpt)


def texts_of(index: ArticleIndex) -> list[str]:
    return [article.text for article in index.collection.articles]


def test_a_saved_library_answers_as_one_in_memory(
    tmp_path: Path, articles: Path, library: Library
) -> None:
    in_memory = Retriever(read_articles(articles))

    assert_answers_alike(Retriever.open(tmp_path / "data"), in_memory)
    assert_answers_alike(Retriever.of(library.open()), in_memory)


def test_sentences_come_back_with_their_paragraphs_and_headings(
    articles: Path, library: Library
) -> None:
    in_memory = ArticleIndex.of(read_articles(articles)).collection

    sentences = library.open().collection.sentences

    assert list(sentences) == list(in_memory.sentences)
    assert sentences[-2:] == list(in_memory.sentences[-2:])
    assert any(sentence.heading for sentence in sentences)


CHANGES = st.lists(
    st.tuples(st.sampled_from("abc"), st.none() | st.sampled_from(TEXTS)),
    min_size=1,
    max_size=6,
)


@pytest.mark.slow
@settings(deadline=None, max_examples=10)
@given(CHANGES)
def test_after_any_changes_it_is_as_if_made_anew(
    changes: list[tuple[str, str | None]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "articles")
        folder.mkdir()
        write(folder / "always.txt", TEXTS[0])
        library = Library(Path(name, "kept"))
        for name_of_file, text in changes:
            path = folder / f"{name_of_file}.md"
            if text is None:
                path.unlink(missing_ok=True)
            else:
                write(path, text)
            corpus = library.refresh(folder)
            assert texts_of(corpus) == [a.text for a in read_articles(folder)]
        anew = Library(Path(name, "anew"))
        anew.refresh(folder)

        assert arrays_of(library) == arrays_of(anew)
        assert_answers_alike(
            Retriever.of(library.open()), Retriever(read_articles(folder))
        )


def test_a_name_keeps_its_spellings_when_another_article_changes(
    tmp_path: Path, articles: Path, library: Library
) -> None:
    assert len(library.open().collection.respelled)

    write(articles / "0.txt", "Cats purr.")
    library.refresh(articles)

    anew = Library(tmp_path / "anew")
    anew.refresh(articles)
    assert arrays_of(library) == arrays_of(anew)


def test_only_files_of_another_size_or_time_are_read_again(
    articles: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def read_file(path: Path, name: str) -> bytes:
        read.append(path.name)
        return articles_module.read_file(path, name)

    monkeypatch.setattr(builder, "read_file", read_file)
    write(articles / "1.txt", "Something else.")

    corpus = library.refresh(articles)

    assert set(read) == {"1.txt"}
    assert library.contents().left_out == ["5.txt: it is empty"]
    assert texts_of(corpus)[:2] == [TEXTS[0], "Something else."]


MARKDOWN = """---
title: Riverside Makers
author: Ann Example
date: 2025-03-14
url: https://makers.example
---
## Visiting

Members bring **one
guest** at a time.
"""


@pytest.fixture
def markdown(articles: Path, library: Library) -> Path:
    """A Markdown file in the library, written long ago."""
    path = articles / "guide.md"
    write(path, MARKDOWN)
    # A younger time would be that of a file that may still change.
    library.refresh(articles)
    return path


def test_what_a_file_says_about_its_text_is_saved(
    articles: Path, library: Library, markdown: Path
) -> None:
    [read] = [a for a in read_articles(articles) if a.name == "guide.md"]
    in_memory = Retriever(read_articles(articles))

    saved = Retriever.of(library.open())

    assert saved.articles[-1] == read
    assert read.title == "Riverside Makers"
    assert read.author == "Ann Example"
    assert read.link == "https://makers.example"
    assert saved.answer("one guest") == in_memory.answer("one guest")
    [excerpt] = saved.answer("one guest").excerpts
    assert excerpt.text == "Members bring one guest at a time."
    assert excerpt.line == 9
    assert saved.context(excerpt).text == excerpt.text
    assert library.open().collection.dates[-1] == date(2025, 3, 14).toordinal()


def test_a_changed_reader_reads_its_files_again_and_no_others(
    articles: Path,
    library: Library,
    markdown: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_shouting(data: bytes) -> Document:
        return Document(data.decode().upper())

    before = FORMATS[".md"]
    newer = before._replace(read=read_shouting, version=before.version + 1)
    monkeypatch.setitem(FORMATS, ".md", newer)
    analysed = []

    def analyse(article: Article, *rest: Any) -> Part:
        analysed.append(article.name)
        return analyse_article(article, *rest)

    monkeypatch.setattr(builder, "analyse_article", analyse)

    index = library.refresh(articles)

    assert analysed == ["guide.md"]
    assert texts_of(index)[-1] == MARKDOWN.upper()


def test_a_format_that_can_be_read_now_is_read(
    articles: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(articles / "bees.log", "Bees hum.")
    assert "Bees hum." not in texts_of(library.refresh(articles))

    monkeypatch.setitem(FORMATS, ".log", FORMATS[".txt"])

    assert "Bees hum." in texts_of(library.refresh(articles))


def test_a_touched_file_is_neither_parsed_nor_analysed(
    articles: Path,
    library: Library,
    markdown: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(builder, "article_with_warnings", fail)
    before = texts_of(library.open())
    write(markdown, MARKDOWN)
    (articles / "5.txt").unlink()

    assert texts_of(library.refresh(articles)) == before


@pytest.mark.skipif(sys.platform == "win32", reason="nothing tells of it there")
def test_a_change_is_seen_though_size_and_time_were_set_back(
    articles: Path, library: Library
) -> None:
    path = articles / "0.txt"
    status = path.stat()
    path.write_text("?" * status.st_size)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert texts_of(library.refresh(articles))[0] == "?" * status.st_size


def test_for_files_that_were_only_touched_nothing_is_written(
    articles: Path, library: Library
) -> None:
    before = (library.folder / "manifest.json").read_bytes()
    for path in articles.iterdir():
        path.touch()

    library.refresh(articles)

    assert (library.folder / "manifest.json").read_bytes() == before


def test_articles_that_were_touched_are_not_analysed_again_for_another(
    articles: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysed = []

    def analyse_article(article: Article, *others: Any) -> Part:
        analysed.append(article.name)
        return parts_module.analyse_article(article, *others)

    monkeypatch.setattr(builder, "analyse_article", analyse_article)
    for path in articles.iterdir():
        path.touch()
    write(articles / "1.txt", "Something else.")

    library.refresh(articles)

    assert analysed == ["1.txt"]


def test_a_file_that_became_an_article_is_noticed(
    articles: Path, library: Library
) -> None:
    write(articles / "5.txt", "No longer empty.")

    assert "No longer empty." in texts_of(library.refresh(articles))


def test_a_change_of_neither_size_nor_time_is_seen_right_after_another(
    tmp_path: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_stamps, "_UNSETTLED_NS", UNSETTLED_NS)
    library, path = Library(tmp_path / "data"), articles / "0.txt"
    path.write_text("Dogs bark.")
    status = path.stat()
    library.refresh(articles)

    path.write_text("Cats purr.")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    assert texts_of(library.refresh(articles))[0] == "Cats purr."


def test_when_nothing_changed_nothing_is_written(
    articles: Path, library: Library
) -> None:
    before = (library.folder / "manifest.json").read_bytes()

    library.refresh(articles)

    assert (library.folder / "manifest.json").read_bytes() == before


def test_a_file_that_is_left_out_is_named_again_only_after_a_change(
    articles: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    write(articles / "1.txt", "Something else.")
    library.refresh(articles)
    assert caplog.messages == []

    write(articles / "5.txt", "\0")
    library.refresh(articles)
    assert caplog.messages == ["Left out 5.txt: its encoding is unknown"]


def test_a_warning_about_a_file_is_kept_and_told_only_when_it_is_new(
    articles: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = "0.txt: some of its characters are damaged"
    (articles / "0.txt").write_bytes("Łódź is a city. ".encode() * 30 + b"\xff")
    first = library.update(articles)
    write(articles / "1.txt", "Something else.")
    second = library.update(articles)

    assert (first.warnings, second.warnings) == ([damaged], [])
    assert caplog.messages == [damaged]
    assert library.contents().warnings == [damaged]
    write(articles / "0.txt", "Whole again.")
    library.update(articles)
    assert library.contents().warnings == []


def test_a_bad_row_of_sources_tsv_is_told_though_no_article_changes(
    articles: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    (articles / "sources.tsv").write_text("0.txt\t\tsome day\n")
    changes = library.update(articles)
    library.refresh(articles)

    bad = "sources.tsv, line 1: left out some day: a date looks like 2025-03-14"
    assert (changes.warnings, bool(changes)) == ([bad], False)
    assert caplog.messages == [bad]
    assert library.contents().warnings == [bad]


@pytest.mark.skipif(sys.platform == "win32", reason="links and times differ there")
def test_a_link_to_nothing_or_a_time_to_come_is_no_reason_to_write(
    articles: Path, library: Library
) -> None:
    (articles / "link.txt").symlink_to(articles / ".later.txt")
    os.utime(articles / "0.txt", (4e9, 4e9))
    library.refresh(articles)
    before = (library.folder / "manifest.json").read_bytes()

    library.refresh(articles)

    assert (library.folder / "manifest.json").read_bytes() == before
    write(articles / ".later.txt", "Cows sleep.")
    assert texts_of(library.refresh(articles))[-1] == "Cows sleep."


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_only_its_owner_can_read_it(tmp_path: Path, library: Library) -> None:
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert library.folder.stat().st_mode & 0o777 == 0o700


def test_what_was_opened_stays_as_it_was(articles: Path, library: Library) -> None:
    before = library.open()
    expected = texts_of(before)
    write(articles / "0.txt", "Something else.")

    library.refresh(articles)

    assert texts_of(before) == expected
    assert texts_of(library.open())[0] == "Something else."


def test_files_that_are_no_articles_are_named_with_the_reason(
    articles: Path, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    (articles / "picture.png").write_bytes(b"\x89PNG")

    library.refresh(articles)

    assert library.contents().left_out == [
        "5.txt: it is empty",
        "picture.png: files of this kind are not read",
    ]
    assert "Left out picture.png" in caplog.text


def test_its_contents_are_counted(articles: Path, library: Library) -> None:
    contents = library.contents()

    corpus = ArticleIndex.of(read_articles(articles))
    assert contents.folder == str(articles.resolve())
    assert contents.articles == len(corpus.collection.articles) == 6
    assert contents.sentences == len(corpus.collection.sentences)
    assert contents.terms == len(corpus.collection.vocabulary.stems)
    assert contents.version == corpus.version


def generation(library: Library) -> Path:
    [folder] = library.folder.glob("generation-*")
    return folder


def remove_an_array(library: Library) -> None:
    (generation(library) / "words.npy").unlink()


def cut_an_array(library: Library) -> None:
    path = generation(library) / "words.npy"
    path.write_bytes(path.read_bytes()[:-1])


def alter_an_array(library: Library) -> None:
    path = generation(library) / "words.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")


def alter_the_manifest(library: Library) -> None:
    path = library.folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"articles", b"artikles"))


def write_an_older_format(library: Library) -> None:
    path = library.folder / "manifest.json"
    now = f'"format": {storage.FORMAT}'.encode()
    path.write_bytes(path.read_bytes().replace(now, b'"format": 1'))


def write_by_another_version(library: Library) -> None:
    stored = open_folder(library.folder)
    facts = {**stored.facts, "analysis": "another"}
    write_folder(library.folder, stored._replace(facts=facts))


@pytest.mark.parametrize(
    "damage",
    [
        remove_an_array,
        cut_an_array,
        alter_an_array,
        alter_the_manifest,
        write_an_older_format,
        write_by_another_version,
    ],
)
def test_one_that_is_unusable_is_named_once_in_the_log_and_made_again(
    articles: Path,
    library: Library,
    damage: Callable[[Library], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = arrays_of(library)
    damage(library)
    with pytest.raises(UnusableIndexError):
        library.open()
    caplog.clear()

    corpus = library.refresh(articles)

    assert arrays_of(library) == before
    assert_answers_alike(Retriever.of(corpus), Retriever(read_articles(articles)))
    [message] = [m for m in caplog.messages if "Left out" not in m]
    assert message.endswith("all articles are analysed again")


def test_a_library_of_version_0_1_0_is_named_in_the_log_and_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(DATA / "library-0.1.0", tmp_path, dirs_exist_ok=True)
    articles, library = tmp_path / "articles", Library(tmp_path)
    assert library.exists()
    with pytest.raises(UnusableIndexError, match="by another version"):
        library.open()

    index = library.refresh(articles)

    assert_answers_alike(Retriever.of(index), Retriever(read_articles(articles)))
    assert library.contents().articles == 2
    [message] = caplog.messages
    assert "by another version" in message
    assert message.endswith("all articles are analysed again")


def test_a_copy_is_usable(tmp_path: Path, library: Library) -> None:
    for path in [*library.folder.rglob("*.npy")]:
        os.utime(path, (1, 1))

    assert texts_of(library.open())


def test_the_library_of_another_folder_is_replaced(
    tmp_path: Path, library: Library
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write(other / "0.txt", "Something else.")
    assert not library.is_of(other)

    corpus = library.refresh(other)

    assert texts_of(corpus) == ["Something else."]
    assert library.is_of(other)


def test_the_library_of_a_copy_of_the_folder_is_replaced(
    tmp_path: Path, articles: Path, library: Library
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(articles, copy)

    library.refresh(copy)

    assert library.is_of(copy)


@pytest.mark.parametrize("exists", [True, False])
def test_without_articles_there_is_no_library(tmp_path: Path, exists: bool) -> None:
    folder = tmp_path / "articles"
    if exists:
        folder.mkdir()
    library = Library(tmp_path / "data")

    with pytest.raises(NoArticlesError, match="articles"):
        library.refresh(folder)

    assert not library.exists()
    with pytest.raises(UnusableIndexError, match="no index"):
        library.open()


def test_progress_is_told_in_bytes(tmp_path: Path, articles: Path) -> None:
    told: list[tuple[int, int]] = []

    Library(tmp_path / "data").refresh(articles, lambda *now: told.append(now))

    size = sum(path.stat().st_size for path in articles.iterdir())
    assert [total for _, total in told] == [size] * len(TEXTS)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (size, size)


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
def test_where_there_is_no_room_the_old_library_stays(
    articles: Path, library: Library
) -> None:
    import resource

    before = arrays_of(library)
    write(articles / "long.txt", "Dogs bark." + " " * 100_000 + "Cats sleep.")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(UnwritableLibraryError, match="File too large"):
            library.refresh(articles)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert arrays_of(library) == before
    assert len(list(library.folder.iterdir())) == 3


def refresh_forever(data_dir: Path, articles: Path) -> None:
    logging.disable()
    for number in count():
        write(articles / "0.txt", f"Number {number}.")
        Library(data_dir).refresh(articles)


def hold(path: Path, is_held: Event) -> None:
    with locked(path):
        is_held.set()
        time.sleep(60)


def started(target: Callable[..., None], *arguments: object) -> Any:
    context = multiprocessing.get_context("fork")
    process = context.Process(target=target, args=arguments)
    process.start()
    return process


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes end otherwise there")
def test_killed_at_any_moment_it_opens_and_goes_on(
    tmp_path: Path, articles: Path, library: Library
) -> None:
    for attempt in range(12):
        writer = started(refresh_forever, tmp_path / "data", articles)
        time.sleep(0.02 + attempt * 0.009)
        # Whoever reads meanwhile finds one state or another.
        assert texts_of(library.open())
        writer.kill()
        writer.join()

        corpus = library.open()
        library.contents()
        assert_answers_alike(
            Retriever.of(corpus), Retriever(corpus.collection.articles)
        )
    assert texts_of(library.refresh(articles)) == [
        article.text for article in read_articles(articles)
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="processes end otherwise there")
def test_a_second_writer_waits_until_the_first_one_ends_or_dies(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "lock"
    is_held = multiprocessing.get_context("fork").Event()
    holder = started(hold, path, is_held)
    assert is_held.wait(timeout=20)

    def kill_when_waited_for() -> None:
        while not caplog.messages:
            time.sleep(0.01)
        holder.kill()

    killer = Thread(target=kill_when_waited_for)
    killer.start()
    with locked(path):
        holder.join(timeout=10)
        assert holder.exitcode == -signal.SIGKILL
        killer.join()

    assert caplog.messages == [f"Waiting for another process that holds {path}"]


PRIVATE_KB = """
import re, sys
from pathlib import Path
from retrieval import Library
def private():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"RssAnon:\\s+(\\d+)", status)[1])
before = private()
corpus = Library(Path(sys.argv[1])).open()
print(private() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells it")
def test_memory_for_opening_does_not_grow_with_the_library(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    kilobytes = []
    for size in (1000, 20_000):
        folder = tmp_path / f"{size}-articles"
        folder.mkdir()
        words = generator.integers(0, size * 10, size)
        text = "\n".join(f"Word w{word}." for word in words)
        (folder / "0.txt").write_text(text)
        Library(tmp_path / str(size)).refresh(folder)
        command = [sys.executable, "-c", PRIVATE_KB, str(tmp_path / str(size))]
        output = subprocess.check_output(command, cwd=ROOT)
        kilobytes.append(int(output))

    small, large = kilobytes
    assert large - small < 1024


@pytest.mark.slow
@pytest.mark.parametrize("kept", [0, 39])
def test_memory_for_indexing_does_not_grow_with_the_texts(
    tmp_path: Path, kept: int
) -> None:
    folder, library = tmp_path / "articles", Library(tmp_path / "data")
    folder.mkdir()
    # Few words, which take memory, and much text.
    text = f"Dogs bark. {'x' * 1000}. " * 250
    for number in range(40):
        write(folder / f"{number}.txt", text)
        if number + 1 == kept:
            library.refresh(folder)

    tracemalloc.start()
    library.refresh(folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 40 * len(text) / 2


def test_an_article_that_cannot_be_analysed_is_left_out_alone(
    tmp_path: Path,
    articles: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:

    def fails_on_dogs(article: Article, language: str) -> Any:
        if article.text == TEXTS[0]:
            raise RecursionError
        return split_paragraphs(article, language)

    monkeypatch.setattr(parts_module, "split_paragraphs", fails_on_dogs)
    reason = "0.txt: it cannot be analysed (RecursionError)"
    library = Library(tmp_path / "data")

    saved = Retriever.of(library.refresh(articles))

    assert [a.name for a in saved.articles] == [f"{n}.txt" for n in (1, 2, 3, 4, 6)]
    assert reason in library.contents().left_out
    assert caplog.messages.count(f"Left out {reason}") == 1
    assert_answers_alike(saved, Retriever(read_articles(articles)))
    caplog.clear()
    library.refresh(articles)
    assert not caplog.messages
