"""What the README shows is what happens."""

import json
import re
import subprocess

import pytest

from .programs import ROOT, environment

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def shell(command: str) -> str:
    return subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=30,
    ).stdout


@pytest.mark.parametrize("session", blocks("console"))
def test_session_prints_what_it_shows(session: str) -> None:
    prompt, _, output = session.partition("\n")

    assert shell(prompt.removeprefix("$ ")) == output


def test_command_for_programs_prints_an_object_for_each_question() -> None:
    [command] = [block for block in blocks("sh") if "--json" in block]
    keys = set(re.findall(r"`(\w+)`", README[README.index("| key |") :]))

    first, second = map(json.loads, shell(command).splitlines())

    assert first.keys() == second.keys()
    assert first.keys() | first["excerpts"][0].keys() <= keys
    assert first["question"] == "What did Macron ask for?"
    assert second["confidence"] == "none"


@pytest.mark.parametrize("code", blocks("python"))
def test_python_example_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code)

    assert "Rutte" in capsys.readouterr().out
