"""The languages say the same things."""

import re
from dataclasses import asdict

import pytest
from telegram.constants import BotCommandLimit, CallbackQueryLimit

from bot.answers.small_talk import normalised
from bot.locales.choice import LANGUAGES, strings_for

ENGLISH = LANGUAGES["en"]
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


@languages
def test_every_text_has_the_same_words_to_fill_in(language: str) -> None:
    for name, text in texts(language).items():
        fields = sorted(set(re.findall(r"{\w*}", text)))
        assert fields == sorted(set(re.findall(r"{\w*}", texts("en")[name]))), name


@languages
def test_no_text_is_empty(language: str) -> None:
    assert all(text.strip() for text in texts(language).values())


@languages
def test_every_command_is_described(language: str) -> None:
    commands = LANGUAGES[language].commands

    assert commands.keys() == ENGLISH.commands.keys()
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
