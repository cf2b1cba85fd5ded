"""What can be set from outside: the environment and the file ``.env``."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import SettingsError

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


def _checked_token(token: SecretStr | None) -> SecretStr | None:
    if token and not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError
    return token


class Settings(BaseSettings):
    """All settings; ``.env.example`` says what each is for.

    A field's description is what a wrong value's error says is allowed.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
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


def read_settings() -> Settings:
    """Read the environment, then ``.env`` in the working folder for what is not set.

    Raises SettingsError, with a line for each wrong value. A token's value is never
    in its text.
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
    shown = "" if name == "telegram_bot_token" else f"={error['input']!r}"
    return f"{name.upper()}{shown} is not allowed: it must be {field.description}"
