"""Errors that end the command line; each message is printed as it stands."""


class BotError(Exception):
    """Base of all errors of this package."""


class SettingsError(BotError):
    """A setting is missing or wrong; the message names it and what is allowed."""


class LocaleError(BotError):
    """A language's file cannot be used; the message names the file and the reason."""


class InboxError(BotError):
    """The inbox cannot be opened; the message names the folder and the reason."""


class TokenError(BotError):
    """Telegram does not accept the token."""

    def __str__(self) -> str:
        return (
            "Telegram does not accept TELEGRAM_BOT_TOKEN: compare it with what "
            "@BotFather gave, or have @BotFather make a new one"
        )
