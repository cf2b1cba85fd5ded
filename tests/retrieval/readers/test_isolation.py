from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.articles import read_articles
from retrieval.errors import Unreadable
from retrieval.readers import isolation
from retrieval.readers.document import Document
from retrieval.readers.docx import read_docx
from retrieval.readers.isolation import close_idle, read_isolated
from retrieval.readers.reader import FORMATS, Format, format_of, read, versions
from tests.documents import docx

BEES = docx("<w:p><w:r><w:t>Bees hum 🐝.</w:t></w:r></w:p>")


@pytest.fixture(autouse=True)
def no_workers() -> Iterator[None]:
    close_idle()
    yield
    close_idle()


def test_another_process_reads_the_same() -> None:
    assert read_isolated(BEES, ".docx") == read_docx(BEES)
    assert read(BEES, "a/b.DOCX") == read_docx(BEES)


@pytest.mark.parametrize(
    ("data", "name", "is_isolated"),
    [
        (b"Bees " * 99_999, "a.txt", False),
        (b"Bees", "a.md", False),
        (b"Bees " * 99_999, "a.md", True),
        (rb"{\rtf1 Bees}", "a.rtf", True),
    ],
)
def test_large_files_and_those_of_programs_are_read_in_another_process(
    data: bytes, name: str, is_isolated: bool
) -> None:
    assert read(data, name).text.startswith("Bees")
    assert bool(isolation._idle) == is_isolated


def test_a_process_reads_one_file_after_another() -> None:
    read_isolated(BEES, ".docx")
    [worker] = isolation._idle

    with pytest.raises(Unreadable, match="it is damaged"):
        read_isolated(b"no archive", ".docx")
    read_isolated(BEES, ".docx")

    assert isolation._idle == [worker]


def test_a_process_that_ended_meanwhile_is_replaced() -> None:
    read_isolated(BEES, ".docx")
    [worker] = isolation._idle
    worker._process.kill()
    worker._process.wait()

    assert read_isolated(BEES, ".docx").text.startswith("Bees")


@pytest.mark.parametrize(
    ("worker", "seconds"), [("dying_worker", 60.0), ("waiting_worker", 0.01)]
)
def test_a_file_that_its_process_does_not_survive_is_refused(
    worker: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "WORKER", f"tests.retrieval.readers.{worker}")
    monkeypatch.setattr(isolation, "_SECONDS", seconds)

    with pytest.raises(Unreadable, match="takes too long, or needs too much memory"):
        read_isolated(BEES * 99, ".docx")

    assert isolation._idle == []


def test_a_file_that_its_process_does_not_survive_costs_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(isolation, "WORKER", "tests.retrieval.readers.dying_worker")
    (tmp_path / "bees.docx").write_bytes(BEES * 99)
    (tmp_path / "wasps.txt").write_text("Wasps hum.")

    assert [article.name for article in read_articles(tmp_path)] == ["wasps.txt"]
    [message] = caplog.messages
    assert message.startswith("Left out bees.docx: reading it takes too long")


def test_no_process_is_left_when_a_folder_has_been_read(tmp_path: Path) -> None:
    (tmp_path / "bees.docx").write_bytes(BEES)

    assert len(read_articles(tmp_path)) == 1
    assert isolation._idle == []


def test_threads_read_at_the_same_time() -> None:
    with ThreadPoolExecutor(3) as pool:
        documents = list(pool.map(read_isolated, [BEES] * 6, [".docx"] * 6))

    assert documents == [read_docx(BEES)] * 6
    assert 1 <= len(isolation._idle) <= 3


def test_python_files_in_the_current_folder_are_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("json.py", "lxml.py"):
        (tmp_path / name).write_text("raise SystemExit")

    assert read_isolated(BEES, ".docx").text.startswith("Bees")


def test_a_worker_does_not_know_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    read_isolated(BEES, ".docx")
    [worker] = isolation._idle

    environment = Path("/proc", str(worker._process.pid), "environ")
    if environment.exists():
        assert b"secret" not in environment.read_bytes()


def test_a_missing_package_is_named_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(_: bytes) -> Document:
        raise AssertionError

    monkeypatch.setitem(FORMATS, ".docx", Format(never, 1, ("no_such_package",)))

    with pytest.raises(Unreadable, match=r"^pip install 'excerpt-bot\[documents\]'"):
        format_of("a.docx")
    assert ".docx" not in versions()
