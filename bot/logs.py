"""The log: standard error, without tokens and without what users write."""

import logging

# At INFO httpx logs each address, and Telegram's addresses hold the token; at DEBUG
# the Telegram library logs whole updates, and so what people wrote.
_LIBRARIES = ("asyncio", "httpcore", "httpx", "telegram")


class RedactingFormatter(logging.Formatter):
    """Formats records as usual, with *secret* blotted out, in tracebacks too."""

    def __init__(self, secret: str | None) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        text = super().format(record)
        return text.replace(self._secret, "<token>") if self._secret else text


def set_up_logs(level: str, *, secret: str | None = None) -> None:
    """Send the log to standard error from *level* on, *secret* blotted out."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(secret))
    logging.basicConfig(level=level, handlers=[handler])
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
