"""The blocks of an article: those of its file's format, else those of its layout."""

from collections.abc import Iterator

from retrieval.articles import Article
from retrieval.readers.document import Block as ReadBlock
from retrieval.readers.document import BlockKind

from .blocks import blocks, mark_questions
from .kinds import Block, Kind, kind_of
from .lines import Line
from .tables import mark_column_heads
from .wrapping import unwrapped

_KINDS = {
    BlockKind.HEADING: Kind.HEADING,
    BlockKind.ITEM: Kind.LIST_ITEM,
    BlockKind.COLUMN_HEADS: Kind.COLUMN_HEADS,
    BlockKind.ROW: Kind.PARAGRAPH,
}
# What only the words of a paragraph tell.
_TOLD = (Kind.BYLINE, Kind.CAPTION, Kind.LIST_ITEM)


def blocks_of(article: Article) -> list[Block]:
    """Return the blocks of *article*, in order; see `blocks.blocks`."""
    if not article.blocks:
        return blocks(article.text)
    parts: list[Line] = []
    kinds: list[Kind] = []
    levels: list[int] = []
    for block in article.blocks:
        lines = list(_lines(article.text, block))
        parts += lines
        kinds += _kinds(block, lines)
        levels += [block.level] * len(lines)
    mark_questions(parts, kinds)
    return [
        Block(kind, part.start, part.end, level)
        for kind, part, level in zip(kinds, parts, levels, strict=True)
    ]


def _lines(text: str, block: ReadBlock) -> Iterator[Line]:
    """Yield the lines of code, and of a paragraph that has line breaks, else one."""
    start, end, kind, _ = block
    words = text[start:end]
    if kind in _KINDS:
        yield Line(words, start, end)
        return
    for line in unwrapped(words):
        yield Line(line.text, line.start + start, line.end + start)


def _kinds(block: ReadBlock, lines: list[Line]) -> list[Kind]:
    if block.kind in _KINDS:
        return [_KINDS[block.kind]] * len(lines)
    if block.kind is BlockKind.CODE:
        kinds = [Kind.PARAGRAPH] * len(lines)
        mark_column_heads(lines, kinds)
        return kinds
    told = (kind_of(line.text) for line in lines)
    return [kind if kind in _TOLD else Kind.PARAGRAPH for kind in told]
