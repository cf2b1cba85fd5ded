"""The languages that the bot speaks, and which one a person reads."""

from pathlib import Path

from .strings import Strings, read_strings

_FOLDER = Path(__file__).parent
_ENGLISH = read_strings(_FOLDER / "en.toml")

LANGUAGES = {"en": _ENGLISH} | {
    path.stem: read_strings(path, _ENGLISH)
    for path in sorted(_FOLDER.glob("*.toml"))
    if path.stem != "en"
}
"""By two-letter language code, English first: one for each TOML file beside this."""


def strings_for(language_code: str | None) -> Strings:
    """Return the strings for a code such as "de-AT"; English for unknown languages."""
    return LANGUAGES.get((language_code or "")[:2], _ENGLISH)
