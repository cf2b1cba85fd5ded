"""What can be set from outside: the environment and the file ``.env``."""

import logging
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import quote, unquote

from dotenv.parser import parse_stream
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

_SECRET_NAMES = frozenset(
    {"telegram_bot_token", "webhook_secret", "semantic_key", "engine_password"}
)

_TOKEN_INSIDE = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{3,}")
_PASSWORD_IN_ADDRESS = re.compile(r"//[^/\s]*@")
_LONG_WORD = re.compile(r"[\w-]{12,}")
_CHANNEL = re.compile(r"@[A-Za-z]\w{3,31}|-\d{1,20}", re.ASCII)
# Shorter ones would blot out parts of words.
_FEWEST_OF_SECRET = 4
# Other names in .env may be for other programs; in the environment, most are.
_NEARLY = 0.75
_NEARLY_IN_ENVIRONMENT = 0.85

# It would name a bad line of .env each time that the file is read: `bad_lines` does.
logging.getLogger("dotenv.main").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where Telegram is to send updates, and what proves that it is Telegram."""

    url: str
    secret: str


def _matching(pattern: str) -> AfterValidator:
    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value()):
            raise ValueError
        return secret

    return AfterValidator(check)


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


def _checked_channels(channels: frozenset[str]) -> frozenset[str]:
    """Return usernames in lower case and without "@", and ids."""
    if not all(_CHANNEL.fullmatch(channel) for channel in channels):
        raise ValueError
    return frozenset(channel.removeprefix("@").lower() for channel in channels)


def _checked_hosts(urls: tuple[HttpUrl, ...]) -> tuple[HttpUrl, ...]:
    # A password there would be shown wherever the address is.
    if any(url.username or url.password for url in urls):
        raise ValueError
    return urls


Folder = Annotated[Path, Field(description="a folder")]
# NoDecode: we split the list ourselves; pydantic would expect JSON.
UserIds = Annotated[
    frozenset[int],
    NoDecode,
    BeforeValidator(_split),
    AfterValidator(_checked_persons),
    Field(description="Telegram user ids with commas, like 12345, 67890"),
]
Channels = Annotated[
    frozenset[str],
    NoDecode,
    BeforeValidator(_split),
    AfterValidator(_checked_channels),
    Field(description="usernames or ids of channels, like @news, -1001234567890"),
]
Hosts = Annotated[
    tuple[HttpUrl, ...],
    NoDecode,
    BeforeValidator(_split),
    AfterValidator(_checked_hosts),
    Field(
        description="addresses like https://search.example.org:9200, without a user or"
        " a password: these are ENGINE_USER and ENGINE_PASSWORD"
    ),
]
Token = Annotated[SecretStr, _matching(r"\d+:[A-Za-z0-9_-]+")]
WebhookSecret = Annotated[SecretStr, _matching(r"[A-Za-z0-9_-]{1,256}")]
HttpsUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["https"])]


class Settings(BaseSettings):
    """All settings; each description says in errors what values are allowed."""

    model_config = SettingsConfigDict(
        env_file=SETTINGS_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: Token | None = Field(
        default=None, description="the token that @BotFather gave, like 1234:ABC-def"
    )
    telegram_api_url: HttpUrl = Field(
        default=HttpUrl("https://api.telegram.org"),
        description="an address like https://api.telegram.org",
    )
    articles_dir: Folder = Path("seeds")
    data_dir: Folder = Path("data")
    excerpts: int = Field(
        default=3, ge=1, le=10, description="a whole number from 1 to 10"
    )
    allowed_users: UserIds = frozenset()
    admin_users: UserIds = frozenset()
    channels: Channels = frozenset()
    messages_per_second: int = Field(
        default=29, ge=0, le=1000, description="a whole number from 0 to 1000"
    )
    webhook_url: HttpsUrl | None = Field(
        default=None, description="an address like https://bot.example.org/telegram"
    )
    webhook_secret: WebhookSecret | None = Field(
        default=None, description="up to 256 of the characters A-Z, a-z, 0-9, _ and -"
    )
    http_address: IPvAnyAddress = Field(
        default=IPv4Address("127.0.0.1"),
        description="an address like 127.0.0.1 or 0.0.0.0",
    )
    http_port: int | None = Field(
        default=None, ge=1, le=65535, description="a port from 1 to 65535"
    )
    engine_url: Hosts = ()
    engine_user: str | None = Field(default=None, description="the name of a user")
    engine_password: SecretStr | None = Field(
        default=None, description="the password of ENGINE_USER"
    )
    engine_ca: Path | None = Field(
        default=None, description="a file of certificates, in PEM"
    )
    engine_index: str = Field(
        default="excerpts",
        pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$",
        description="up to 100 of the characters a-z, 0-9, _ and -",
    )
    engine_shards: int = Field(
        default=1, ge=1, le=1024, description="a whole number from 1 to 1024"
    )
    engine_replicas: int = Field(
        default=1, ge=0, le=100, description="a whole number from 0 to 100"
    )
    semantic: Literal["auto", "on", "off"] = Field(
        default="auto", description="auto, on or off"
    )
    semantic_url: HttpUrl | None = Field(
        default=None, description="an address like http://127.0.0.1:8000/v1"
    )
    semantic_key: SecretStr | None = None
    semantic_model: str = ""
    semantic_threads: int = Field(
        default=1, ge=1, le=256, description="a whole number from 1 to 256"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR"
    )

    def token(self) -> str:
        """Return the bot's token in clear; raises SettingsError if it is not set."""
        if self.telegram_bot_token is None:
            raise SettingsError(
                "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather on "
                "Telegram (write /newbot to it) and put it into .env or the environment"
            )
        return self.telegram_bot_token.get_secret_value()

    def bot_id(self) -> int:
        """Return the bot's id, which its token begins with."""
        return int(self.token().partition(":")[0])

    def admitted(self) -> frozenset[int]:
        """Return the ids of all who may use the bot; empty if everybody may."""
        allowed = self.allowed_users
        return allowed | self.admin_users if allowed else allowed

    def webhook(self) -> WebhookAddress | None:
        """Return the webhook, or None if updates are polled.

        Raises SettingsError if a setting that the webhook needs is missing.
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
        """Return what the log must never show, as written in texts and in URLs."""
        token = self.token()
        given = (self.webhook_secret, self.semantic_key, self.engine_password)
        others = [other.get_secret_value() for other in given if other]
        if self.semantic_url and (password := self.semantic_url.password):
            others += [password, unquote(password)]
        long = (other for other in others if len(other) >= _FEWEST_OF_SECRET)
        return token, quote(token, safe=""), *long


class Unknown(NamedTuple):
    """A name in *place* that is nearly that of a setting, *meant*."""

    place: str
    name: str
    meant: str


def unknown_settings() -> list[Unknown]:
    """Return the names in ``.env`` and the environment that are nearly settings."""
    in_file: Iterable[str] = ()
    with suppress(OSError, UnicodeError):
        in_file = DotEnvSettingsSource(Settings).env_vars
    return [
        *_nearly(in_file, str(SETTINGS_FILE), _NEARLY),
        *_nearly(os.environ, "the environment", _NEARLY_IN_ENVIRONMENT),
    ]


def _nearly(names: Iterable[str], place: str, cutoff: float) -> Iterator[Unknown]:
    known = [name.upper() for name in Settings.model_fields]
    for name in map(str.upper, names):
        near = get_close_matches(name, known, n=1, cutoff=cutoff)
        if near and name not in known:
            yield Unknown(place, name, near[0])


def bad_lines() -> list[int]:
    """Return the numbers of the lines in ``.env`` that set nothing."""
    try:
        with SETTINGS_FILE.open(encoding="utf-8") as file:
            return [each.original.line for each in parse_stream(file) if each.error]
    except (OSError, UnicodeError):
        return []


def settings_file_is_readable_by_others() -> bool:
    """Return whether another user of this machine could read the token in ``.env``."""
    try:
        mode = SETTINGS_FILE.stat().st_mode
    except OSError:
        return False
    # On Windows the mode does not show who may read a file.
    return os.name == "posix" and bool(mode & (stat.S_IRGRP | stat.S_IROTH))


def read_settings() -> Settings:
    """Read the environment, then ``.env`` in the working folder for what is not set.

    Raises SettingsError with a line for each wrong value. A secret, or what looks like
    one in the wrong variable, is never in its text.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(map(_line, error.errors()))) from None
    except UnicodeError as error:
        raise SettingsError(".env cannot be read: it is not UTF-8 text") from error
    except OSError as error:
        raise SettingsError(f".env cannot be read: {error.strerror}") from error


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
