"""The languages say the same things."""

import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest
from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    CallbackQueryLimit,
    ReplyLimit,
)

from bot.answers.catalogue import Catalogue
from bot.answers.small_talk import normalised
from bot.errors import LocaleError
from bot.locales import strings as strings_module
from bot.locales.choice import LANGUAGES, strings_for
from bot.locales.strings import read_strings
from retrieval import Retriever, read_articles
from tests.player import FOLDER

ENGLISH = LANGUAGES["en"]
GERMAN_FILE = Path(strings_module.__file__).with_name("de.toml")
languages = pytest.mark.parametrize("language", LANGUAGES)
NOTICES = (
    "thanks_for_vote",
    "articles_changed",
    "question_gone",
    "asked_again",
    "answer_changed",
    "file_missing",
    "file_too_large",
    "will_tell",
    "too_many_waiting",
    "too_many",
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
        ('back = "Zurück"', 'back = "Zurück"\nbeck = ""', "missing or unknown: beck"),
        ("\nask = ", "\ntell = ", "missing or unknown: tell"),
        ("{seconds}", "{minutes}", "too_many must have the same placeholders"),
        ("{seconds}", "{seconds:x}", "too_many must have the same placeholders"),
        ("{seconds}", "bald", "too_many must have the same placeholders"),
        ("{seconds}", "{seconds", "expected '}' before end of string"),
        ('"Zum Anfang"', '" "', "first must be a text that is not empty"),
        ('"Zum Anfang"', "1", "first must be a text that is not empty"),
        ('"Zum Anfang"', '["Zum Anfang"]', "first must be a text that is not empty"),
        ('"Fragen ohne gute Antwort"', "1", "commands must be a table of texts"),
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


@pytest.mark.parametrize(
    ("key", "line"), [("back", 'back = "Zurück"\n'), ("months", "")]
)
def test_what_a_translation_lacks_is_said_in_english(
    tmp_path: Path, key: str, line: str
) -> None:
    path = edited(tmp_path, line, "") if line else tmp_path / "xx.toml"
    if not line:
        path.write_text('back = "Zurück"', encoding="utf-8")

    assert getattr(read_strings(path, ENGLISH), key) == getattr(ENGLISH, key)


@languages
def test_no_translation_lacks_anything(language: str) -> None:
    path = GERMAN_FILE.with_name(f"{language}.toml")
    values = tomllib.loads(path.read_text(encoding="utf-8"))

    assert values.keys() == asdict(ENGLISH).keys()
    assert values["commands"].keys() == ENGLISH.commands.keys()


@languages
def test_an_example_asks_what_its_article_is_about(language: str) -> None:
    question = LANGUAGES[language].example.format(title="Tea by the Brick")
    retriever = Retriever(read_articles(FOLDER))

    found = Catalogue(retriever).summary(question)
    assert found
    assert found.title == "Tea by the Brick"


@languages
def test_texts_fit_into_what_telegram_takes(language: str) -> None:
    strings = LANGUAGES[language]

    assert len(strings.description) <= BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
    shortest = BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    assert len(strings.short_description) <= shortest
    longest = ReplyLimit.MAX_INPUT_FIELD_PLACEHOLDER
    assert 0 < len(strings.placeholder) <= longest
    assert all(len(text) <= 1000 for text in texts(language).values())


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
        text = texts(language)[name].format(id=10**12, number=20, seconds=60)
        assert len(text) <= CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH


@languages
def test_phrases_are_spelled_as_they_are_looked_up(language: str) -> None:
    strings = LANGUAGES[language]
    lists = asdict(strings).values()
    phrases = [
        phrase.replace("{title}", "title")
        for found in lists
        if isinstance(found, frozenset)
        for phrase in found
    ]

    assert phrases == [normalised(phrase) for phrase in phrases]


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("en-GB", "en"),
        ("pt-BR", "pt"),
        ("nl", "en"),
        (None, "en"),
    ],
)
def test_everybody_reads_a_language_that_exists(
    code: str | None, language: str
) -> None:
    assert strings_for(code) is LANGUAGES[language]
