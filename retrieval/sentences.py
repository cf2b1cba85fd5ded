"""Articles cut into sentences."""

from typing import NamedTuple

from .articles import Article
from .languages import language_of
from .layout import Block, Kind, Span, blocks
from .paragraphs import paragraph_splitter

_PROSE = (Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CAPTION)


class Sentence(NamedTuple):
    """A span of an article. What a reply quotes is always a slice of the file.

    *paragraph* counts the article's paragraphs, list items and captions from 0;
    *heading* is the span of the section heading or title that it stands under.
    """

    article: Article
    start: int
    end: int
    paragraph: int = 0
    heading: Span | None = None

    @property
    def text(self) -> str:
        """The sentence, exactly as the article has it."""
        return self.article.text[self.start : self.end]


class Paragraph(NamedTuple):
    """The spans of the sentences of a paragraph, list item or caption, at least one."""

    sentences: list[Span]
    heading: Span | None


def split_sentences(article: Article) -> list[Sentence]:
    """Cut an article into its sentences, in order; they do not overlap.

    Titles, headings, bylines and rules are not sentences, unless the article has
    nothing else. All other text that is not white space is in a sentence.
    """
    paragraphs = split_paragraphs(article.text, language_of(article.text))
    return [
        Sentence(article, start, end, number, heading)
        for number, (sentences, heading) in enumerate(paragraphs)
        for start, end in sentences
    ]


def split_paragraphs(text: str, language: str) -> list[Paragraph]:
    """Do for a *text* in that language what `split_sentences` does for an article."""
    parts = blocks(text)
    paragraphs = _paragraphs(text, language, parts)
    if paragraphs:
        return paragraphs
    lines = [Block(Kind.PARAGRAPH, part.start, part.end) for part in parts]
    return _paragraphs(text, language, lines)


def _paragraphs(text: str, language: str, parts: list[Block]) -> list[Paragraph]:
    split = paragraph_splitter(language).spans
    heading = None
    paragraphs = []
    for kind, start, end in parts:
        if kind in _PROSE:
            paragraphs.append(Paragraph(split(text, start, end), heading))
        elif kind in (Kind.TITLE, Kind.HEADING):
            heading = (start, end)
    return paragraphs
