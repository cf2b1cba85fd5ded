"""What a user of the command line can get wrong; each text is a line to print."""


class BotError(Exception):
    """Base of all errors of this package."""


class SettingsError(BotError):
    """A setting is missing or wrong; the message names it and what is allowed."""
