"""Links that open the bot at an excerpt: ``https://t.me/bot?start=payload``.

A payload has up to 64 of ``[A-Za-z0-9_-]``; it may be anything that somebody typed.
"""

import re
from dataclasses import dataclass

_PAYLOAD = re.compile(r"1-([0-9a-f]{8})-(\d{1,9})-(\d{1,12})-(\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """A span of an article, by its number among those of *version*, from 0.

    An empty span stands for the whole article.
    """

    version: str
    article: int
    start: int = 0
    end: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it leads to the article, not to a part of it."""
        return self.start == self.end

    def payload(self) -> str:
        """Return it as a payload."""
        return f"1-{self.version}-{self.article}-{self.start}-{self.end}"


def read_payload(payload: str) -> Link | None:
    """Return the link; None if it is none of ours."""
    match = _PAYLOAD.fullmatch(payload)
    return Link(match[1], *map(int, match.groups()[1:])) if match else None
