"""What `--help` says beyond the options: examples, settings, files, exit status."""

import argparse
import textwrap
from collections.abc import Mapping
from typing import NamedTuple

_WIDTH = 79

_SEARCHED = (
    "ARTICLES_DIR",
    "DATA_DIR",
    "EXCERPTS",
    "SEMANTIC",
    "SEMANTIC_URL",
    "ENGINE_URL",
    "LOG_LEVEL",
)
_ALL = ("all that .env.example explains",)
_BESIDE = {
    "synonyms.txt": "groups of words that mean the same, in ARTICLES_DIR",
    "sources.tsv": "titles, dates and links of articles, in ARTICLES_DIR",
}
_LIBRARY = {"library/": "the analysed articles, in DATA_DIR"}


class _Page(NamedTuple):
    """What there is to say of a command; *settings* are names of `Settings`."""

    examples: tuple[str, ...]
    settings: tuple[str, ...] = _SEARCHED
    files: Mapping[str, str] = {**_BESIDE, **_LIBRARY}


PAGES = {
    "ask": _Page(
        (
            "excerpt-bot ask",
            "excerpt-bot ask 'When do dogs bark?'",
            "excerpt-bot ask --articles ~/notes -k 1 'dogs \"at night\" -cats'",
            "excerpt-bot ask --json < questions.txt > answers.jsonl",
        )
    ),
    "index": _Page(
        (
            "excerpt-bot index",
            "excerpt-bot index --check",
            "DATA_DIR=/tmp/notes excerpt-bot index --articles ~/notes",
        ),
    ),
    "verify": _Page(
        (
            "excerpt-bot verify quotation.txt",
            "echo 'Dogs bark at night.' | excerpt-bot verify",
        )
    ),
    "check": _Page(("excerpt-bot check questions.tsv",)),
    "import-export": _Page(
        (
            "excerpt-bot import-export result.json",
            "excerpt-bot import-export result.json --username @news",
        ),
        settings=("ARTICLES_DIR", "LOG_LEVEL"),
        files={"NAME/NUMBER.md": "a post of the channel NAME, in ARTICLES_DIR"},
    ),
    "doctor": _Page(("excerpt-bot doctor",), settings=_ALL),
    "telegram": _Page(
        (
            "TELEGRAM_BOT_TOKEN=1234:ABC-def excerpt-bot telegram",
            "kill -HUP PID    # read articles, synonyms and sources at once",
        ),
        settings=_ALL,
        files={
            **_BESIDE,
            **_LIBRARY,
            "inbox-*.sqlite3": "updates until they are answered, in DATA_DIR",
            "records.sqlite3": "what /stats and /unanswered show, in DATA_DIR",
            "key": "makes codes of user ids; keep it with the others, in DATA_DIR",
        },
    ),
    "completion": _Page(
        (
            'eval "$(excerpt-bot completion bash)"    # in ~/.bashrc',
            'eval "$(excerpt-bot completion zsh)"    # in ~/.zshrc, after compinit',
            "excerpt-bot completion fish > ~/.config/fish/completions/excerpt-bot.fish",
        ),
        settings=(),
        files={},
    ),
}

_ABOUT_SETTINGS = """
Settings are environment variables, or lines in the file .env of the working folder;
.env.example explains each: it stands in the checkout, or in share/excerpt-bot of the
installation. `excerpt-bot COMMAND --help` says more of a command. Any of them ends
with status 3 after an error of the program.
"""


def complete(
    parser: argparse.ArgumentParser, commands: Mapping[str, argparse.ArgumentParser]
) -> None:
    """Make the help of *parser*, and of its *commands*, as long as a manual page."""
    parser.epilog = _filled(_ABOUT_SETTINGS)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for name, command in commands.items():
        # Else argparse would join the lines of the lists.
        command.formatter_class = argparse.RawDescriptionHelpFormatter
        command.description = _filled(command.description or "")
        command.epilog = "\n\n".join(_sections(PAGES[name], command.epilog or ""))


def _sections(page: _Page, status: str) -> list[str]:
    sections = [_listed("Examples", page.examples)]
    if page.settings:
        sections.append(_listed("Settings", [", ".join(page.settings)]))
    if page.files:
        names = [f"{name:<15} {what}" for name, what in page.files.items()]
        sections.append(_listed("Files", names))
    return [*sections, _filled(status)]


def _listed(title: str, lines: list[str] | tuple[str, ...]) -> str:
    return "\n".join([f"{title}:", *(f"  {line}" for line in lines)])


def _filled(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH, break_on_hyphens=False)
