import subprocess
from pathlib import Path

import pytest

from tests.programs import BOT, environment

QUOTE = "Hunde über den Höfen bellen nachts."


def verify(folder: Path, *arguments: str, given: bytes = b"") -> tuple[int, str]:
    done = subprocess.run(
        [*BOT, "verify", *arguments],
        cwd=folder,
        env=environment(ARTICLES_DIR="articles"),
        input=given,
        capture_output=True,
        timeout=60,
    )
    return done.returncode, done.stdout.decode() + done.stderr.decode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "pets.txt").write_text(QUOTE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_quotation_is_read_in_the_encodings_of_articles(
    folder: Path, encoding: str
) -> None:
    data = QUOTE.encode(encoding)
    (folder / "quote.txt").write_bytes(data)

    from_file = verify(folder, "quote.txt")
    from_pipe = verify(folder, given=data)

    assert from_file == from_pipe
    assert from_file[0] == 0


def test_what_is_no_text_is_an_error_in_one_line(folder: Path) -> None:
    (folder / "quote.txt").write_bytes(b"\xff\xfe\x00\xd8a")

    from_file = verify(folder, "quote.txt")
    from_pipe = verify(folder, given=b"\xff\xfe\x00\xd8a")

    assert from_file == (2, "quote.txt: its encoding is unknown\n")
    assert from_pipe == (2, "standard input: its encoding is unknown\n")


@pytest.mark.parametrize(
    ("words", "problem"),
    [(QUOTE, "No such file or directory"), ("x" * 999, "File name too long")],
)
def test_words_in_the_place_of_a_file_bring_a_hint(
    folder: Path, words: str, problem: str
) -> None:
    hint = "name a file, or pipe the words in: echo 'WORDS' | excerpt-bot verify"

    assert verify(folder, words) == (2, f"{words}: {problem}: {hint}\n")
