"""Questions that take words, or an article, from the conversation before them.

An answer says on a line of its own what it took. There a tap finds it again, because
all that it brings along is a checksum of the question.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from bot.limits import utf16_length
from bot.locales.choice import LANGUAGES
from retrieval.printable import printable

WORD_LENGTH = 30
"""The most UTF-16 units of a word that is taken or shown."""

MOST_WORDS = 6

SOURCE_LENGTH = 200
"""The most UTF-16 units of a file's name that are shown."""


@dataclass(frozen=True, slots=True)
class Question:
    """A *text*, to be searched with *words* and, if one is named, in one *article*."""

    text: str
    words: tuple[str, ...] = ()
    article: str = ""

    @property
    def key(self) -> str:
        """All that the answer depends on, in one text."""
        return " ".join(filter(None, (self.text, *self.words, self.article)))

    @property
    def searched(self) -> str:
        """The text to search for."""
        return " ".join((self.text, *self.words))


def words_to_take(words: Iterable[str]) -> tuple[str, ...]:
    """Return those of *words* that can be shown and read again, each once."""
    kept: dict[str, str] = {}
    for word in words:
        bare = word.strip(" \t.,;:!?\"'()[]“”„«»…")
        is_plain = bare == printable(bare) and not {*bare} & {",", "\n"}
        if bare and is_plain and utf16_length(bare) <= WORD_LENGTH:
            kept.setdefault(bare.casefold(), bare)
    return tuple(kept.values())[:MOST_WORDS]


def can_be_named(article: str) -> bool:
    """Return whether a line can name this article so that it is recognised again."""
    return article == printable(article) and utf16_length(article) <= SOURCE_LENGTH


def questions_behind(texts: Iterable[str], shown: str) -> Iterator[Question]:
    """Yield what each of *texts* may have asked for the bot to answer with *shown*."""
    lines = shown.split("\n")
    words = [(), *(tuple(line.split(", ")) for line in _filled(lines, "searched_with"))]
    articles = ["", *_filled(lines, "only_in")]
    for text, taken, article in product(texts, words, articles):
        yield Question(text, taken, article)


def article_named(shown: str) -> str:
    """Return the only article to search according to a line of *shown*, or ""."""
    return next(_filled(shown.split("\n"), "only_in"), "")


def _filled(lines: Iterable[str], key: str) -> Iterator[str]:
    """Yield what fills the template *key* of any language on one of *lines*."""
    for line in lines:
        for strings in LANGUAGES.values():
            before, _, rest = getattr(strings, key).partition("{")
            after = rest.partition("}")[2]
            if line.startswith(before) and line.endswith(after):
                yield line[len(before) : len(line) - len(after)]
