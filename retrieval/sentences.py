"""Articles cut into sentences."""

from dataclasses import dataclass

from .articles import Article


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of an article. What a reply quotes is always a slice of the file."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence, exactly as the article has it."""
        return self.article.text[self.start : self.end]
