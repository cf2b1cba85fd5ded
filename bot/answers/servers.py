"""Where questions are sent to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Servers:
    """The host that embeds questions, and those of the search engine, if any."""

    embeddings: str | None = None
    engine: str | None = None


NO_SERVERS = Servers()
