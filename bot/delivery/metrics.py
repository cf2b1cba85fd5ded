"""The figures of a running bot, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


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
