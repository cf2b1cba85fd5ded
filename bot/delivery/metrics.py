"""The figures of a running bot, for Prometheus."""

from functools import partial
from importlib.metadata import version
from socket import gethostname

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
)

BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


class Metrics:
    """What Prometheus reads; each name says its unit."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        about = Info(
            "bot", "The version, and the host it runs on.", registry=self.registry
        )
        about.info({"version": version("excerpt-bot"), "host": gethostname()})
        counter = partial(Counter, registry=self.registry)
        gauge = partial(Gauge, registry=self.registry)
        self.received = counter("bot_updates_received", "Updates added to the inbox.")
        self.settled = counter(
            "bot_updates_settled",
            "Updates by outcome: answered, waiting (again), given up.",
            ["state"],
        )
        self.requests = counter(
            "bot_requests",
            "Requests to Telegram by outcome: done, refused, failed (tried again).",
            ["end"],
        )
        self.seconds = Histogram(
            "bot_answer_seconds",
            "Seconds from receiving an update to having answered it.",
            buckets=BUCKETS_SECONDS,
            registry=self.registry,
        )
        self.waiting = gauge("bot_inbox_updates", "Updates not yet answered.")
        self.oldest = gauge(
            "bot_inbox_oldest_seconds", "Age of the oldest unanswered update."
        )
