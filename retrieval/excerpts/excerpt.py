"""Passages -> excerpts: spans of an article with the matched words marked."""

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.articles import Article
from retrieval.index.collection import Collection
from retrieval.sentences.kinds import Span

from .passages import MOST_CHARACTERS, Passage

_BARE = re.compile(r"(?:#{1,6}\s+)?(\*\*|__)?(\S.*?):?(?(1)\1:?)(?:\s#+)?", re.DOTALL)
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of an article that answers a question, with the matched words.

    *start* and *end* are offsets into the article's text; *matches* are non-empty,
    sorted, disjoint spans in the excerpt's own text. A higher *score* is better; scores
    of different questions are not comparable. *also_in* names other articles that make
    the same statements, in order of rank; *differing* holds excerpts of articles that
    make them with other figures or dates. *title* and *date* are those of the article,
    if it has them. *heading* and *lead* are spans of the article, see `Sentence`.
    *evidence* maps the name of each piece of evidence to its share of the score.
    *foreign_language* is that of the article if the question is in another one.
    """

    article: Article
    start: int
    end: int
    matches: tuple[Span, ...]
    score: float
    also_in: tuple[str, ...] = ()
    differing: "tuple[Excerpt, ...]" = ()
    title: str | None = None
    date: datetime.date | None = None
    heading: Span | None = None
    lead: Span | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)
    foreign_language: str | None = None

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
        """The 1-based line of the article on which the excerpt begins."""
        return self.article.line_of(self.start)

    @property
    def page(self) -> int | None:
        """The 1-based page of the file on which the excerpt begins, if it has pages."""
        return self.article.page_of(self.start)

    @property
    def section(self) -> str | None:
        """The heading above the excerpt, without marks; not a title.

        None if there is none, or if the excerpt says it itself: a single word where it
        begins, as any text may have that word with another meaning.
        """
        if self.heading is None:
            return None
        words = _bare(self.article.text[slice(*self.heading)])
        one, text = _spaced(words), _spaced(self.text)
        is_said = one in text if len(one.split()) > 1 else text.startswith(one)
        return None if is_said else words

    @property
    def heads(self) -> str | None:
        """The column heads above a row, or the line that introduces a list.

        None if there are none, or if the excerpt says them itself.
        """
        words = self.article.text[slice(*self.lead)] if self.lead else ""
        return words if words and not self.says(words) else None

    def says(self, words: str) -> bool:
        """Return whether *words* are in the excerpt, whatever their case."""
        return _spaced(words) in _spaced(self.text)


def make_excerpt(
    passage: Passage, collection: Collection, matching: Callable[[str], Sequence[Span]]
) -> Excerpt:
    """Cut *passage* from its article; *matching* returns the matches in a text.

    A sentence longer than MOST_CHARACTERS is cut at word boundaries to the window with
    the most matches.
    """
    sentences = collection.sentences
    first = sentences[passage.first]
    number = int(collection.article_of[passage.first])
    article, start, end = first.article, first.start, sentences[passage.last].end
    text = article.text[start:end]
    matches = merged(matching(text))
    if len(text) > MOST_CHARACTERS:
        cut_start, cut_end = _window(text, matches)
        start, end = start + cut_start, start + cut_end
        matches = [
            (first - cut_start, last - cut_start)
            for first, last in matches
            if cut_start <= first and last <= cut_end
        ]
    return Excerpt(
        article,
        start,
        end,
        tuple(matches),
        passage.score,
        passage.also_in,
        title=collection.titles[number] or None,
        date=date_of_article(number, collection),
        heading=first.heading,
        lead=first.lead,
    )


def _spaced(text: str) -> str:
    """Return the words of *text* with a blank before and after each."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _bare(heading: str) -> str:
    """Return *heading* without the marks around it: "**Boathouse:**" is "Boathouse"."""
    bare = _BARE.fullmatch(heading)
    return bare[2] if bare else heading


def date_of_article(number: int, collection: Collection) -> datetime.date | None:
    """Return the date of the article with this *number*, or None."""
    day = int(collection.dates[number])
    return datetime.date.fromordinal(day) if day else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return *spans* sorted, with overlapping or touching ones merged."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _window(text: str, matches: Sequence[Span]) -> Span:
    """Return the window with the most matches, at most MOST_CHARACTERS."""
    borders = [0, *(space.end() for space in re.finditer(r"\s+", text)), len(text)]
    starts, ends = [first for first, _ in matches], [last for _, last in matches]
    best, best_count = (0, 0), -1
    for start in [0, *starts]:
        left = borders[bisect_right(borders, start) - 1]
        right = borders[bisect_right(borders, left + MOST_CHARACTERS) - 1]
        if right == left:
            right = left + MOST_CHARACTERS
        count = bisect_right(ends, right) - bisect_left(starts, left)
        if count > best_count:
            best, best_count = (left, right), count
    start, end = best
    return start, start + len(text[start:end].rstrip())
