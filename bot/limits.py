"""The limits of Telegram's Bot API, for code that does not load Telegram's library."""

MESSAGE_UNITS = 4096
"""The greatest length of a message, in UTF-16 units."""

MESSAGE_ENTITIES = 100
"""The most entities of a message."""


SENT_BYTES = 50_000_000
"""The greatest size of a file that a bot may send."""


def utf16_length(text: str) -> int:
    """Return the length of *text* as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)
