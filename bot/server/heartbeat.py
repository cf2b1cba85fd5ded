"""The receiver's signs of life, for /healthz and systemd."""

import os
import socket
import time
from contextlib import suppress

SIGN_OF_LIFE_SECONDS = 60
"""A receiver without a sign of life for this long is stuck."""


class Heartbeat:
    """The receiver's signs of life, sent to systemd as well: see ``sd_notify(3)``."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        address = os.environ.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the NUL of Linux's abstract addresses.
        self._address = "\0" + address[1:] if address.startswith("@") else address

    @property
    def seconds(self) -> float:
        """The time since the last sign of life."""
        return time.monotonic() - self._last

    def ready(self) -> None:
        """Report that the bot is set up; Telegram may still be out of reach."""
        self._notify("READY=1")

    def beat(self) -> None:
        """Give a sign of life."""
        self._last = time.monotonic()
        self._notify("WATCHDOG=1")

    def stopping(self) -> None:
        """Report that the bot is shutting down."""
        self._notify("STOPPING=1")

    def _notify(self, state: str) -> None:
        if not self._address:
            return
        # It does not matter whether anybody is still listening.
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s, suppress(OSError):
            s.sendto(state.encode(), self._address)
