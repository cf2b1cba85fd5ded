"""Articles -> sentences."""

from itertools import chain, count, repeat
from typing import NamedTuple

from retrieval.articles import Article
from retrieval.language.detection import language_of

from .kinds import Block, Kind, Span
from .passages import joined, whole_sentences
from .sections import Context, contexts
from .splitter import paragraph_splitter
from .structure import blocks_of
from .tables import is_row


class Sentence(NamedTuple):
    """A span of an article, so that every quote is a slice of the file.

    *start* and *end* are offsets into the text of *article*. *paragraph* is the 0-based
    number of the paragraph, list item or caption in it; *heading* is the span of the
    section heading above it, and *lead* that of what introduces its rows or items:
    column heads, or a line.
    """

    article: Article
    start: int
    end: int
    paragraph: int = 0
    heading: Span | None = None
    lead: Span | None = None

    @property
    def text(self) -> str:
        """The sentence, exactly as the article has it."""
        return self.article.text[self.start : self.end]


class Paragraphs(NamedTuple):
    """The sentences of a text, grouped by paragraph, list item or caption.

    spans: by sentence, in order.
    lengths: by paragraph, the number of sentences, at least 1.
    contexts: by paragraph, what it stands under.
    continues: by sentence, whether it is understood only with the one before it.
    """

    spans: list[Span]
    lengths: list[int]
    contexts: list[Context]
    continues: list[bool]


def split_sentences(article: Article) -> list[Sentence]:
    """Return the sentences of an article, in order and disjoint.

    They cover all text except white space, bylines, rules, front matter, column heads,
    and titles and headings of some text; an article that has nothing else is treated as
    paragraphs.
    """
    paragraphs = split_paragraphs(article, language_of(article.text))
    spans, lengths = paragraphs.spans, paragraphs.lengths
    numbers = chain.from_iterable(map(repeat, count(), lengths))
    above = chain.from_iterable(map(repeat, paragraphs.contexts, lengths))
    return [
        Sentence(article, start, end, number, context.heading, context.lead)
        for (start, end), number, context in zip(spans, numbers, above, strict=True)
    ]


def split_paragraphs(article: Article, language: str) -> Paragraphs:
    """Split an article in that language; see `split_sentences`."""
    text, parts = article.text, blocks_of(article)
    paragraphs = _paragraphs(text, language, parts)
    if paragraphs.spans:
        return paragraphs
    lines = [Block(Kind.PARAGRAPH, part.start, part.end) for part in parts]
    return _paragraphs(text, language, lines)


def _paragraphs(text: str, language: str, parts: list[Block]) -> Paragraphs:
    split = paragraph_splitter(language).spans
    paragraphs = Paragraphs([], [], [], [])
    prose = list(contexts(text, parts))
    for index, is_joined in enumerate(joined(text, prose)):
        block, context = prose[index]
        spans = split(text, block.start, block.end)
        if len(spans) > 1 and is_row(text[block.start : block.end]):
            spans = [(block.start, block.end)]
        together = (
            len(spans) if is_joined else whole_sentences(text, prose, index, spans)
        )
        paragraphs.spans.extend(spans)
        paragraphs.lengths.append(len(spans))
        paragraphs.contexts.append(context)
        paragraphs.continues.append(is_joined)
        paragraphs.continues.extend([True] * (together - 1))
        paragraphs.continues.extend([False] * (len(spans) - together))
    return paragraphs
