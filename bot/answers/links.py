"""Links that open the bot at an excerpt: ``https://t.me/bot?start=payload``.

A payload has up to 64 characters of ``[A-Za-z0-9_-]``; users can type any.
"""

import re
from dataclasses import dataclass

LIST_PAYLOAD = "articles"
"""The payload that opens the list of the articles."""

_PAYLOAD = re.compile(r"1-([0-9a-f]{8})-(\d{1,9})-(\d{1,12})-(\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """A span of an article, by index in *version*; if empty, the whole article."""

    version: str
    article: int
    start: int = 0
    end: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it leads to a whole article."""
        return self.start == self.end

    def payload(self) -> str:
        """Return the payload that `read_payload` reads."""
        return f"1-{self.version}-{self.article}-{self.start}-{self.end}"


def read_payload(payload: str) -> Link | None:
    """Return the link that *payload* stands for; None if it is not ours."""
    match = _PAYLOAD.fullmatch(payload)
    return Link(match[1], *map(int, match.groups()[1:])) if match else None
