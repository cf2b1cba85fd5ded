"""The console, run as its users run it: as a program."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, suppress
from dataclasses import replace
from pathlib import Path
from subprocess import PIPE, Popen
from types import MappingProxyType

import pytest

from bot.answers.pages import find_at_once
from bot.console.shows import ShowLines
from retrieval import Article, Retriever
from retrieval.printable import printable
from tests.programs import BOT, ROOT, environment

if sys.platform != "win32":
    import pexpect

# Bracketed paste is switched on: the prompt takes what is typed.
EDITING = "\x1b[?2004h"

PETS = "Pets\n\nDogs bark at night.\nThe cat sleeps\x1b[31m all day.\n"


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "pets.txt").write_text(PETS, encoding="utf-8")
    return folder


def run(
    *arguments: object,
    cwd: Path = ROOT,
    piped: str | None = None,
    env: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BOT, *map(str, arguments)],
        cwd=cwd,
        env=environment(**env),
        input=piped,
        capture_output=True,
        encoding="utf-8",
        timeout=30,
    )


def test_question_is_answered_with_file_line_and_text(pets: Path) -> None:
    result = run("ask", "when do dogs bark?", "--articles", pets)

    assert result.stdout == "pets.txt:3: Dogs bark at night.\n"
    assert result.stderr == ""
    assert result.returncode == 0


def test_question_without_quotes_around_it_is_one_question(pets: Path) -> None:
    result = run("ask", "when", "do", "dogs", "bark", "--articles", pets)

    assert result.stdout == "pets.txt:3: Dogs bark at night.\n"


def test_wrapped_and_indented_text_is_printed_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "pets.txt").write_text("Dogs bark\n    at night.\n", "utf-8")

    result = run("ask", "when do dogs bark", "--articles", tmp_path)

    assert result.stdout == "pets.txt:1: Dogs bark at night.\n"


def test_nothing_found_is_said_apart_with_status_1(pets: Path) -> None:
    result = run("ask", "photosynthesis", "--articles", pets)

    assert result.stdout == ""
    assert result.stderr == (
        "The articles do not answer that.\nIn no article: photosynthesis\n"
    )
    assert result.returncode == 1


def test_each_piped_line_is_a_question_and_blank_ones_are_not(pets: Path) -> None:
    result = run("ask", "--json", "--articles", pets, piped="dogs\n\n  \r\nhello\n")

    first, second = map(json.loads, result.stdout.splitlines())
    assert first["question"] == "dogs"
    assert first["confidence"] == "high"
    assert second["confidence"] == "none"
    assert second["excerpts"] == []
    assert result.returncode == 0


def test_json_has_the_keys_of_the_contract_and_slices_of_the_file(pets: Path) -> None:
    (pets / "birds.txt").write_bytes(
        "“Böse” Vögel\r\n\r\n😂 The owl hunts.\r\n".encode()
    )

    result = run("ask", "--json", "--articles", pets, "does the owl hunt")

    answer = json.loads(result.stdout)
    assert answer.keys() == {"question", "confidence", "excerpts", "took_ms"}
    [excerpt] = answer["excerpts"]
    text = (pets / "birds.txt").read_bytes().decode()
    assert excerpt["text"] == text[excerpt["start"] : excerpt["end"]]
    assert (excerpt["source"], excerpt["line"]) == ("birds.txt", 3)
    assert excerpt["page"] is None
    matched = [excerpt["text"][start:end] for start, end in excerpt["matches"]]
    assert matched == ["owl", "hunts"]
    assert isinstance(excerpt["score"], float)
    assert answer["took_ms"] > 0


@pytest.mark.parametrize("other", ["where does the cat sleep", "when is night"])
def test_json_says_which_excerpt_answers_which_question(other: str, pets: Path) -> None:
    question = f"when do dogs bark and {other}"

    result = run("ask", "--json", "--articles", pets, question)

    answer = json.loads(result.stdout)
    assert answer["question"] == question
    assert [excerpt["question"] for excerpt in answer["excerpts"]] == [
        "when do dogs bark",
        other,
    ]


def test_what_differs_is_shown_with_its_date(pets: Path) -> None:
    for year, pounds in ((2024, 7), (2025, 9)):
        (pets / f"{year}.txt").write_text(
            f"1 May {year}\n\nDog owners pay {pounds} pounds a year.\n"
        )

    lines = run("ask", "what do owners pay", "--articles", pets)
    as_json = run("ask", "--json", "what do owners pay", "--articles", pets)

    assert lines.stdout == (
        "2025.txt:3: Dog owners pay 9 pounds a year.\n"
        "2024.txt:3: Dog owners pay 7 pounds a year.\n"
    )
    assert lines.stderr.splitlines()[-1] == (
        "These differ: 2025.txt, line 3 · 1 May 2025; 2024.txt, line 3 · 1 May 2024"
    )
    [excerpt] = json.loads(as_json.stdout)["excerpts"]
    assert (excerpt["date"], excerpt["also_in"]) == ("2025-05-01", [])
    [other] = excerpt["differing"]
    assert (other["source"], other["date"]) == ("2024.txt", "2024-05-01")


FEES = """\
# Fees

## Kennel

| Plan | Monthly fee |
| --- | --- |
| Puppy | 130 |
| Parrot | 90 |
"""


def test_what_a_row_stands_under_is_shown_above_it(pets: Path) -> None:
    (pets / "fees.md").write_text(FEES)

    lines = run("ask", "what is the fee for a puppy", "--articles", pets, "-k1")
    as_json = run("ask", "--json", "puppy fee", "--articles", pets, "-k1")

    assert lines.stdout == ("Kennel › Plan | Monthly fee\nfees.md:7: Puppy | 130\n")
    [excerpt] = json.loads(as_json.stdout)["excerpts"]
    assert (excerpt["section"], excerpt["heads"]) == ("Kennel", "Plan | Monthly fee")


def test_json_has_null_for_a_section_that_is_not_there(pets: Path) -> None:
    [excerpt] = json.loads(run("ask", "--json", "dogs", "--articles", pets).stdout)[
        "excerpts"
    ]

    assert (excerpt["section"], excerpt["heads"]) == (None, None)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("hello bot", "Hello! Ask me something.\n"),
        ("ok", "All right. Ask me whenever you like.\n"),
        (
            "you are stupid",
            "I only look things up in the articles. "
            "Ask me something, and I will try.\n",
        ),
    ],
)
def test_small_talk_gets_one_line(pets: Path, said: str, line: str) -> None:
    result = run("ask", said, "--articles", pets)

    assert (result.stdout, result.stderr) == ("", line)


def test_a_text_that_is_too_long_is_cut_off_in_words(pets: Path) -> None:
    result = run("ask", "--json", "--articles", pets, piped="dogs " * 10_000)

    assert result.stderr == (
        "That is very long: I read only the first 4,096 characters.\n"
    )
    assert json.loads(result.stdout)["excerpts"]


def test_what_it_is_about_is_a_summary_or_the_list_of_the_articles(pets: Path) -> None:
    text = "Owls\n\nThe brown owl hunts small mice at night.\n"
    (pets / "owls.txt").write_text(text)
    (pets / "fees.csv").write_text("Plan,Monthly fee\nPuppy,12 euros\n")

    summary = run("ask", "what is Owls about?", "--articles", pets)
    listed = run("ask", "what is this about?", "--articles", pets)
    as_json = run("ask", "--json", "what is this about?", "--articles", pets)

    assert summary.stdout == "owls.txt:3: The brown owl hunts small mice at night.\n"
    assert listed.stdout == "fees.csv\nowls.txt: Owls\npets.txt: Pets\n"
    assert json.loads(as_json.stdout)["articles"] == [
        {"source": "fees.csv", "title": "fees.csv"},
        {"source": "owls.txt", "title": "Owls"},
        {"source": "pets.txt", "title": "Pets"},
    ]


HOSTILE = "The owl\x9b2J hunts\u202e at\u2028night\x7f.\n"


def test_a_pipe_gets_no_control_characters_and_one_line_an_excerpt(pets: Path) -> None:
    (pets / "a\nb\x1b]0;.txt").write_text(HOSTILE)

    result = run("ask", "--articles", pets, "does the owl hunt")

    assert result.stdout == "a�b�]0;.txt:1: The owl�2J hunts� at�night�.\n"


def test_operators_that_left_nothing_are_said_and_in_json(pets: Path) -> None:
    said = run("ask", "--articles", pets, "dogs -dogs")
    record = run("ask", "--json", "--articles", pets, "dogs -dogs")

    assert said.stdout == "pets.txt:3: Dogs bark at night.\n"
    assert "-dogs left nothing: searched without." in said.stderr
    assert json.loads(record.stdout)["unused"] == ["-dogs"]


def test_json_escapes_control_characters_and_keeps_the_text(pets: Path) -> None:
    (pets / "owl.txt").write_text(HOSTILE)

    result = run("ask", "--json", "--articles", pets, "does the owl hunt")

    [excerpt] = json.loads(result.stdout)["excerpts"]
    assert excerpt["text"] == HOSTILE.strip()
    assert printable(result.stdout[:-1]) == result.stdout[:-1]


def test_an_error_about_a_file_is_one_line_without_control_characters(
    pets: Path,
) -> None:
    result = run("ask", "--articles", pets / "a\nb\x1b[2J", "dogs")
    (pets / "e\x1b[2J\nCRITICAL forged.txt").write_text("")
    warned = run("ask", "--articles", pets, "dogs")

    assert printable(result.stderr[:-1]) == result.stderr[:-1]
    [line] = warned.stderr.splitlines()
    assert line.endswith("Left out e�[2J�CRITICAL forged.txt: it is empty")


def test_k_limits_the_excerpts(pets: Path) -> None:
    (pets / "more.txt").write_text("Old dogs sleep a lot.\n\nMost dogs eat meat.\n")

    assert len(run("ask", "dogs", "--articles", pets).stdout.splitlines()) == 3
    assert len(run("ask", "dogs", "--articles", pets, "-k1").stdout.splitlines()) == 1


def test_folder_and_number_come_from_the_settings_unless_told_otherwise(
    pets: Path, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"ARTICLES_DIR={pets}\n")

    assert (
        run("ask", "dogs", cwd=tmp_path).stdout == "pets.txt:3: Dogs bark at night.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "env", "message"),
    [
        (["ask", "x", "--articles", "nowhere"], {}, "no folder 'nowhere'"),
        (["ask", "x", "--articles", "."], {}, "No article in '.'"),
        (["ask", "x", "-k", "0"], {}, "'0' is not a positive whole number"),
        (["ask", "x"], {"EXCERPTS": "x"}, "EXCERPTS='x' is not allowed"),
        (
            ["telegram"],
            {},
            "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather",
        ),
        ([], {}, "the following arguments are required: COMMAND"),
        (["frobnicate"], {}, "invalid choice: 'frobnicate'"),
    ],
)
def test_wrong_input_is_one_clear_message_with_status_2(
    tmp_path: Path, arguments: list[str], env: dict[str, str], message: str
) -> None:
    result = run(*arguments, cwd=tmp_path, env=env)

    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert result.returncode == 2


def test_file_that_cannot_be_used_is_a_warning(pets: Path) -> None:
    (pets / "song.mp3").write_bytes(b"ID3")

    result = run("ask", "dogs", "--articles", pets)

    assert "Left out song.mp3: files of this kind are not read" in result.stderr
    assert result.returncode == 0


def test_files_that_cannot_be_used_are_counted_in_one_line(pets: Path) -> None:
    for name in ("song.mp3", "talk.mp3"):
        (pets / name).write_bytes(b"ID3")

    [line] = run("ask", "dogs", "--articles", pets).stderr.splitlines()

    assert "Left out 2 files, such as song.mp3: files of this kind" in line


def test_bytes_that_are_no_text_on_the_pipe_do_no_harm(pets: Path) -> None:
    result = subprocess.run(
        [*BOT, "ask", "--json", "--articles", pets],
        cwd=ROOT,
        env=environment(),
        input=b"dogs \xff\xfe\0\nbark\n",
        capture_output=True,
        timeout=30,
    )

    first, second = map(json.loads, result.stdout.decode().splitlines())
    assert first["excerpts"]
    assert second["excerpts"]


@contextmanager
def answering(*arguments: object) -> Iterator[Popen[str]]:
    """Run `ask` in a pipe, and leave it when it has answered a question."""
    with Popen(
        [*BOT, "ask", *map(str, arguments)],
        cwd=ROOT,
        env=environment(),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("dogs\n")
        process.stdin.flush()
        assert process.stdout.readline()
        yield process


def test_reader_who_has_enough_ends_it_without_a_complaint(pets: Path) -> None:
    with answering("--json", "--articles", pets) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        with suppress(BrokenPipeError):
            process.stdin.write("dogs\n" * 20_000)
            process.stdin.close()

        assert process.stderr.read() == ""


def test_ctrl_c_leaves_no_traceback_and_status_130(pets: Path) -> None:
    with answering("--articles", pets) as process:
        assert process.stderr
        process.send_signal(signal.SIGINT)

        assert process.stderr.read() == ""
        assert process.wait(timeout=30) == 130


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
class TestOnATerminal:
    @staticmethod
    def spawn(pets: Path, *arguments: str, **env: str) -> "pexpect.spawn[str]":
        return pexpect.spawn(
            sys.executable,
            ["-m", "bot", "ask", "--articles", str(pets), *arguments],
            cwd=ROOT,
            env=environment(
                TERM="xterm-256color",
                # Nobody answers here where the cursor is, and asking takes 2 s.
                PROMPT_TOOLKIT_NO_CPR="1",
                **env,
            ),
            encoding="utf-8",
            timeout=20,
            dimensions=(24, 60),
        )

    def test_matched_words_stand_out(self, pets: Path) -> None:
        terminal = self.spawn(pets, "when do dogs bark")
        terminal.expect(pexpect.EOF)

        assert re.search(r"\x1b\[1;33mDogs\x1b\[0m", terminal.before or "")
        assert "pets.txt, line 3" in (terminal.before or "")

    def test_no_color_shows_the_same_words_plain(self, pets: Path) -> None:
        terminal = self.spawn(pets, "when do dogs bark", NO_COLOR="1")
        terminal.expect(pexpect.EOF)

        assert "\x1b" not in (terminal.before or "")
        assert "at night.\r\npets.txt, line 3 · Pets\r\n" in (terminal.before or "")

    def test_a_warning_has_no_time_on_a_terminal(self, pets: Path) -> None:
        (pets / "plots.xlsx").touch()
        terminal = self.spawn(pets, "when do dogs bark")
        terminal.expect(pexpect.EOF)

        assert (terminal.before or "").startswith("WARNING: Left out plots.xlsx: ")

    def test_column_heads_above_a_row_are_dim(self, pets: Path) -> None:
        (pets / "fees.md").write_text(FEES)
        terminal = self.spawn(pets, "puppy fee")
        terminal.expect(pexpect.EOF)

        section = r"\x1b\[2mPlan \| Monthly fee\x1b\[0m\r\n"
        assert re.search(section, terminal.before or "")

    def test_control_characters_of_an_article_do_not_reach_the_terminal(
        self, pets: Path
    ) -> None:
        terminal = self.spawn(pets, "does the cat sleep", NO_COLOR="1")
        terminal.expect(pexpect.EOF)

        assert "\ufffd[31m all day." in (terminal.before or "")

    @pytest.mark.parametrize("farewell", ["quit\r", "EXIT\r", "\x04"])
    def test_prompt_answers_until_it_is_left(self, pets: Path, farewell: str) -> None:
        terminal = self.spawn(pets)
        terminal.expect_exact(EDITING)
        terminal.send("when do dogs bark\r")
        terminal.expect("pets.txt, line 3")
        terminal.send(farewell)
        terminal.expect(pexpect.EOF)
        terminal.close()

        assert terminal.exitstatus == 0

    def test_prompt_brings_back_earlier_questions(self, pets: Path) -> None:
        terminal = self.spawn(pets)
        terminal.expect_exact(EDITING)
        terminal.send("when do dogs bark\r")
        terminal.expect("pets.txt, line 3")
        terminal.send("\x1b[A\r")
        terminal.expect("pets.txt, line 3")
        terminal.send("\x04")
        terminal.expect(pexpect.EOF)

    def test_ctrl_c_at_the_prompt_leaves_no_traceback(self, pets: Path) -> None:
        terminal = self.spawn(pets)
        terminal.expect_exact(EDITING)
        terminal.send("\x03")
        terminal.expect(pexpect.EOF)
        terminal.close()

        assert "Traceback" not in (terminal.before or "")
        assert terminal.exitstatus == 130


def test_a_file_instead_of_the_folder_of_articles_is_named(pets: Path) -> None:
    file = pets / "pets.txt"

    result = run("ask", "dogs", "--articles", file)

    assert result.stderr == f"{str(file)!r} is a file: name its folder\n"
    assert result.returncode == 2


def test_a_name_in_the_environment_that_is_nearly_a_setting_is_told(pets: Path) -> None:
    result = run("ask", "dogs", "--articles", pets, env={"ARTICLE_DIR": "x"})

    assert "the environment has ARTICLE_DIR, which is no setting" in result.stderr
    assert result.returncode == 0


def test_the_language_of_excerpts_in_another_one_is_told_above_these_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = find_at_once("dogs", Retriever([Article("pets.txt", "Dogs bark.")]), k=1)
    [excerpt] = found.pages[0]
    foreign = replace(excerpt, foreign_language="english")
    found = replace(found, pages=((excerpt, foreign, excerpt),))

    with redirect_stderr(sys.stdout):
        ShowLines().found(found, 0)

    line = "pets.txt:1: Dogs bark.\n"
    assert capsys.readouterr().out == f"{line}In English:\n{line}{line}"


def test_synonyms_beside_the_articles_are_used_and_are_no_article(pets: Path) -> None:
    (pets / "synonyms.txt").write_text("# ours\nhound, dog\n")

    result = run("ask", "hounds", "--articles", pets)

    assert "Dogs bark at night." in result.stdout


def test_synonyms_that_cannot_be_read_are_an_error_that_names_the_line(
    pets: Path,
) -> None:
    (pets / "synonyms.txt").write_text("# ours\nhound\n")

    result = run("ask", "hounds", "--articles", pets)

    assert "synonyms.txt, line 2: 'hound' is no group" in result.stderr
    assert result.returncode == 2
