"""The documentation shows what happens, and its links lead somewhere."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from docs import draw
from docs.drawing import plots

from .markdown import ALL, PAGES, anchors, blocks, commands, links
from .programs import ROOT, environment

PROGRAMS = ROOT / "docs" / "programs.md"
INDEX = ROOT / "docs" / "index.md"
EXAMPLES = [
    *blocks(PROGRAMS, "sh"),
    *(c for c in commands(INDEX) if c.startswith("python -m bot ask ")),
]


def test_pages_and_pictures_are_what_the_script_draws_now() -> None:
    stale = [
        path.name
        for path, content in draw.drawn()
        if path.read_text(encoding="utf-8") != content
    ]

    assert stale == [], "run: python docs/draw.py"


@pytest.mark.parametrize("name", plots.points())
def test_a_plot_shows_the_present_results(name: str) -> None:
    shown = plots.description_of(draw.PICTURES / f"{name}.svg")

    assert shown == json.loads(json.dumps(plots.points()[name]))


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings_that_are_there(page: Path) -> None:
    dead = []
    for link in links(page):
        target = (page.parent / link.path).resolve() if link.path else page
        is_there = target.exists() and target.is_relative_to(ROOT)
        if not is_there or (link.anchor and link.anchor not in anchors(target)):
            dead.append(link)

    assert dead == []


def test_every_picture_stands_on_a_page() -> None:
    shown = {
        (link.page.parent / link.path).resolve()
        for page in ALL
        for link in links(page)
        if link.path.endswith(".svg")
    }

    assert shown == {path.resolve() for path in draw.PICTURES.iterdir()}


def test_the_site_has_every_page() -> None:
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

    assert sorted(re.findall(r": ([\w-]+\.md)$", site, re.MULTILINE)) == [
        page.name for page in PAGES
    ]


@pytest.mark.parametrize("command", EXAMPLES)
def test_an_example_for_the_shell_finds_an_answer(command: str) -> None:
    assert shell(command)


def test_command_for_programs_prints_an_object_for_each_question() -> None:
    [command] = [c for c in commands(PROGRAMS) if "ask --json" in c]
    text = PROGRAMS.read_text(encoding="utf-8")
    keys = set(re.findall(r"`(\w+)`", text[text.index("| key |") :]))

    first, second = map(json.loads, shell(command).splitlines())

    assert first.keys() == second.keys()
    assert first.keys() | first["excerpts"][0].keys() <= keys
    assert first["question"] == "What did Macron ask for?"
    assert second["confidence"] == "none"


@pytest.mark.parametrize("code", blocks(PROGRAMS, "python"))
def test_python_example_runs(
    code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    exec(code, {})

    assert "Rutte" in capsys.readouterr().out


def shell(command: str) -> str:
    return subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
        encoding="utf-8",
        timeout=30,
    ).stdout
