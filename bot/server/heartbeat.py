"""The receiver's signs of life, for /healthz and systemd."""

import os
import socket
import time
from contextlib import suppress

SIGN_OF_LIFE_SECONDS = 60
"""A receiver that gives no sign for so long is stuck."""


class Heartbeat:
    """The receiver's signs of life; systemd gets them as well if it has asked.

    See ``sd_notify(3)``: all that it takes is a datagram to the socket that the
    environment names.
    """

    def __init__(self) -> None:
        self._last = time.monotonic()
        address = os.environ.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the NUL of Linux's abstract addresses.
        self._address = "\0" + address[1:] if address.startswith("@") else address

    @property
    def seconds(self) -> float:
        """How long ago the last sign was."""
        return time.monotonic() - self._last

    def ready(self) -> None:
        """Tell that all is set up; Telegram may still be out of reach."""
        self._notify("READY=1")

    def beat(self) -> None:
        """Give a sign of life."""
        self._last = time.monotonic()
        self._notify("WATCHDOG=1")

    def stopping(self) -> None:
        """Tell that the end is near."""
        self._notify("STOPPING=1")

    def _notify(self, state: str) -> None:
        if not self._address:
            return
        notifier = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        # That nobody listens any more is no reason to stop.
        with notifier, suppress(OSError):
            notifier.sendto(state.encode(), self._address)
