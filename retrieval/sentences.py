"""Articles cut into sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from .articles import Article
from .borders import sentence_spans
from .languages import language_of
from .layout import Block, Kind, blocks

_PROSE = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CAPTION})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of an article. What a reply quotes is always a slice of the file.

    *paragraph* counts the article's paragraphs, list items and captions from 0;
    *heading* is the span of the section heading or title that it stands under.
    """

    article: Article
    start: int
    end: int
    paragraph: int = 0
    heading: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The sentence, exactly as the article has it."""
        return self.article.text[self.start : self.end]


def split_sentences(article: Article) -> list[Sentence]:
    """Cut an article into its sentences, in order; they do not overlap.

    Titles, headings, bylines and rules are not sentences, unless the article has
    nothing else. All other text that is not white space is in a sentence.
    """
    parts = blocks(article.text)
    language = language_of(article.text)
    sentences = list(_sentences(article, language, parts))
    if sentences:
        return sentences
    lines = [Block(Kind.PARAGRAPH, part.start, part.end) for part in parts]
    return list(_sentences(article, language, lines))


def _sentences(
    article: Article, language: str, parts: list[Block]
) -> Iterator[Sentence]:
    heading = None
    paragraph = 0
    for part in parts:
        if part.kind in (Kind.TITLE, Kind.HEADING):
            heading = (part.start, part.end)
        if part.kind not in _PROSE:
            continue
        text = article.text[part.start : part.end]
        for start, end in sentence_spans(text, language):
            yield Sentence(
                article, part.start + start, part.start + end, paragraph, heading
            )
        paragraph += 1
