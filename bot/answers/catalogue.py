"""The articles by title, and which of them a text asks a summary of."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import PurePosixPath

from bot.locales.choice import LANGUAGES
from retrieval import Answer
from retrieval.retriever import BaseRetriever

from .follow_ups import Question
from .pages import LONG, Found
from .shortening import clipped, end_of, shortened
from .small_talk import normalised

SENTENCE_UNITS = 450
"""The greatest length of a summary's sentence: they all fit in a message."""

TITLE_UNITS = 60
"""The greatest length of a title in a list, and of a file's name beside it."""


# A question is looked at before it is answered, and then again.
_REMEMBERED = 32


class Catalogue:
    """The articles of *retriever*, by number; threads may share it."""

    def __init__(self, retriever: BaseRetriever) -> None:
        self._retriever = retriever
        self._asked_for = lru_cache(_REMEMBERED)(self._articles_asked_for)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """A title for each article, never blank."""
        titles = zip(self._retriever.titles, self.names, strict=True)
        return tuple(title if title.strip() else name for title, name in titles)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each article."""
        return self._retriever.names

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The titles, each short, with the file's name where another is the same."""
        shown = [clipped(title, TITLE_UNITS) for title in self.titles]
        counts = Counter(map(str.casefold, shown))
        return tuple(
            title
            if counts[title.casefold()] == 1
            else f"{title} ({end_of(name, TITLE_UNITS)})"
            for title, name in zip(shown, self.names, strict=True)
        )

    def asked_for(self, text: str) -> Sequence[int]:
        """Return the articles that *text* asks a summary of: all, one or none.

        It may name one by its title or file, or say a part of just one title.
        """
        return self._asked_for(text)

    def _articles_asked_for(self, text: str) -> Sequence[int]:
        words = normalised(text) if len(text) <= LONG else ""
        if words in _overviews():
            return range(len(self.titles))
        for before, after, is_exact in _requests():
            if not words.startswith(before):
                continue
            title = words[len(before) : len(words) - len(after)]
            if f"{before}{title}{after}" == words and (
                numbers := self._named(title, is_exact=is_exact)
            ):
                return numbers
        return ()

    def summary(self, text: str) -> Found | None:
        """Return the summary of an article that *text* asks for, or None."""
        numbers = self.asked_for(text)
        if len(numbers) != 1:
            return None
        found = self._retriever.summary(self._retriever.articles[numbers[0]])
        if not found:
            return None
        excerpts = tuple(
            shortened(each, SENTENCE_UNITS, sentence_units=SENTENCE_UNITS)
            for each in found
        )
        answer = Answer(text, "high", excerpts)
        title = self.titles[numbers[0]]
        return Found(Question(text), (answer,), (excerpts,), title=title)

    def _named(self, words: str, *, is_exact: bool) -> Sequence[int]:
        for name in _shorter(words.split()):
            if numbers := self._by_name.get(" ".join(name)):
                return numbers if len(numbers) == 1 else ()
        if is_exact:
            return ()
        asked = set(words.split()) - _fillers()
        numbers = [
            number
            for number, title_words in enumerate(self._title_words)
            if asked and asked <= title_words
        ]
        return numbers if len(numbers) == 1 else ()

    @cached_property
    def askable_titles(self) -> tuple[str, ...]:
        """The titles, "" for each article that a question on its title does not find.

        What another article is called, too, or is too long to be shown, finds none.
        """
        shown = (normalised(clipped(title, TITLE_UNITS)) for title in self.titles)
        return tuple(
            title if self._by_name.get(words) == [number] else ""
            for number, (title, words) in enumerate(
                zip(self.titles, shown, strict=True)
            )
        )

    @cached_property
    def _title_words(self) -> list[set[str]]:
        return [set(normalised(title).split()) for title in self.titles]

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        numbers: dict[str, list[int]] = {}
        for number, (title, name) in enumerate(
            zip(self.titles, self.names, strict=True)
        ):
            path = PurePosixPath(name)
            for known in {*map(normalised, (title, name, path.name, path.stem))}:
                numbers.setdefault(known, []).append(number)
        return numbers


def _shorter(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield *words*, then without the fillers before and after a title."""
    yield words
    while words and words[0] in _fillers():
        words = words[1:]
        yield words
    while words and words[-1] in _fillers():
        words = words[:-1]
        yield words


@cache
def _fillers() -> frozenset[str]:
    return frozenset().union(*(each.before_title for each in LANGUAGES.values()))


@cache
def _overviews() -> frozenset[str]:
    return frozenset().union(*(each.asks_overview for each in LANGUAGES.values()))


@cache
def _requests() -> Sequence[tuple[str, str, bool]]:
    """Return what stands before and after a title, and whether it must be whole."""
    requests = [
        (*template.partition("{title}")[::2], is_exact)
        for strings in LANGUAGES.values()
        for templates, is_exact in (
            (strings.asks_summary, False),
            (strings.asks_about, True),
        )
        for template in templates
    ]
    # Longer ones first: "what is in" before "what is".
    return sorted(requests, key=lambda request: -len(request[0]))
