"""Addresses that articles give of themselves."""

from urllib.parse import urlsplit

_SCHEMES = ("http", "https", "tg")
MOST_CHARACTERS = 2048


def checked_link(address: str | None) -> str | None:
    """Return *address* if readers may be led there, else None.

    It is one of the web or of Telegram, without a user's name or password.
    """
    if not address or len(address) > MOST_CHARACTERS or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_plain = " " not in address and "@" not in parts.netloc and bool(parts.netloc)
    return address if parts.scheme in _SCHEMES and is_plain else None
