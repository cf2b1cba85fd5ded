"""Excerpts and words that are too long to show whole."""

from dataclasses import replace

from bot.limits import utf16_length
from retrieval import Article, Excerpt, split_sentences

SENTENCE_UNITS = 3000
"""The most that a single sentence may take of a message's 4096 units."""


def shortened(
    excerpt: Excerpt, units: int, *, sentence_units: int = SENTENCE_UNITS
) -> Excerpt:
    """Return the sentences around the first match of *excerpt*, at most *units* long.

    A longer sentence stays whole up to *sentence_units*, and beyond that is cut at
    white space.
    """
    text = excerpt.text
    if utf16_length(text) <= units:
        return excerpt
    match = excerpt.matches[0] if excerpt.matches else (0, 0)
    spans = _sentences(text)
    first = last = sum(end <= match[0] for _, end in spans[:-1])
    start, end = spans[first]
    if utf16_length(text[start:end]) > sentence_units:
        return _part(excerpt, *_cut(text, start, end, match, sentence_units))
    while (
        last + 1 < len(spans)
        and utf16_length(text[start : spans[last + 1][1]]) <= units
    ):
        last += 1
        end = spans[last][1]
    while first > 0 and utf16_length(text[spans[first - 1][0] : end]) <= units:
        first -= 1
        start = spans[first][0]
    return _part(excerpt, start, end)


def clipped(text: str, most: int) -> str:
    """Return *text* on one line, cut at white space to *most* units with "…"."""
    # Only the beginning of a long text is looked at.
    line = " ".join(text[: 2 * most + 100].split())
    if utf16_length(line) <= most:
        return line
    cut = _start_of(line, most - 1)
    return (cut[: cut.rfind(" ")] if " " in cut[(len(cut) + 1) // 2 :] else cut) + "…"


def end_of(text: str, most: int) -> str:
    """Return *text*, or "…" and its end, in up to *most* units."""
    if utf16_length(text) <= most:
        return text
    return "…" + _start_of(text[: -most - 1 : -1], most - 1)[::-1]


def _start_of(text: str, units: int) -> str:
    start = text[:units]
    while utf16_length(start) > units:
        start = start[:-1]
    return start


def _sentences(text: str) -> list[tuple[int, int]]:
    sentences = split_sentences(Article("", text)) if text.strip() else []
    return [(sentence.start, sentence.end) for sentence in sentences] or [
        (0, len(text))
    ]


def _cut(
    text: str, start: int, end: int, match: tuple[int, int], units: int
) -> tuple[int, int]:
    """Return a span of ``text[start:end]`` with the match, cut at spaces if any."""
    # Half as many characters always fit: each has two units at most.
    most = units // 2
    if match[1] - start > most:
        aim = max(start, match[0] - most // 2)
        space = text.find(" ", aim, match[0])
        start = aim if space < 0 else space + 1
    if end - start > most:
        space = text.rfind(" ", start + most // 2, start + most)
        end = start + most if space < 0 else space
    return start, end


def _part(excerpt: Excerpt, start: int, end: int) -> Excerpt:
    """Return the span of *excerpt* from *start* to *end*, offsets into its text."""
    matches = tuple(
        (max(a, start) - start, min(b, end) - start)
        for a, b in excerpt.matches
        if a < end and b > start
    )
    return replace(
        excerpt,
        start=excerpt.start + start,
        end=excerpt.start + end,
        matches=matches,
    )
