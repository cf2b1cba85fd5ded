"""Sentences and their words as numbers, in flat arrays that ranking can compute on."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from .analysis import Analyzer
from .articles import Article
from .languages import language_of
from .lazy import Lazy
from .sentences import Paragraphs, Sentence, split_paragraphs
from .spelling import Usage, same_names
from .words import Bools, Ints, Longs, Words, by_first_use

_NO_HEADING = (-1, -1)


class Outline(NamedTuple):
    """The sentences of an article, or of several, and the paragraphs they are in."""

    spans: Ints  # by sentence, start and end in the article's text
    headings: Ints  # by paragraph, start and end in the text, or -1 and -1
    lengths: Ints  # by paragraph, in sentences

    @classmethod
    def of(cls, paragraphs: Paragraphs) -> Self:
        """Return the outline of one article."""
        headings = [heading or _NO_HEADING for heading in paragraphs.headings]
        return cls(
            np.array(paragraphs.spans, np.int32).reshape(-1, 2),
            np.array(headings, np.int32).reshape(-1, 2),
            np.array(paragraphs.lengths, np.int32),
        )

    @classmethod
    def joined(cls, outlines: Sequence["Outline"]) -> Self:
        """Return the outline of articles one after another."""
        nothing = cls.of(Paragraphs([], [], []))
        return cls(*map(np.concatenate, zip(nothing, *outlines, strict=True)))


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
    text = article.text
    language = language_of(text)
    paragraphs = split_paragraphs(text, language)
    codes_by_sentence = [
        words.codes(text[start:end], language, analyzer)
        for start, end in paragraphs.spans
    ]
    codes = np.frombuffer(b"".join(codes_by_sentence), np.int32)
    lengths = np.array([*map(len, codes_by_sentence)], np.int32) // codes.itemsize
    capital = (codes & 1).astype(np.bool_)
    firsts = (np.cumsum(lengths) - lengths)[lengths > 0]
    capital[firsts] = False
    return Part(article, language, Outline.of(paragraphs), codes >> 1, capital, lengths)


class Parts(NamedTuple):
    """Articles one after another, and what their parts hold."""

    articles: list[Article]
    languages: list[str]  # by article
    sizes: Ints  # by article, in sentences
    outline: Outline
    words: Ints
    capital: Bools
    sentence_lengths: Ints

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Self:
        """Join *parts*."""
        return cls(
            [part.article for part in parts],
            [part.language for part in parts],
            np.array([len(part.outline.spans) for part in parts], np.int32),
            Outline.joined([part.outline for part in parts]),
            _joined([part.words for part in parts], np.int32),
            _joined([part.capital for part in parts], np.bool_),
            _joined([part.sentence_lengths for part in parts], np.int32),
        )

    @classmethod
    def joined(cls, several: Sequence["Parts"]) -> Self:
        """Join what is joined in itself."""
        return cls(
            [article for parts in several for article in parts.articles],
            [language for parts in several for language in parts.languages],
            _joined([parts.sizes for parts in several], np.int32),
            Outline.joined([parts.outline for parts in several]),
            _joined([parts.words for parts in several], np.int32),
            _joined([parts.capital for parts in several], np.bool_),
            _joined([parts.sentence_lengths for parts in several], np.int32),
        )


def renumbered(parts: Parts, words: Words) -> tuple[Parts, Words]:
    """Return *parts* with words numbered as if nothing but they had ever been met."""
    order, new_numbers = by_first_use(parts.words, len(words))
    if np.array_equal(order, np.arange(len(words))):
        return parts, words
    return parts._replace(words=new_numbers[parts.words]), words.reordered(order)


class Collection:
    """The sentences of all articles in reading order, and their words.

    Tokens, sentences, paragraphs and articles are numbered from 0. Token t is of
    sentence s if ``token_starts[s] <= t < token_starts[s + 1]``; *paragraph_starts*
    (first sentences of paragraphs) and *article_starts* work alike. Spellings of one
    name are one word in *words*, but each stands in *usages*; *respelled* are the
    tokens that this changed, and *respelled_words* what they were.
    """

    def __init__(self, parts: Parts, vocabulary: Words) -> None:
        self.vocabulary = vocabulary
        self.articles: Sequence[Article] = parts.articles
        self.languages = sorted(set(parts.languages))
        numbers = {language: n for n, language in enumerate(self.languages)}
        self.article_languages = np.array(
            [numbers[language] for language in parts.languages], np.uint8
        )
        self.outline = parts.outline
        self.capital = parts.capital
        self.token_starts = _starts(parts.sentence_lengths)
        self.paragraph_starts = _starts(parts.outline.lengths)
        self.article_starts = _starts(parts.sizes)
        size = len(vocabulary.forms)
        self.counts = np.bincount(parts.words, minlength=size)
        self.capitals = np.bincount(parts.words[parts.capital], minlength=size)
        vocabulary.merge_names(same_names(self._names()))
        self.words = vocabulary.main_spelling(parts.words)
        self.respelled = np.flatnonzero(self.words != parts.words)
        self.respelled_words = parts.words[self.respelled]

    def _names(self) -> dict[str, int]:
        """Return how often each form stands in the articles that is a name there."""
        forms = self.vocabulary.forms
        # A form that is several words counts as the one that was met last.
        last = dict(zip(forms, range(len(forms)), strict=True))
        # As `Usage.is_name` has it.
        names = np.flatnonzero(2 * self.capitals >= self.counts)
        counts = zip(names.tolist(), self.counts[names].tolist(), strict=True)
        return {forms[n]: count for n, count in counts if last[forms[n]] == n}

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
        return owners(self.paragraph_starts)

    @cached_property
    def article_of(self) -> Ints:
        """The article of each sentence."""
        return owners(self.article_starts)

    def language_of(self, article: int) -> str:
        """Return the language of the article with that number."""
        return self.languages[int(self.article_languages[article])]

    def _sentence(self, number: int) -> Sentence:
        article, paragraph = self.article_of[number], self.paragraph_of[number]
        first = self.paragraph_of[self.article_starts[article]]
        start, end = self.outline.spans[number].tolist()
        heading = tuple(self.outline.headings[paragraph].tolist())
        return Sentence(
            self.articles[article],
            start,
            end,
            int(paragraph - first),
            None if heading == _NO_HEADING else heading,
        )


def _joined(arrays: Sequence[npt.NDArray[Any]], dtype: npt.DTypeLike) -> Any:
    return np.concatenate([np.zeros(0, dtype), *arrays])


def _starts(lengths: Ints) -> Longs:
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def owners(starts: Longs) -> Ints:
    """Return for each item which of the ranges that begin at *starts* it is in."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
