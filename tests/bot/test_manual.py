import re
import shlex
import shutil
import subprocess

import pytest

from bot.cli import _parser
from bot.manual import PAGES
from bot.settings import Settings
from tests.programs import BOT, ROOT, environment

COMMANDS = [*PAGES]


def shown(*command: str) -> str:
    return subprocess.check_output(
        [*BOT, *command], cwd=ROOT, env=environment(), encoding="utf-8", timeout=30
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_a_manual_page(name: str) -> None:
    page = shown(name, "--help")

    assert page.startswith("usage: excerpt-bot ")
    assert "\nExamples:\n  " in page
    assert "\nExit status: 0 " in page
    assert max(map(len, page.splitlines())) < 90


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_names_settings_that_there_are(name: str) -> None:
    listed = re.search(r"Settings:\n  (.*)", shown(name, "--help"))
    names = set(re.findall(r"\b[A-Z_]{5,}\b", listed[1] if listed else ""))

    assert names <= {setting.upper() for setting in Settings.model_fields}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_can_be_typed(name: str) -> None:
    examples = re.findall(r"excerpt-bot [^|<>#\n]*", shown(name, "--help"))
    parser = _parser()

    typed = [each for each in examples if "[-h]" not in each and ")" not in each]

    for example in typed:
        arguments = shlex.split(example)[1:]
        assert parser.parse_args(arguments)


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ind", {"index"}),
        ("ask --ex", {"--explain"}),
        ("completion f", {"fish"}),
    ],
)
def test_bash_completes_commands_and_options(typed: str, completed: set[str]) -> None:
    words = ["excerpt-bot", *typed.split(" ")]
    script = f"""
        eval "$(python -m bot completion bash)"
        excerpt-bot() {{ python -m bot "$@"; }}
        COMP_LINE="{" ".join(words)}" COMP_POINT={len(" ".join(words))} COMP_TYPE=9
        COMP_WORDS=({" ".join(words[:-1])} "{words[-1]}") COMP_CWORD={len(words) - 1}
        _python_argcomplete excerpt-bot "{words[-1]}" "{words[-2]}"
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """

    replied = subprocess.check_output(
        ["bash", "-c", script],
        cwd=ROOT,
        env=environment(),
        encoding="utf-8",
        timeout=60,
    )

    assert {word.strip() for word in replied.splitlines()} == completed


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_their_own_script(shell: str) -> None:
    assert "excerpt-bot" in shown("completion", shell)
