"""What can be set from outside: the environment and the file ``.env``."""

import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    IPvAnyAddress,
    SecretStr,
    UrlConstraints,
    ValidationError,
)
from pydantic.networks import AnyUrl
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from .errors import SettingsError

SETTINGS_FILE = Path(".env")

SHARED_IDS = frozenset({1087968824, 136817688, 777000})
"""User ids that stand for many: anonymous admins, channels, and posts of channels."""

_SECRET_NAMES = frozenset({"telegram_bot_token", "webhook_secret"})
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")

_TOKEN_INSIDE = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{3,}")
_PASSWORD_IN_ADDRESS = re.compile(r"//[^/\s]*@")
_LONG_WORD = re.compile(r"[\w-]{12,}")
# Shorter ones would blot out parts of words.
_FEWEST_OF_SECRET = 4


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram is to bring updates, and what proves that it is Telegram."""

    url: str
    secret: str


def _checked_secret(secret: SecretStr | None) -> SecretStr | None:
    if secret and not _SECRET.fullmatch(secret.get_secret_value()):
        raise ValueError
    return secret


def _checked_token(token: SecretStr | None) -> SecretStr | None:
    if token and not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError
    return token


def _split(value: object) -> object:
    return value.replace(",", " ").split() if isinstance(value, str) else value


def _checked_persons(user_ids: frozenset[int]) -> frozenset[int]:
    if shared := sorted(user_ids & SHARED_IDS):
        raise PydanticCustomError(
            "shared_id",
            "{id} is no person's id: Telegram shows it for all who write as a group or"
            " a channel",
            {"id": shared[0]},
        )
    return user_ids


# NoDecode: a list in the environment is ours to read, not JSON.
UserIds = Annotated[
    frozenset[int],
    NoDecode,
    BeforeValidator(_split),
    AfterValidator(_checked_persons),
    Field(description="Telegram user ids with commas, like 12345, 67890"),
]
HttpsUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["https"])]


class Settings(BaseSettings):
    """All settings; ``.env.example`` says what each is for.

    A field's description is what a wrong value's error says is allowed.
    """

    model_config = SettingsConfigDict(
        env_file=SETTINGS_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: Annotated[
        SecretStr | None,
        Field(description="the token that @BotFather gave, like 123456:ABC-def"),
        AfterValidator(_checked_token),
    ] = None
    telegram_api_url: Annotated[
        HttpUrl, Field(description="an address like https://api.telegram.org")
    ] = HttpUrl("https://api.telegram.org")
    articles_dir: Annotated[Path, Field(description="a folder")] = Path("seeds")
    data_dir: Annotated[Path, Field(description="a folder")] = Path("data")
    excerpts: Annotated[
        int, Field(ge=1, le=10, description="a whole number from 1 to 10")
    ] = 3
    allowed_users: UserIds = frozenset()
    admin_users: UserIds = frozenset()
    messages_per_second: Annotated[
        int, Field(ge=0, le=1000, description="a whole number from 0 to 1000")
    ] = 29
    webhook_url: Annotated[
        HttpsUrl | None,
        Field(description="an address like https://bot.example.org/telegram"),
    ] = None
    webhook_secret: Annotated[
        SecretStr | None,
        Field(description="up to 256 of the characters A-Z, a-z, 0-9, _ and -"),
        AfterValidator(_checked_secret),
    ] = None
    http_address: Annotated[
        IPvAnyAddress, Field(description="an address like 127.0.0.1 or 0.0.0.0")
    ] = IPv4Address("127.0.0.1")
    http_port: Annotated[
        int | None, Field(ge=1, le=65535, description="a port from 1 to 65535")
    ] = None
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        Field(description="DEBUG, INFO, WARNING or ERROR"),
    ] = "INFO"

    def token(self) -> str:
        """Return the bot's token in clear; raises SettingsError when there is none."""
        if self.telegram_bot_token is None:
            raise SettingsError(
                "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather on "
                "Telegram (write /newbot to it) and put it into .env or the environment"
            )
        return self.telegram_bot_token.get_secret_value()

    def bot_id(self) -> int:
        """Return the bot's number, which its token begins with."""
        return int(self.token().partition(":")[0])

    def webhook(self) -> WebhookAddress | None:
        """Return the webhook, if there is to be one.

        Raises SettingsError when something is missing that it needs.
        """
        if self.webhook_url is None:
            return None
        if self.webhook_secret is None:
            raise SettingsError(
                "WEBHOOK_URL needs WEBHOOK_SECRET: make one with "
                "python -c 'import secrets; print(secrets.token_urlsafe())'"
            )
        if self.http_port is None:
            raise SettingsError(
                "WEBHOOK_URL needs HTTP_PORT: where requests for it arrive here"
            )
        return WebhookAddress(
            str(self.webhook_url), self.webhook_secret.get_secret_value()
        )

    def secrets(self) -> tuple[str, ...]:
        """Return what must never be seen, as it may stand in a text or an address."""
        token = self.token()
        webhook = self.webhook_secret
        secrets = (webhook.get_secret_value(),) if webhook else ()
        return token, quote(token, safe=""), *secrets


def settings_file_is_readable_by_others() -> bool:
    """Tell whether another user of this machine could read the token in ``.env``."""
    try:
        mode = SETTINGS_FILE.stat().st_mode
    except OSError:
        return False
    # Windows has other rights, which the mode does not show.
    return os.name == "posix" and bool(mode & (stat.S_IRGRP | stat.S_IROTH))


def read_settings() -> Settings:
    """Read the environment, then ``.env`` in the working folder for what is not set.

    Raises SettingsError, with a line for each wrong value. What is a secret, or looks
    like one that was put into the wrong variable, is never in its text.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(map(_line, error.errors()))) from None
    except (OSError, UnicodeError) as error:
        raise SettingsError(f".env cannot be read: {error}") from error


def _line(error: Any) -> str:
    name = str(error["loc"][0])
    field = Settings.model_fields[name]
    value = error["input"]
    shown = "" if name in _SECRET_NAMES or _looks_secret(str(value)) else f"={value!r}"
    if error["type"] == "shared_id":
        return f"{name.upper()} is not allowed: {error['msg']}"
    return f"{name.upper()}{shown} is not allowed: it must be {field.description}"


def without_secrets(text: str) -> str:
    """Return *text* with all that is a token, or a secret setting, blotted out."""
    for secret in _secrets_given():
        text = text.replace(secret, "<secret>")
    return _TOKEN_INSIDE.sub("<secret>", text)


def _looks_secret(value: str) -> bool:
    if value != without_secrets(value) or _PASSWORD_IN_ADDRESS.search(value):
        return True
    # No other setting has words like those that a program makes up.
    return any(
        re.search(r"\d", word) and re.search(r"[^\W\d_]", word)
        for word in _LONG_WORD.findall(value)
    )


def _secrets_given() -> list[str]:
    """Return the values of all secret settings, right or wrong."""
    variables: list[tuple[str, str | None]] = [*os.environ.items()]
    # If the file cannot be read, no error quotes it either.
    with suppress(OSError, UnicodeError):
        variables += DotEnvSettingsSource(Settings).env_vars.items()
    return [
        value
        for name, value in variables
        if name.lower() in _SECRET_NAMES and value and len(value) >= _FEWEST_OF_SECRET
    ]
