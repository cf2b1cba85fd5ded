"""What of the hits a reader gets to see."""

from collections.abc import Iterable
from dataclasses import dataclass

from .articles import Article


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of an article that answers, with the words that made it match.

    *start* and *end* are offsets into the article's text, *matches* spans into the
    excerpt's own text: ordered, disjoint, never empty. A greater *score* is better;
    scores of different questions cannot be compared. *also_in* names other articles
    that say the same, in order.
    """

    article: Article
    start: int
    end: int
    matches: tuple[tuple[int, int], ...]
    score: float
    also_in: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The excerpt, exactly as the article has it."""
        return self.article.text[self.start : self.end]

    @property
    def source(self) -> str:
        """The name of the article."""
        return self.article.name

    @property
    def line(self) -> int:
        """The line of the article that the excerpt begins on, from 1."""
        return self.article.line_of(self.start)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return *spans* in order, with those that overlap or touch made one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
