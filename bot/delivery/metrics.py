"""The figures of a running bot, for Prometheus."""

from functools import partial
from importlib.metadata import version
from socket import gethostname
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
)

from retrieval import Confidence

BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)


class Metrics:
    """What Prometheus reads; each name says its unit.

    *replica* is the number of this process among those that share its inbox.
    """

    def __init__(self, replica: int = 1) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        _add_about(self.registry, replica)
        counter = partial(Counter, registry=self.registry)
        gauge = partial(Gauge, registry=self.registry)
        self.received = counter("bot_updates_received", "Updates added to the inbox.")
        self.settled = counter(
            "bot_updates_settled",
            "Updates by outcome: answered, waiting (again), given up.",
            ["state"],
        )
        self._answers = counter(
            "bot_answers",
            "Answers to questions by confidence: high, low, none (nothing found).",
            ["confidence"],
        )
        for confidence in get_args(Confidence):
            # Served from the start, so that the first one counts as an increase, too.
            self._answers.labels(confidence)
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

    def count_answer(self, confidence: Confidence) -> None:
        """Count an answer to a question."""
        self._answers.labels(confidence).inc()


def _add_about(registry: CollectorRegistry, replica: int) -> None:
    about = Info(
        "bot",
        "The version, the host, and the number among replicas on it.",
        registry=registry,
    )
    about.info(
        {
            "version": version("excerpt-bot"),
            "host": gethostname(),
            "replica": str(replica),
        }
    )
