"""An article in steps of reading."""

from collections.abc import Iterator

from retrieval.index.collection import Collection
from retrieval.sentences.kinds import Span

from .excerpt import Excerpt, date_of_article

SHORT = 200
"""The length in characters up to which a paragraph is read with the next one."""

LONGEST = 1500
"""The greatest length of a step in characters: half of what a message takes."""


def steps_of(number: int, collection: Collection) -> list[Excerpt]:
    """Return the article with this number in steps, in order and disjoint.

    A step is a paragraph, or several short ones; only a paragraph longer than LONGEST
    is divided, after a sentence if possible. Together they hold all sentences.
    """
    article = collection.articles[number]
    title = collection.titles[number] or None
    date = date_of_article(number, collection)
    steps = []
    for (start, end), paragraph in _spans(number, collection):
        first = collection.sentences[int(collection.paragraph_starts[paragraph])]
        steps.append(
            Excerpt(
                article,
                start,
                end,
                (),
                0.0,
                title=title,
                date=date,
                heading=first.heading,
                lead=first.lead,
            )
        )
    return steps


def _spans(number: int, collection: Collection) -> Iterator[tuple[Span, int]]:
    """Yield the span of each step, and the paragraph that it begins in."""
    start = end = -1
    begun = 0
    for span, paragraph, is_last in _pieces(number, collection):
        if start >= 0 and span[1] - start > LONGEST:
            yield (start, end), begun
            start = -1
        if start < 0:
            start, begun = span[0], paragraph
        end = span[1]
        if is_last and end - start >= SHORT:
            yield (start, end), begun
            start = -1
    if start >= 0:
        yield (start, end), begun


def _pieces(number: int, collection: Collection) -> Iterator[tuple[Span, int, bool]]:
    """Yield sentences, their paragraphs, and whether each is the last of its own.

    A sentence longer than LONGEST comes in several pieces.
    """
    first, last = collection.article_starts[number : number + 2].tolist()
    paragraphs = collection.paragraph_of[first:last].tolist()
    following = [*paragraphs[1:], -1]
    spans = collection.spans[first:last].tolist()
    for (start, end), paragraph, after in zip(
        spans, paragraphs, following, strict=False
    ):
        for at in range(start, end, LONGEST):
            stop = min(at + LONGEST, end)
            yield (at, stop), paragraph, stop == end and after != paragraph
