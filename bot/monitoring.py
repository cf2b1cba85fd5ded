"""What operators see of a running bot: figures, and whether it is well."""

import os
import socket
import time
from contextlib import suppress

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)

SIGN_OF_LIFE_SECONDS = 60
"""A receiver that gives no sign for so long is stuck."""


class Metrics:
    """What Prometheus reads; each name says its unit."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.received = Counter(
            "bot_updates_received", "Updates taken into the inbox.", registry=registry
        )
        self.settled = Counter(
            "bot_updates_settled",
            "Updates by what became of them: answered, waiting (again), given up.",
            ["state"],
            registry=registry,
        )
        self.requests = Counter(
            "bot_requests",
            "Requests to Telegram by their end: done, refused, failed (tried again).",
            ["end"],
            registry=registry,
        )
        self.seconds = Histogram(
            "bot_answer_seconds",
            "Seconds from receiving an update to having answered it.",
            buckets=BUCKETS_SECONDS,
            registry=registry,
        )
        self.waiting = Gauge(
            "bot_inbox_updates", "Updates not yet answered.", registry=registry
        )
        self.oldest = Gauge(
            "bot_inbox_oldest_seconds",
            "Seconds that the oldest of them has waited.",
            registry=registry,
        )


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
