"""Sentences and their words as numbers, in flat arrays that ranking can compute on."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from .analysis import Analyzer
from .articles import Article
from .kinds import traits_of
from .languages import language_of, load_language
from .lazy import Lazy
from .sentences import Sentence, split_sentences
from .spelling import Usage, same_names
from .vocabulary import Token

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

UNKNOWN = -1
"""Stands for the number of a word that is in no article."""

_NO_HEADING = (-1, -1)

# A form of more words, like a run of Chinese, hardly comes again.
_MOST_REMEMBERED = 4

# "They", "These ...": such a sentence leans on the one before it.
_LEANING = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "this",
        "these",
        "that",
        "those",
        "his",
        "her",
        "hers",
        "its",
        "their",
        "theirs",
        "such",
        "both",
        "there",
    ]
)


class Words:
    """The distinct words of all articles.

    A word is a form together with its stem, and with whether it is a stop word: it may
    be one in one language and none in another. Words and stems are numbered from 0, in
    the order in which they were met.
    """

    def __init__(self) -> None:
        self._words: dict[tuple[str, str, bool], int] = {}
        self._stems: dict[str, int] = {}
        self._stem_of: list[int] = []
        self._codes: dict[str, _Codes] = {}
        self._spelled_as: dict[int, int] = {}
        self._stem_spelled_as: dict[int, int] = {}

    def number(self, token: Token) -> int:
        """Return the number of a token's word, a new one for a new word."""
        return self.add(token.form, token.term, token.stop)

    def add(self, form: str, term: str, stop: bool) -> int:
        """Return the number of a word, a new one for a new word."""
        key = (form, term, stop)
        number = self._words.get(key)
        if number is None:
            number = self._words[key] = len(self._words)
            self._stem_of.append(self._stems.setdefault(term, len(self._stems)))
        return number

    def codes(self, language: str, analyzer: Analyzer) -> "_Codes":
        """Return the codes of forms in *language*; new words get numbers on the way."""
        if language not in self._codes:
            self._codes[language] = _Codes(self, language, analyzer)
        return self._codes[language]

    def __iter__(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the words in order of number; merging names changes none of them."""
        return iter(self._words)

    def find(self, token: Token) -> int:
        """Return the number of a token's word, or UNKNOWN."""
        for stop in (token.stop, not token.stop):
            number = self._words.get((token.form, token.term, stop))
            if number is not None:
                return self._spelled_as.get(number, number)
        return UNKNOWN

    def find_stem(self, term: str) -> int:
        """Return the number of the stem *term*, or UNKNOWN."""
        number = self._stems.get(term, UNKNOWN)
        return self._stem_spelled_as.get(number, number)

    def merge_names(self, spelled_as: Mapping[str, str]) -> None:
        """Let forms be spellings of other forms: those words and their stems are one.

        Both forms of each pair must have been met. To be called once, after the last
        word was numbered.
        """
        numbers = {form: number for number, form in enumerate(self.forms)}
        for form, other in spelled_as.items():
            number, main = numbers[form], numbers[other]
            self._spelled_as[number] = main
            self._stem_spelled_as[self._stem_of[number]] = self._stem_of[main]
            self._stem_of[number] = self._stem_of[main]

    def main_spelling(self, numbers: Ints) -> Ints:
        """Return *numbers* of words, those of other spellings replaced."""
        main: Ints = _replacing(self._spelled_as, len(self._words))[numbers]
        return main

    def main_stem(self, numbers: Ints) -> Ints:
        """Return *numbers* of stems, those of other spellings replaced."""
        main: Ints = _replacing(self._stem_spelled_as, len(self._stems))[numbers]
        return main

    def term_by_form(self) -> dict[str, str]:
        """Return the stem of each form, for one that has several that met last."""
        return {form: term for form, term, _ in self}

    @property
    def forms(self) -> Sequence[str]:
        """The form of each word, by number."""
        return [form for form, _, _ in self]

    @property
    def stems(self) -> Sequence[str]:
        """The stems, by number."""
        return list(self._stems)

    @cached_property
    def stem_of(self) -> Ints:
        """The number of each word's stem, by number of the word."""
        return np.array(self._stem_of, np.int32)

    @cached_property
    def is_stop(self) -> Bools:
        """Whether each word is too common to be searched for alone."""
        return np.array([stop for _, _, stop in self], np.bool_)

    @cached_property
    def traits(self) -> npt.NDArray[np.uint8]:
        """The `kinds.Trait` of each word."""
        return np.array([traits_of(form) for form in self.forms], np.uint8)

    @cached_property
    def leans(self) -> Bools:
        """Whether a sentence that opens with the word leans on the one before."""
        return np.array([form in _LEANING for form in self.forms], np.bool_)


class _Codes(dict[str, list[int]]):
    """For each token of a form twice the number of its word, and 1 for a capital.

    Tokens that only ask (what, which, who ...) have none: articles are full of them,
    and not one says what its sentence is about.
    """

    def __init__(self, words: Words, language: str, analyzer: Analyzer) -> None:
        super().__init__()
        self._words = words
        self._language = language
        self._analyzer = analyzer
        self._asking = load_language(language).question

    def __missing__(self, form: str) -> list[int]:
        codes = [
            2 * self._words.add(folded, term, stop) + (not stop and form[0].isupper())
            for term, folded, stop in self._analyzer.readings(form, self._language)
            if folded not in self._asking
        ]
        if len(codes) <= _MOST_REMEMBERED:
            self[form] = codes
        return codes


class Outline(NamedTuple):
    """The sentences of an article, or of several, and the paragraphs they are in."""

    spans: Ints  # by sentence, start and end in the article's text
    headings: Ints  # by paragraph, start and end in the text, or -1 and -1
    numbers: Ints  # by paragraph, the article's number for it
    lengths: Ints  # by paragraph, in sentences

    @classmethod
    def of(cls, sentences: Sequence[Sentence]) -> Self:
        """Return the outline of one article."""
        groups = groupby(sentences, attrgetter("paragraph"))
        paragraphs = [list(paragraph) for _, paragraph in groups]
        spans = [(sentence.start, sentence.end) for sentence in sentences]
        headings = [first.heading or _NO_HEADING for first, *_ in paragraphs]
        return cls(
            np.array(spans, np.int32).reshape(-1, 2),
            np.array(headings, np.int32).reshape(-1, 2),
            np.array([first.paragraph for first, *_ in paragraphs], np.int32),
            np.array([len(paragraph) for paragraph in paragraphs], np.int32),
        )

    @classmethod
    def joined(cls, outlines: Sequence["Outline"]) -> Self:
        """Return the outline of articles one after another."""
        return cls(*map(np.concatenate, zip(cls.of([]), *outlines, strict=True)))


class Part(NamedTuple):
    """One article of a collection; what is by token or sentence is in reading order."""

    article: Article
    language: str
    outline: Outline
    words: Ints  # the number of each token's word
    capital: Bools  # whether a token has a capital though it opens no sentence
    sentence_lengths: Ints  # in tokens


def analyse_article(article: Article, analyzer: Analyzer, words: Words) -> Part:
    """Cut *article* into sentences and number their words.

    Words that only ask (what, which, who ...) are left out.
    """
    language = language_of(article.text)
    codes_of = words.codes(language, analyzer)
    sentences = split_sentences(article)
    codes: list[int] = []
    lengths = []
    for sentence in sentences:
        before = len(codes)
        forms = analyzer.forms(sentence.text, language)
        codes += chain.from_iterable(map(codes_of.__getitem__, forms))
        lengths.append(len(codes) - before)
    numbers, capital = np.divmod(np.array(codes, np.int32), 2)
    sentence_lengths = np.array(lengths, np.int32)
    firsts = (np.cumsum(sentence_lengths) - sentence_lengths)[sentence_lengths > 0]
    capital[firsts] = 0
    return Part(
        article,
        language,
        Outline.of(sentences),
        numbers,
        capital.astype(np.bool_),
        sentence_lengths,
    )


def renumbered(parts: Sequence[Part], words: Words) -> tuple[list[Part], Words]:
    """Return *parts* with words numbered as if nothing but they had ever been met."""
    numbers = _joined([part.words for part in parts], np.int32)
    known = list(words)
    first = np.full(len(known), len(numbers))
    # Of several values for one place, the last is kept.
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    order = np.argsort(first)[: np.count_nonzero(first < len(numbers))]
    new_numbers = np.full(len(known), UNKNOWN, np.int32)
    new_numbers[order] = np.arange(len(order))
    new_words = Words()
    for number in order.tolist():
        new_words.add(*known[number])
    return [p._replace(words=new_numbers[p.words]) for p in parts], new_words


class Collection:
    """The sentences of all articles in reading order, and their words.

    Tokens, sentences, paragraphs and articles are numbered from 0. Token t is of
    sentence s if ``token_starts[s] <= t < token_starts[s + 1]``; *paragraph_starts*
    (first sentences of paragraphs) and *article_starts* work alike. Spellings of one
    name are one word in *words*, but each stands in *usages*; *respelled* are the
    tokens that this changed, and *respelled_words* what they were.
    """

    def __init__(self, parts: Sequence[Part], vocabulary: Words) -> None:
        self.vocabulary = vocabulary
        self.articles: Sequence[Article] = [part.article for part in parts]
        self.languages = sorted({part.language for part in parts})
        self.article_languages = np.array(
            [self.languages.index(part.language) for part in parts], np.uint8
        )
        self.outline = Outline.joined([part.outline for part in parts])
        self.capital = _joined([part.capital for part in parts], np.bool_)
        typed = _joined([part.words for part in parts], np.int32)
        size = len(vocabulary.forms)
        self.counts = np.bincount(typed, minlength=size)
        self.capitals = np.bincount(typed[self.capital], minlength=size)
        vocabulary.merge_names(same_names(self.usages))
        self.words = vocabulary.main_spelling(typed)
        self.respelled = np.flatnonzero(self.words != typed)
        self.respelled_words = typed[self.respelled]
        self.token_starts = _starts([part.sentence_lengths for part in parts])
        self.paragraph_starts = _starts([self.outline.lengths])
        counts = [np.array([len(part.outline.spans)], np.int32) for part in parts]
        self.article_starts = _starts(counts)

    @cached_property
    def usages(self) -> dict[str, Usage]:
        """How often each form stands in the articles, and how often with a capital."""
        counts, capitals = self.counts.tolist(), self.capitals.tolist()
        usages = map(Usage, counts, capitals)
        return dict(zip(self.vocabulary.forms, usages, strict=True))

    @cached_property
    def sentences(self) -> Sequence[Sentence]:
        """All sentences, made when they are asked for."""
        return Lazy(len(self.outline.spans), self._sentence)

    @cached_property
    def paragraph_of(self) -> Ints:
        """The paragraph of each sentence."""
        return _owners(self.paragraph_starts)

    @cached_property
    def article_of(self) -> Ints:
        """The article of each sentence."""
        return _owners(self.article_starts)

    def language_of(self, article: int) -> str:
        """Return the language of the article with that number."""
        return self.languages[int(self.article_languages[article])]

    def _sentence(self, number: int) -> Sentence:
        paragraph = self.paragraph_of[number]
        start, end = self.outline.spans[number].tolist()
        heading = tuple(self.outline.headings[paragraph].tolist())
        return Sentence(
            self.articles[self.article_of[number]],
            start,
            end,
            int(self.outline.numbers[paragraph]),
            None if heading == _NO_HEADING else heading,
        )


def _joined(arrays: Sequence[npt.NDArray[Any]], dtype: npt.DTypeLike) -> Any:
    return np.concatenate([np.zeros(0, dtype), *arrays])


def _starts(lengths: Sequence[Ints]) -> Longs:
    return np.concatenate([[0], np.cumsum(_joined(lengths, np.int64))])


def _owners(starts: Longs) -> Ints:
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def _replacing(replacements: Mapping[int, int], size: int) -> Ints:
    numbers = np.arange(size, dtype=np.int32)
    numbers[list(replacements)] = list(replacements.values())
    return numbers
