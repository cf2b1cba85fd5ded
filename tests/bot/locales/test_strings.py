"""The languages say the same things."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from telegram.constants import BotCommandLimit, CallbackQueryLimit

from bot.answers.small_talk import normalised
from bot.errors import LocaleError
from bot.locales import strings as strings_module
from bot.locales.choice import LANGUAGES, strings_for
from bot.locales.strings import read_strings

ENGLISH = LANGUAGES["en"]
GERMAN_FILE = Path(strings_module.__file__).with_name("de.toml")
languages = pytest.mark.parametrize("language", LANGUAGES)
NOTICES = (
    "thanks_for_vote",
    "articles_changed",
    "question_gone",
    "button_outdated",
    "not_allowed",
)


def texts(language: str) -> dict[str, str]:
    fields = asdict(LANGUAGES[language])
    return {name: text for name, text in fields.items() if isinstance(text, str)}


def edited(folder: Path, old: str, new: str) -> Path:
    """Return German's file in *folder*, with *old* replaced by *new*."""
    content = GERMAN_FILE.read_text(encoding="utf-8")
    assert content.count(old) == 1
    path = folder / "de.toml"
    path.write_text(content.replace(old, new), encoding="utf-8")
    return path


def test_every_file_is_a_language() -> None:
    assert sorted(LANGUAGES) == sorted(
        path.stem for path in GERMAN_FILE.parent.glob("*.toml")
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('back = "Zurück"\n', "", "missing or unknown: back"),
        ('back = "Zurück"', 'back = "Zurück"\nbeck = ""', "missing or unknown: beck"),
        ("\nask = ", "\ntell = ", "missing or unknown: ask, tell"),
        ("{seconds}", "{minutes}", "too_many must have the same placeholders"),
        ("{seconds}", "{seconds:x}", "too_many must have the same placeholders"),
        ("{seconds}", "bald", "too_many must have the same placeholders"),
        ("{seconds}", "{seconds", "expected '}' before end of string"),
        ('"Zum Anfang"', '" "', "first must be a text that is not empty"),
        ('"Zum Anfang"', "1", "first must be a text that is not empty"),
        ('"Zum Anfang"', '["Zum Anfang"]', "first must be a text that is not empty"),
        ('"Fragen ohne Antwort"', "1", "commands must be a table of texts"),
        ('"servus"', "1", "says_hello must be a list of texts"),
        ('"Zum Anfang"', '"Zum Anfang', "Illegal character"),
    ],
)
def test_file_that_does_not_fit_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    path = edited(tmp_path, old, new)

    with pytest.raises(LocaleError, match=rf"^de\.toml: .*{re.escape(reason)}"):
        read_strings(path, ENGLISH)


def test_placeholders_may_change_their_order(tmp_path: Path) -> None:
    found_first = "Gesucht wurde {found} statt {typed}."
    path = edited(tmp_path, found_first, "Statt {typed} wurde {found} gesucht.")

    assert read_strings(path, ENGLISH).corrected.startswith("Statt {typed}")


@languages
def test_descriptions_of_commands_fit_into_what_telegram_takes(language: str) -> None:
    commands = LANGUAGES[language].commands

    assert all(
        len(text) <= BotCommandLimit.MAX_DESCRIPTION for text in commands.values()
    )


@languages
def test_notices_fit_into_what_telegram_shows(language: str) -> None:
    for name in NOTICES:
        text = texts(language)[name].format(id=10**12)
        assert len(text) <= CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH


@languages
def test_phrases_are_spelled_as_they_are_looked_up(language: str) -> None:
    strings = LANGUAGES[language]
    phrases = [
        *strings.says_hello,
        *strings.says_thanks,
        *strings.asks_who,
        *strings.asks_help,
    ]

    assert phrases == [normalised(phrase) for phrase in phrases]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize(
    ("code", "language"),
    [("de", "de"), ("de-AT", "de"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)
def test_everybody_reads_a_language_that_exists(
    code: str | None, language: str
) -> None:
    assert strings_for(code) is LANGUAGES[language]
