"""The languages that the bot speaks, and which of them a person reads."""

from .de import GERMAN
from .en import ENGLISH
from .strings import Strings

LANGUAGES = {"en": ENGLISH, "de": GERMAN}
"""By the two letters that Telegram's language codes begin with; English is first."""


def strings_for(language_code: str | None) -> Strings:
    """Return the strings for a code such as "de-AT"; English for all unknown ones."""
    return LANGUAGES.get((language_code or "")[:2], ENGLISH)
