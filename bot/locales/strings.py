"""What the bot says in a language, read from a file that translators write."""

import tomllib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from bot.errors import LocaleError

_FORMS: dict[Any, tuple[type, str]] = {
    str: (str, "a text that is not empty"),
    frozenset[str]: (list, "a list of texts"),
    tuple[str, ...]: (list, "a list of 12 texts"),
    dict[str, str]: (dict, "a table of texts"),
}
"""What a file has for a field of each type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """Everything the bot says in one language."""

    # Numbers and nouns.
    thousands: str
    one_article: str
    many_articles: str
    one_question: str
    many_questions: str

    # An answer.
    source: str
    page: str
    date: str
    months: tuple[str, ...]
    also_in: str
    differ: str
    not_sure: str
    by_meaning: str
    in_language: str
    not_found: str
    unknown: str
    corrected: str
    unused: str
    searched_for: str
    searched_with: str
    only_in: str
    too_long: str
    cut_off: str
    first_questions: str

    # Conversation.
    start: str
    hello: str
    thanks: str
    fine: str
    goodbye: str
    calm: str
    how_to_ask: str
    who: str
    help: str
    group_help: str
    group_help_with_mentions: str
    example: str
    ask_about: str
    placeholder: str
    question_missing: str
    only_text: str
    unknown_command: str

    # Commands.
    articles: str
    all_articles: str
    no_articles: str
    privacy: str
    privacy_engine: str
    privacy_server: str
    waiting: str
    told: str
    deleted: str
    stats: str
    embedded: str
    changes: str
    upload_reading: str
    upload_refused: str
    upload_too_large: str
    upload_preview: str
    upload_replaces: str
    upload_same: str
    upload_adding: str
    upload_added: str
    upload_canceled: str
    removing: str
    removed: str
    undone: str
    changed_since: str
    no_such_article: str
    reindexing: str
    articles_stay: str
    unanswered: str
    unsure_questions: str
    disliked_questions: str
    none_unanswered: str

    verbatim: str
    nearest: str
    added: str
    nothing_like: str
    verify_missing: str
    nothing_to_export: str

    # When the bot cannot answer.
    not_allowed: str
    your_id: str
    too_many: str
    sorry_for_the_delay: str
    failed: str
    out_of_reach: str
    in_an_engine: str

    # Buttons and their notices.
    context: str
    back: str
    add: str
    cancel: str
    undo: str
    more: str
    first: str
    previous: str
    next: str
    thanks_for_vote: str
    copy: str
    share: str
    ask_article: str
    send_file: str
    file_missing: str
    file_too_large: str
    tell_me: str
    will_tell: str
    too_many_waiting: str
    articles_changed: str
    asked_again: str
    answer_changed: str
    question_gone: str
    button_outdated: str

    nothing_inline: str

    # The bot's profile, and the description of each command.
    description: str
    short_description: str
    commands: dict[str, str]

    # The names of the languages that articles may be in.
    languages: dict[str, str]

    # Why a file cannot be read, or the articles cannot be served.
    reasons: dict[str, str]

    # What people say without asking; this and all below is as `normalised` returns it.
    says_hello: frozenset[str]
    says_thanks: frozenset[str]
    says_fine: frozenset[str]
    says_goodbye: frozenset[str]
    insults: frozenset[str]
    addresses: frozenset[str]
    asks_who: frozenset[str]
    asks_help: frozenset[str]

    # Requests for what an article says, with "{title}"; and for what all of them say.
    asks_summary: frozenset[str]
    asks_about: frozenset[str]
    asks_overview: frozenset[str]
    before_title: frozenset[str]

    # Two questions in one sentence: "when do you open and where can I park".
    joins_questions: frozenset[str]
    question_words: frozenset[str]
    auxiliaries: frozenset[str]
    subjects: frozenset[str]
    refers_back: frozenset[str]


def read_strings(path: Path, model: Strings | None = None) -> Strings:
    """Return the strings in the TOML file *path*.

    What a translation lacks is taken from *model*, the language it is translated from.
    Raises LocaleError if the file has other keys or commands, empty texts, or other
    placeholders than *model*.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        if model:
            values = _completed(values, model)
        _check_keys(values.keys(), Strings.__annotations__.keys())
        for key, value in values.items():
            _check_form(key, value)
            if isinstance(value, list):
                values[key] = (tuple if key == "months" else frozenset)(value)
            if isinstance(value, str) and model:
                _check_placeholders(key, value, getattr(model, key))
        strings = Strings(**values)
        _check_keys(strings.commands.keys(), (model or strings).commands.keys())
        _check_keys(strings.languages.keys(), (model or strings).languages.keys())
        _check_keys(strings.reasons.keys(), (model or strings).reasons.keys())
    except ValueError as error:
        raise LocaleError(f"{path.name}: {error}") from error
    return strings


def _completed(values: dict[str, Any], model: Strings) -> dict[str, Any]:
    """Return *values* with all that they lack from *model*."""
    lacking = {
        key: list(text) if isinstance(text, frozenset | tuple) else text
        for key in Strings.__annotations__
        if key not in values and (text := getattr(model, key))
    }
    commands = values.get("commands")
    if isinstance(commands, dict):
        lacking["commands"] = {**model.commands, **commands}
    return {**values, **lacking}


def _check_keys(found: AbstractSet[str], expected: AbstractSet[str]) -> None:
    if found != expected:
        raise ValueError(f"missing or unknown: {', '.join(sorted(found ^ expected))}")


def _check_form(key: str, value: Any) -> None:
    form, in_words = _FORMS[Strings.__annotations__[key]]
    texts: list[object] = [value]
    if isinstance(value, list | dict):
        texts = list(value.values() if isinstance(value, dict) else value)
    # A space may separate thousands.
    are_texts = all(
        isinstance(text, str) and (text.strip() or key == "thousands") and text
        for text in texts
    )
    is_year = key != "months" or len(texts) == 12
    if not (isinstance(value, form) and texts and are_texts and is_year):
        raise ValueError(f"{key} must be {in_words}")


def _check_placeholders(key: str, text: str, original: str) -> None:
    if _placeholders(text) != _placeholders(original):
        raise ValueError(f"{key} must have the same placeholders as {original!r}")


def _placeholders(text: str) -> set[tuple[str | None, ...]]:
    """Return the name, format and conversion of each placeholder."""
    parts = Formatter().parse(text)
    return {
        tuple(placeholder) for _, *placeholder in parts if placeholder[0] is not None
    }
