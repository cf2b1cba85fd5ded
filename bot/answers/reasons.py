"""Why a file cannot be read or the articles not be served, in a reader's language.

The reasons of `retrieval` are for its log, and in English.
"""

from bot.locales.choice import LANGUAGES
from bot.locales.strings import Strings

_KINDS = {
    "are not read": "kind",
    "rename it": "kind",
    "reads it": "kind",
    "temporary file": "kind",
    "are not followed": "kind",
    "outside the folder": "kind",
    "images": "scan",
    "is empty": "empty",
    "no text": "empty",
    "characters are damaged": "characters",
    "is damaged": "damaged",
    "has no end": "damaged",
    "it is no ": "damaged",
    "it is not in ": "damaged",
    "binary file": "damaged",
    "encoding is unknown": "damaged",
    "declares entities": "damaged",
    "fonts do not say": "damaged",
    "protected": "protected",
    "too deeply": "costly",
    "too many parts": "costly",
    "too much": "costly",
    "No article ": "none_left",
}
"""What a reason says -> what it is called in the files of the languages."""


def kind_of(reason: str) -> str:
    """Return the kind of an English *reason*; "logged" if it is another one."""
    return next((kind for said, kind in _KINDS.items() if said in reason), "logged")


def told_reason(reason: str, strings: Strings) -> str:
    """Return an English *reason* as readers of *strings* are told it."""
    return reason if strings is LANGUAGES["en"] else strings.reasons[kind_of(reason)]


def told_of_file(reason: str, strings: Strings) -> str:
    """Return what `told_reason` does of a *reason* after the name of a file."""
    file, _, said = reason.partition(": ")
    return f"{file}: {told_reason(said, strings)}"
