import inspect
import logging
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Article, NoArticlesError, read_articles
from retrieval.articles import MOST_BYTES, files_below, no_articles
from retrieval.readers.document import Place
from retrieval.readers.reader import _is_installed


def test_articles_come_in_order_of_name_with_paths_below_the_folder(
    tmp_path: Path,
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Third.")
    (tmp_path / "b.md").write_text("Second.")
    (tmp_path / "a.TXT").write_text("First.")

    articles = read_articles(tmp_path)

    assert [article.name for article in articles] == ["a.TXT", "b.md", "news/a.txt"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("“Łódź”\r\n".encode(), "“Łódź”\r\n", id="utf-8"),
        pytest.param("Łódź".encode("utf-8-sig"), "Łódź", id="utf-8 with a mark"),
        pytest.param("Łódź".encode("utf-16"), "Łódź", id="utf-16"),
        pytest.param(b"\xfe\xff\x00A", "A", id="utf-16, big end first"),
        pytest.param("Łódź".encode("utf-32"), "Łódź", id="utf-32"),
        pytest.param(b"\x93caf\xe9\x94", "“café”", id="windows-1252"),
    ],
)
def test_encoding_is_found_and_line_endings_stay(
    tmp_path: Path, data: bytes, text: str
) -> None:
    (tmp_path / "a.txt").write_bytes(data)

    assert read_articles(tmp_path) == [Article("a.txt", text)]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.mp3", b"ID3", "files of this kind are not read"),
        ("a.txt", b"PK\x03\x04\x00\x00", "it is a binary file"),
        ("a.txt", bytes(range(0x80, 0x100)), "its encoding is unknown"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "it is an image"),
        ("a.txt", b"\xff\xfeA", "its encoding is unknown"),
        ("a.txt", b" \r\n\t\n", "it is empty"),
        ("a.txt", b"", "it is empty"),
    ],
)
def test_file_that_is_no_article_is_left_out_with_its_reason(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
    data: bytes,
    reason: str,
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text("Good.")

    with caplog.at_level(logging.WARNING):
        [article] = read_articles(tmp_path)

    assert article.text == "Good."
    assert caplog.messages == [f"Left out {name}: {reason}"]


def test_dangling_link_is_left_out_with_its_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")

    assert read_articles(tmp_path) == []
    assert caplog.messages == ["Left out gone.txt: No such file or directory"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_is_left_out_rather_than_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    assert read_articles(tmp_path) == []
    assert caplog.messages == ["Left out pipe.txt: it is no ordinary file"]


def test_links_to_folders_are_not_followed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "1.txt").write_text("Text.")
    (tmp_path / "one" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "out").symlink_to(tmp_path.parent, target_is_directory=True)

    assert [article.name for article in read_articles(tmp_path)] == ["one/1.txt"]
    reason = "links to folders are not followed"
    assert caplog.messages == [
        f"Left out {name}: {reason}" for name in ("one/up", "out")
    ]


def test_a_link_is_followed_only_to_a_file_in_the_folder(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "articles"
    (folder / "news").mkdir(parents=True)
    (folder / "a.txt").write_text("Text.")
    (tmp_path / "secret.txt").write_text("Secret.")
    (folder / "news" / "in.txt").symlink_to(folder / "a.txt")
    (folder / "news" / "out.txt").symlink_to("../../secret.txt")

    assert [a.name for a in read_articles(folder)] == ["a.txt", "news/in.txt"]
    assert caplog.messages == [
        "Left out news/out.txt: it is a link to a file outside the folder"
    ]


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    assert read_articles(tmp_path) == []
    assert caplog.messages == ["Left out large.txt: it is larger than 100 MB"]


@pytest.mark.skipif(sys.platform == "win32", reason="names have no such characters")
def test_names_with_line_feeds_and_marks_of_direction_make_one_line_of_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a\n2026 ERROR b\u202etxt.txt").write_bytes(b"")
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("Text.")

    assert [article.text for article in read_articles(tmp_path)] == ["Text."]
    assert caplog.messages == ["Left out a\ufffd2026 ERROR b\ufffdtxt.txt: it is empty"]


def test_folders_may_be_nested_more_deeply_than_calls(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["a"] * 300)
    folder.mkdir(parents=True)
    (folder / "b.txt").write_text("Text.")
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 200)
    try:
        names = list(files_below(tmp_path))
    finally:
        sys.setrecursionlimit(before)

    assert names == ["a/" * 300 + "b.txt"]


def test_hidden_files_and_folders_are_left_out_silently(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text("Hidden.")
    (tmp_path / ".DS_Store").write_bytes(b"\0")

    assert read_articles(tmp_path) == []
    assert caplog.messages == []


def test_folder_that_is_none_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(NoArticlesError, match=r"no folder '.*nowhere'"):
        read_articles(tmp_path / "nowhere")


def test_a_text_is_on_the_page_that_began_last() -> None:
    pages = (Place(0, 1), Place(5, 2), Place(7, 4))
    article = Article("a.pdf", "Bees hum.", pages=pages)

    assert [article.page_of(offset) for offset in (0, 4, 5, 8)] == [1, 1, 2, 4]
    assert Article("a.txt", "Bees hum.").page_of(0) is None


@given(
    st.lists(st.sampled_from(["a", "b c", ""])),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_lines_are_numbered_as_editors_do(lines: list[str], ending: str) -> None:
    article = Article("a.txt", ending.join([*lines, "x"]))

    assert article.line_of(len(article.text) - 1) == len(lines) + 1


def test_without_an_article_only_formats_that_can_be_read_now_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _is_installed.cache_clear()
    monkeypatch.setattr("retrieval.readers.reader.find_spec", lambda _: None)
    try:
        said = str(no_articles(tmp_path))
    finally:
        _is_installed.cache_clear()

    assert said.endswith(": put .csv, .md, .rtf, .tsv or .txt files there")
