import os
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr
from telegram.constants import ChatID

from bot.errors import SettingsError
from bot.settings import (
    SHARED_IDS,
    Settings,
    WebhookAddress,
    read_settings,
    settings_file_is_readable_by_others,
    unknown_settings,
)

TOKEN = "123456:secret-part"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the tester's environment nor their .env file may count."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_environment_wins_over_the_file_and_the_file_over_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("EXCERPTS=5\nARTICLES_DIR=news\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("EXCERPTS", "2")

    settings = read_settings()

    assert settings.excerpts == 2
    assert settings.articles_dir == Path("news")
    assert settings.log_level == "INFO"


def test_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXCERPTS", "")

    assert read_settings().excerpts == 3


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("EXCERPTS", "0", "a whole number from 1 to 10"),
        ("EXCERPTS", "many", "a whole number from 1 to 10"),
        ("ADMIN_USERS", "me", "Telegram user ids with commas, like 12345, 67890"),
        ("MESSAGES_PER_SECOND", "-1", "a whole number from 0 to 1000"),
        ("HTTP_PORT", "0", "a port from 1 to 65535"),
        ("HTTP_ADDRESS", "here", "an address like 127.0.0.1 or 0.0.0.0"),
        (
            "WEBHOOK_URL",
            "http://bot.example.org",
            "an address like https://bot.example.org/telegram",
        ),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
        ("TELEGRAM_API_URL", "localhost", "an address like https://api.telegram.org"),
    ],
)
def test_wrong_value_is_named_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value) == f"{name}={value!r} is not allowed: it must be {allowed}"


@pytest.mark.parametrize(
    ("value", "ids"),
    [("12345", {12345}), ("1,2 , 3", {1, 2, 3}), ("4 5,", {4, 5}), ("", set())],
)
def test_users_are_numbers_with_commas_between(
    monkeypatch: pytest.MonkeyPatch, value: str, ids: set[int]
) -> None:
    monkeypatch.setenv("ALLOWED_USERS", value)

    assert read_settings().allowed_users == ids


def test_all_wrong_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXCERPTS", "0")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert len(str(caught.value).splitlines()) == 2


def test_wrong_token_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "my secret")

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert "TELEGRAM_BOT_TOKEN" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        TOKEN,
        f"12345, {TOKEN}",
        "123456:AAF-abc_defghijklmnopqrstuvwxyz1234",
        "correct-horse-7-battery",
        "http://user:pa55@example.org",
        "s3cret",
        "from-file",
    ],
)
@pytest.mark.parametrize(
    "name", ["ADMIN_USERS", "EXCERPTS", "LOG_LEVEL", "HTTP_PORT", "WEBHOOK_URL"]
)
def test_a_secret_in_the_wrong_variable_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret")
    Path(".env").write_text("TELEGRAM_BOT_TOKEN=from-file\n")
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        read_settings()

    lines = [line for line in str(caught.value).splitlines() if name in line]
    assert lines
    assert all(line.startswith(f"{name} is not allowed: it must") for line in lines)


def test_shared_ids_are_those_that_telegram_shows_for_many() -> None:
    shared = {ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT}

    assert shared == SHARED_IDS


@pytest.mark.parametrize("name", ["ALLOWED_USERS", "ADMIN_USERS"])
@pytest.mark.parametrize("user_id", sorted(SHARED_IDS))
def test_an_id_that_many_share_is_nobody_to_let_in(
    monkeypatch: pytest.MonkeyPatch, name: str, user_id: int
) -> None:
    monkeypatch.setenv(name, f"12345, {user_id}")

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value) == (
        f"{name} is not allowed: {user_id} is no person's id: "
        "Telegram shows it for all who write as a group or a channel"
    )


def test_token_is_not_in_what_settings_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)

    settings = read_settings()

    assert settings.token() == TOKEN
    assert TOKEN not in f"{settings} {settings!r} {settings.model_dump()}"


def test_missing_token_says_where_to_get_one_and_which_variable_to_set() -> None:
    with pytest.raises(SettingsError, match=r"TELEGRAM_BOT_TOKEN.*@BotFather"):
        read_settings().token()


def test_file_that_is_no_text_is_an_error() -> None:
    Path(".env").write_bytes(b"EXCERPTS=\xff\xfe3\n")

    with pytest.raises(SettingsError, match=r"^\.env cannot be read"):
        read_settings()


def test_a_file_that_is_no_text_is_told_in_plain_words() -> None:
    Path(".env").write_bytes(b"EXCERPTS=\xff\n")

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value) == ".env cannot be read: it is not UTF-8 text"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ARTICLE_DIR", ["ARTICLES_DIR"]),
        ("TELEGRAM_TOKEN", ["TELEGRAM_BOT_TOKEN"]),
        ("XDG_DATA_DIRS", []),
        ("HTTP_PROXY", []),
        ("LOG_LEVEL", []),
    ],
)
def test_a_name_in_the_environment_that_is_nearly_a_setting_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: list[str]
) -> None:
    monkeypatch.setenv(name, "INFO")

    found = [each for each in unknown_settings() if each.name == name]

    assert [each.meant for each in found] == meant
    assert {each.place for each in found} <= {"the environment"}


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
@pytest.mark.parametrize(
    ("mode", "readable"), [(0o600, False), (0o640, True), (0o604, True)]
)
def test_file_that_others_can_read_is_noticed(mode: int, readable: bool) -> None:
    Path(".env").touch()
    Path(".env").chmod(mode)

    assert settings_file_is_readable_by_others() is readable


def test_missing_file_is_readable_by_nobody() -> None:
    assert not settings_file_is_readable_by_others()


def test_webhook_has_an_address_and_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example/telegram")
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret")
    monkeypatch.setenv("HTTP_PORT", "8080")

    settings = read_settings()

    assert settings.webhook() == WebhookAddress(
        "https://bot.example/telegram", "s3cret"
    )
    assert "s3cret" not in f"{settings} {settings!r}"


@pytest.mark.parametrize(
    ("given", "missing"),
    [("HTTP_PORT", "WEBHOOK_SECRET"), ("WEBHOOK_SECRET", "HTTP_PORT")],
)
def test_webhook_needs_a_secret_and_a_port(
    monkeypatch: pytest.MonkeyPatch, given: str, missing: str
) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example/telegram")
    monkeypatch.setenv(given, "8080")

    with pytest.raises(SettingsError, match=f"WEBHOOK_URL needs {missing}: "):
        read_settings().webhook()


def test_without_an_address_there_is_no_webhook() -> None:
    assert read_settings().webhook() is None


def test_wrong_webhook_secret_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", "my secret")

    with pytest.raises(SettingsError) as caught:
        read_settings()

    assert str(caught.value).startswith("WEBHOOK_SECRET is not allowed")


def test_every_setting_stands_in_the_example_file_with_a_comment() -> None:
    example = Path(__file__).parents[2] / ".env.example"
    paragraphs = example.read_text(encoding="utf-8").split("\n\n")
    explained = {
        paragraph.rsplit("\n", 1)[-1].split("=")[0]
        for paragraph in map(str.strip, paragraphs)
        if paragraph.startswith("#")
    }

    assert {name.upper() for name in Settings.model_fields} <= explained


def test_the_hosts_of_an_engine_are_separated_by_commas() -> None:
    settings = Settings.model_validate(
        {"engine_url": "https://a.example.org:9200, https://b.example.org:9200"}
    )

    assert [str(url) for url in settings.engine_url] == [
        "https://a.example.org:9200/",
        "https://b.example.org:9200/",
    ]


def test_a_password_in_the_address_of_an_engine_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENGINE_URL", "https://reader:hunter2@a.example.org:9200")

    with pytest.raises(SettingsError, match="ENGINE_PASSWORD") as raised:
        read_settings()

    assert "hunter2" not in str(raised.value)


def test_the_log_hides_the_password_of_the_embeddings_server() -> None:
    settings = Settings(
        telegram_bot_token=SecretStr(TOKEN),
        semantic_url=HttpUrl("https://me:pass%2Dword@example.org/v1"),
    )

    assert {"pass%2Dword", "pass-word"} <= {*settings.secrets()}


def test_a_key_as_short_as_a_part_of_a_word_is_not_hidden_everywhere() -> None:
    token = SecretStr(TOKEN)
    short = Settings(telegram_bot_token=token, semantic_key=SecretStr("key"))
    long = Settings(telegram_bot_token=token, semantic_key=SecretStr("keys"))

    assert "key" not in short.secrets()
    assert "keys" in long.secrets()
